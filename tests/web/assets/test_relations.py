"""How assets hang together: what is refused, what is drawn, and that the drawing can be read."""

import re
from itertools import pairwise

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.web.assets.register import recorded
from tests.web.factories import AT, client_for, make_person

from sekisho.web.assets import actions, picture
from sekisho.web.assets.errors import NotRelatedError
from sekisho.web.assets.models import Relation
from sekisho.web.assets.picture import BOX, LEFT, MOST, ROW, WIDTH, Edge, Node, draw
from sekisho.web.assets.queries import neighbourhood
from sekisho.web.evidence import queries as evidence

EVERYTHING = frozenset({"mynumber.read", "assets.secret"})


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def person(db):
    return make_person(roles=("system-manager",))


@pytest.fixture
def chain(person):
    """System → terminal → medium → information."""
    rows = [
        recorded(name, by=person, sort=sort)
        for name, sort in (
            ("年金記録システム", "system"),
            ("年金事務端末", "terminal"),
            ("USBメモリ", "medium"),
            ("年金記録", "data"),
        )
    ]
    for upper, lower in pairwise(rows):
        actions.relate(upper=upper, lower=lower, kind="uses", by=person, at=AT)
    return rows


class TestRelating:
    def test_a_relation_is_sealed_by_numbers_and_said_again_changes_how(self, person, chain):
        upper, lower = chain[:2]
        actions.relate(upper=upper, lower=lower, kind="holds", by=person, at=AT)
        assert Relation.objects.get(upper=upper).kind == "holds"
        newest = evidence.history(f"asset:{upper.pk}")[0]
        body = evidence.body_of(newest.index)["body"]
        assert (body["lower"], body["relation"]) == (lower.pk, "holds")

    def test_an_asset_does_not_hang_on_itself_or_both_ways(self, person, chain):
        with pytest.raises(NotRelatedError):
            actions.relate(upper=chain[0], lower=chain[0], kind="uses", by=person, at=AT)
        with pytest.raises(NotRelatedError):
            actions.relate(upper=chain[1], lower=chain[0], kind="uses", by=person, at=AT)

    def test_the_database_keeps_both_rules(self, chain):
        one, two = chain[:2]
        for upper, lower in ((one, one), (one, two)):
            with pytest.raises(IntegrityError), transaction.atomic():
                Relation.objects.create(upper=upper, lower=lower, kind="uses")

    def test_a_relation_is_taken_away_and_that_is_sealed(self, person, chain):
        relation = Relation.objects.get(upper=chain[0])
        actions.unrelate(relation=relation, by=person, at=AT)
        assert not Relation.objects.filter(upper=chain[0]).exists()
        assert evidence.history(f"asset:{chain[0].pk}")[0].kind == "asset.unrelated"


class TestPages:
    @pytest.fixture
    def keeper(self, person):
        return client_for(person)

    def test_an_asset_is_related_by_number_in_either_direction(self, keeper, person):
        one, two = recorded("一", by=person), recorded("二", by=person)
        url = reverse("assets:relate", args=[one.pk])
        assert keeper.get(url).status_code == 200
        keeper.post(url, {"number": two.number, "way": "upper", "kind": "uses"})
        relation = Relation.objects.get()
        assert (relation.upper, relation.lower) == (two, one)
        remove = reverse("assets:unrelate", args=[one.pk, relation.pk])
        assert keeper.post(remove).status_code == 302
        assert not Relation.objects.exists()

    def test_a_number_nobody_has_is_refused_in_words(self, keeper, person):
        url = reverse("assets:relate", args=[recorded(by=person).pk])
        answer = keeper.post(url, {"number": "X-9", "way": "lower", "kind": "uses"})
        assert answer.status_code == 422
        assert "登録されていません" in answer.content.decode()

    def test_a_relation_of_other_assets_is_not_removed_through_this_one(self, keeper, chain):
        relation = Relation.objects.get(upper=chain[2])
        keeper.post(reverse("assets:unrelate", args=[chain[0].pk, relation.pk]))
        assert Relation.objects.filter(pk=relation.pk).exists()

    def test_who_only_looks_sees_the_picture_and_changes_nothing(self, chain):
        looker = client_for(make_person(roles=("contact-point",)))
        page = BeautifulSoup(looker.get(chain[1].get_absolute_url()).content, "lxml")
        drawing = page.select_one("svg[role=img]")
        assert drawing["aria-labelledby"] == "picture-title picture-words"
        assert drawing.find(id="picture-title").text
        assert "USBメモリ" in drawing.find(id="picture-words").text
        assert page.find("a", string="年金記録システム")  # the list beside the picture
        url = reverse("assets:relate", args=[chain[0].pk])
        assert looker.post(url).status_code == 403

    def test_queries_of_the_page_do_not_grow_with_relations(
        self, keeper, person, django_assert_num_queries
    ):
        row = recorded("システム", by=person, sort="system")
        for number in range(3):
            lower = recorded(f"端末{number}", by=person, sort="terminal")
            actions.relate(upper=row, lower=lower, kind="uses", by=person, at=AT)
        keeper.get(row.get_absolute_url())
        with CaptureQueriesContext(connection) as few:
            keeper.get(row.get_absolute_url())
        for number in range(12):
            lower = recorded(f"追加{number}", by=person, sort="terminal")
            actions.relate(upper=row, lower=lower, kind="uses", by=person, at=AT)
        with django_assert_num_queries(len(few)):
            keeper.get(row.get_absolute_url())

    def test_its_history_says_what_was_changed_and_by_whom(self, keeper, person):
        row = recorded("サーバ", by=person)
        url = reverse("assets:change", args=[row.pk])
        form = keeper.get(url).context["form"]
        said = {name: form[name].value() or "" for name in form.fields}
        keeper.post(url, said | {"name": "新しい名前", "place": "2階"})
        text = BeautifulSoup(keeper.get(row.get_absolute_url()).content, "lxml").text
        assert "情報資産の訂正" in text
        assert "名称、置き場所の詳細" in text
        assert person.name in text


class TestNeighbourhood:
    def test_it_reaches_down_and_up_as_far_as_the_picture(self, chain):
        found = neighbourhood(chain[1], EVERYTHING)
        assert set(found.nodes) == {row.pk for row in chain}
        assert len(found.edges) == 3
        assert len(found.relations) == 2

    def test_siblings_by_way_of_a_shared_system_are_not_drawn(self, person, chain):
        other = recorded("別の端末", by=person, sort="terminal")
        actions.relate(upper=chain[0], lower=other, kind="uses", by=person, at=AT)
        assert other.pk not in neighbourhood(chain[1], EVERYTHING).nodes


# The drawing itself knows no database.
EDGES = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda pair: pair[0] != pair[1]),
    max_size=40,
    unique=True,
)


def _nodes(count=13):
    return {pk: Node(pk, f"A-{pk:04}", f"資産{pk}" * 9, "端末") for pk in range(count)}


@given(EDGES)
def test_every_box_stands_inside_the_drawing_once_and_none_covers_another(pairs):
    drawn = draw(0, _nodes(), [Edge(upper, lower, "使う") for upper, lower in pairs])
    assert len({box.node.pk for box in drawn.boxes}) == len(drawn.boxes)
    assert [box.y for box in drawn.boxes] == [LEFT + row * ROW for row in range(len(drawn.boxes))]
    assert BOX < ROW
    for box in drawn.boxes:
        assert box.x >= LEFT
        assert box.x + box.width <= WIDTH
        assert box.width > WIDTH / 2
    assert [box.node.pk for box in drawn.boxes if box.itself] == [0]


@given(EDGES)
def test_every_box_but_the_asset_hangs_on_a_box_it_is_related_to(pairs):
    drawn = draw(0, _nodes(), [Edge(upper, lower, "使う") for upper, lower in pairs])
    at = {(box.x, box.y): box.node.pk for box in drawn.boxes}
    related = {frozenset(pair) for pair in pairs}
    for box in drawn.boxes:
        if box.itself:
            assert box.line == ""
            continue
        start_x, start_y, end_y, end_x = map(
            int, re.fullmatch(r"M(\d+) (\d+)V(\d+)H(\d+)", box.line).groups()
        )
        assert (end_x, end_y) == (box.x, box.y + BOX // 2)
        parents = [
            pk
            for (x, y), pk in at.items()
            if start_y in {y, y + BOX} and start_x == x + picture.STEP // 2
        ]
        assert any(frozenset((pk, box.node.pk)) in related for pk in parents)


def test_what_uses_the_asset_stands_above_it_and_what_it_uses_below():
    edges = [Edge(1, 0, "使う"), Edge(2, 1, "使う"), Edge(0, 3, "保存する"), Edge(3, 4, "使う")]
    drawn = draw(0, _nodes(5), edges)
    assert [box.node.pk for box in drawn.boxes] == [2, 1, 0, 3, 4]
    assert [box.x for box in drawn.boxes] == [50, 28, 6, 28, 50]


def test_what_does_not_fit_is_counted():
    nodes = _nodes(200)
    drawn = draw(0, nodes, [Edge(0, each, "使う") for each in range(1, 200)])
    assert len(drawn.boxes) == MOST + 1
    assert drawn.left_out == 199 - MOST


def test_a_long_name_is_cut_where_its_box_ends():
    drawn = draw(0, {0: Node(0, "A-0001", "名" * 100, "端末")}, [])
    assert drawn.boxes[0].title.endswith("…")
    assert len(drawn.boxes[0].title) < 32
