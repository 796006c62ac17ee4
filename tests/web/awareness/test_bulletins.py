"""Bulletins: published for a time, opened once, reach counted by unit; the page of one's own."""

from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from tests.web.assets.register import zone
from tests.web.factories import AT, DAY, client_for, make_person, make_unit
from tests.web.organization.counting import queries_of
from tests.web.organization.sealed import kinds_of

from sekisho.verdicts import Verdict
from sekisho.web.awareness import actions, queries
from sekisho.web.awareness.agreement import differences
from sekisho.web.awareness.checks import bulletins_reach
from sekisho.web.awareness.errors import AwarenessError
from sekisho.web.awareness.models import Bulletin, Opening
from sekisho.web.notices.models import Notice
from sekisho.web.policies.models import Clause, ClauseTopic, Document, Edition
from sekisho.web.terminals.models import Terminal

pytestmark = pytest.mark.django_db
LAST = DAY + timedelta(days=28)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def by():
    return make_person("推進 担当", roles=("secretariat",))


def published(by, at=AT, **more):
    given = {"title": "長い休みの前に", "text": "■ 端末\n電源を切る", "from_date": DAY,
             "until_date": LAST}  # fmt: skip
    return actions.publish(by=by, at=at, **given | more)


def text(answer, status=200):
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "lxml").get_text()


def test_it_is_published_and_taken_down_with_evidence(by):
    row = published(by)
    actions.end(bulletin=row, by=by, at=AT)
    assert kinds_of(f"bulletin:{row.pk}") == ["bulletin.ended", "bulletin.published"]
    with pytest.raises(AwarenessError, match="既に終わって"):
        actions.end(bulletin=row, by=by, at=AT)
    assert list(differences()) == []


@pytest.mark.parametrize(
    "period",
    [{"until_date": DAY - timedelta(days=1)},
     {"from_date": LAST, "until_date": DAY}],
)  # fmt: skip
def test_a_period_that_is_none_is_refused(by, period):
    with pytest.raises(AwarenessError, match="最終日"):
        published(by, **period)


def test_everybody_asked_is_told_until_they_open_it(by):
    person, leaver = make_person(), make_person(left_on=DAY - timedelta(days=1))
    make_person(account=False)
    row = published(by)
    actions.tell_shown(at=AT)
    told = set(
        Notice.objects.open().filter(key=f"bulletin:{row.pk}").values_list("person", flat=True)
    )
    assert told == {by.pk, person.pk}
    assert leaver.pk not in told
    assert actions.open_bulletin(bulletin=row, by=person, at=AT)
    assert not actions.open_bulletin(bulletin=row, by=person, at=AT)
    actions.tell_shown(at=AT + timedelta(days=1))
    assert not Notice.objects.open().filter(person=person).exists()
    actions.end(bulletin=row, by=by, at=AT)
    assert not Notice.objects.open().exists()


def test_reach_is_counted_by_unit_without_names(by):
    unit = make_unit("給付課")
    people = [make_person(unit=unit) for _ in range(3)]
    row = published(by)
    for person in people[:2]:
        actions.open_bulletin(bulletin=row, by=person, at=AT)
    found = {each.unit.name: (each.opened, each.asked) for each in queries.reach_by_unit(row, DAY)}
    assert found == {"給付課": (2, 3), "総務課": (0, 1)}
    assert queries.reach_of([row], DAY)[row.pk].opened == 2


def test_the_check_wants_one_a_season_that_reaches_four_fifths(by):
    assert bulletins_reach(AT).verdict == Verdict.FAILS
    row = published(by)
    people = [by, *(make_person() for _ in range(4))]
    assert bulletins_reach(AT).verdict == Verdict.HOLDS  # two weeks have not passed
    late = AT + timedelta(days=15)
    for person in people[:3]:
        actions.open_bulletin(bulletin=row, by=person, at=AT)
    weak = bulletins_reach(late)
    assert (weak.verdict, weak.rows[0]["reached"]) == (Verdict.WEAK, 3)
    actions.open_bulletin(bulletin=row, by=people[3], at=AT)
    assert bulletins_reach(late).verdict == Verdict.HOLDS  # four of five
    assert bulletins_reach(AT + timedelta(days=93)).verdict == Verdict.FAILS


def test_one_taken_down_before_people_had_time_counts_for_nothing(by):
    row = published(by)
    actions.end(bulletin=row, by=by, at=AT + timedelta(days=1))
    assert bulletins_reach(AT + timedelta(days=15)).verdict == Verdict.FAILS
    late = published(by)
    actions.end(bulletin=late, by=by, at=AT + timedelta(days=14))
    found = bulletins_reach(AT + timedelta(days=15))
    assert (found.verdict, [each["bulletin"] for each in found.rows]) == (Verdict.WEAK, [late.pk])


def test_it_is_read_on_its_page_once_and_reach_is_for_who_publishes(by):
    row = published(by)
    person = make_person()
    client = client_for(person)
    assert "長い休みの前に" in text(client.get("/awareness/"))
    page = text(client.get(f"/awareness/bulletins/{row.pk}/"))
    assert "読みました" in page
    assert "届いた範囲" not in page
    client.post(f"/awareness/bulletins/{row.pk}/open/")
    assert Opening.objects.get().person == person
    assert "記録されています" in text(client.get(f"/awareness/bulletins/{row.pk}/"))
    assert "長い休みの前に" not in text(client.get("/awareness/"))
    assert "届いた範囲" in text(client_for(by).get(f"/awareness/bulletins/{row.pk}/"))


def test_looking_at_a_page_notes_nothing(by):
    row = published(by)
    client_for(make_person()).get(f"/awareness/bulletins/{row.pk}/")
    assert not Opening.objects.exists()


def test_it_is_published_from_the_form(by):
    client = client_for(by)
    form = {"title": "注意", "text": "本文", "from_date": "2026-06-01", "until_date": "2026-05-01"}
    assert "最終日" in text(client.post("/awareness/bulletins/new/", form), 422)
    client.post("/awareness/bulletins/new/", form | {"until_date": "2026-06-30"})
    row = Bulletin.objects.get()
    assert "注意" in text(client.get("/awareness/bulletins/"))
    client.post(f"/awareness/bulletins/{row.pk}/end/")
    assert "終了" in text(client.get("/awareness/bulletins/"))
    assert "既に終わって" in text(client.post(f"/awareness/bulletins/{row.pk}/end/", follow=True))


def test_the_poster_is_a_pdf_for_everybody_while_it_hangs(by):
    row = published(by)
    client = client_for(make_person())
    answer = client.get(f"/awareness/bulletins/{row.pk}/poster.pdf")
    assert answer.content.startswith(b"%PDF")
    assert client.get(f"/awareness/bulletins/{row.pk}/poster.docx").content.startswith(b"PK")
    actions.end(bulletin=row, by=by, at=AT)
    assert client.get(f"/awareness/bulletins/{row.pk}/poster.pdf").status_code == 404
    assert client.get(f"/awareness/bulletins/{row.pk}/poster.docx").status_code == 404
    assert client.post(f"/awareness/bulletins/{row.pk}/open/").status_code == 404


def test_only_who_runs_training_publishes(by):
    row = published(by)
    other = client_for(make_person(roles=("manager",)))
    assert other.get("/awareness/bulletins/new/").status_code == 403
    assert other.post("/awareness/bulletins/new/").status_code == 403
    assert other.post(f"/awareness/bulletins/{row.pk}/end/").status_code == 403
    row.refresh_from_db()
    assert row.ended_at is None


def edition(kind="basic", **clauses):
    """An edition in force with a clause a topic."""
    by = make_person()
    row = Edition.objects.create(
        document=Document.objects.create(kind=kind, title=f"文書{kind}"), title=f"文書{kind}",
        state="published", created_by=by, created_at=AT, published_at=AT, number=1,
        effective_on=date(2026, 4, 1), source=b"", tree={},
    )  # fmt: skip
    for position, (clause_id, topic) in enumerate(clauses.items(), 1):
        clause = Clause.objects.create(
            edition=row, clause_id=clause_id, label=clause_id, heading="", text=f"{topic}を守る。",
            depth=0, position=position, demands=True,
        )  # fmt: skip
        ClauseTopic.objects.create(clause=clause, topic=topic)
    return row


def bound(person, rights=frozenset()):
    keeping = queries.keeping_of(person, rights, AT)
    return {
        (section.why.value, rule.clause.clause_id): rule.by
        for section in keeping.sections
        for rule in section.rules
    }


def test_ones_page_has_the_clauses_of_everybody_of_ones_roles_and_of_ones_zones():
    edition(a="people.reporting", b="organization.committee", c="resilience.takeout",
            d="physical.power")  # fmt: skip
    plain = make_person()
    assert bound(plain) == {("everybody", "a"): ()}
    chair = make_person(roles=("committee-chair",))
    assert ("role", "b") in bound(chair)
    machine = Terminal.objects.create(
        number="M-1", zone=zone("mynumber"), unit=plain.unit, system="windows", recorded_at=AT
    )
    machine.users.add(plain)
    assert bound(plain)["zone", "c"] == ("マイナンバー事務系",)
    page = text(client_for(plain).get("/awareness/"))
    assert "people.reportingを守る。" in page
    assert "physical.power" not in page


def test_a_procedure_is_for_those_who_may_read_it():
    edition(kind="procedure", a="people.reporting")
    assert bound(make_person()) == {}
    reader = make_person(roles=("manager",))
    assert ("everybody", "a") in bound(reader, frozenset({"procedures.read"}))


def test_the_page_costs_the_same_however_many_clauses_bind():
    person = make_person()
    edition(a="people.reporting")

    def ask():
        queries.keeping_of(person, frozenset(), AT)

    few = queries_of(ask)
    row = Edition.objects.get()
    for position in range(2, 12):
        clause = Clause.objects.create(
            edition=row, clause_id=f"x{position}", label="", heading="", text="守る。", depth=0,
            position=position, demands=True,
        )  # fmt: skip
        ClauseTopic.objects.create(clause=clause, topic="people.takeout")
    assert queries_of(ask) == few
    assert len(bound(person)) == 11
