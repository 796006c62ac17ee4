"""How far a bulletin reached, unit by unit with the units below: by another way of counting."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT, DAY, client_for, make_person, make_unit
from tests.web.organization.counting import queries_of

from sekisho.web.awareness import actions, queries
from sekisho.web.awareness.queries import counted_below
from sekisho.web.organization.models import Unit
from sekisho.web.organization.queries import UnitRow

LAST = DAY + timedelta(days=28)


@pytest.fixture
def by():
    return make_person("推進 担当", roles=("secretariat",))


def published(by):
    return actions.publish(
        title="長い休みの前に", text="電源を切る", from_date=DAY, until_date=LAST, by=by, at=AT
    )


def below(parent, name):
    return Unit.objects.create(name=name, parent=parent)


def figures(row):
    return [
        (each.unit.name, len(each.steps), each.opened, each.asked)
        for each in queries.reach_by_unit(row, DAY)
    ]


@st.composite
def trees(draw):
    """Units by number, each with the number of one before it as parent, or none."""
    size = draw(st.integers(1, 12))
    return [draw(st.none() | st.integers(0, n - 1)) if n else None for n in range(size)]


def ordered(parents):
    """Rows as `unit_tree` gives them: each unit after its parent."""

    def walk(parent, depth):
        for number, each in enumerate(parents):
            if each == parent:
                yield UnitRow(Unit(pk=number, name=str(number)), depth, 0)
                yield from walk(number, depth + 1)

    return tuple(walk(None, 0))


def stands_under(parents, number, top):
    while number is not None and number != top:
        number = parents[number]
    return number == top


@given(trees(), st.data())
def test_each_unit_counts_whoever_stands_under_it_by_climbing_from_below(parents, data):
    own = {n: data.draw(st.integers(0, 5)) for n in range(len(parents)) if data.draw(st.booleans())}
    found = counted_below(ordered(parents), own)
    for top in range(len(parents)):
        wanted = sum(many for n, many in own.items() if stands_under(parents, n, top))
        assert found[top] == wanted


@pytest.mark.django_db
def test_a_division_counts_its_sections_and_a_unit_without_anybody_is_left_out(by):
    division = make_unit("事業部")
    section = below(division, "給付課")
    corner = below(section, "窓口係")
    below(division, "空の課")
    people = [make_person(unit=corner), make_person(unit=corner), make_person(unit=section)]
    row = published(by)
    for person in people[:2]:
        actions.open_bulletin(bulletin=row, by=person, at=AT)
    assert figures(row) == [
        ("総務課", 0, 0, 1), ("事業部", 0, 2, 3), ("給付課", 1, 2, 3), ("窓口係", 2, 2, 2),
    ]  # fmt: skip
    whole = queries.reach_of([row], DAY)[row.pk]
    tops = [each for each in queries.reach_by_unit(row, DAY) if not each.steps]
    assert (whole.opened, whole.asked) == (
        sum(each.opened for each in tops), sum(each.asked for each in tops),
    )  # fmt: skip


@pytest.mark.django_db
def test_who_left_has_no_account_or_is_out_of_scope_counts_on_neither_side(by):
    unit = make_unit("給付課")
    reader = make_person(unit=unit)
    leaver = make_person(unit=unit)
    make_person(unit=unit, account=False)
    make_person(unit=unit, category="visitor")
    row = published(by)
    for person in (reader, leaver):
        actions.open_bulletin(bulletin=row, by=person, at=AT)
    leaver.left_on = DAY - timedelta(days=1)
    leaver.save()
    assert ("給付課", 0, 1, 1) in figures(row)


@pytest.mark.django_db
def test_the_page_draws_the_tree_and_names_nobody(by):
    division = make_unit("事業部")
    section = below(division, "給付課")
    person = make_person("朝霧 花子", unit=section)
    row = published(by)
    actions.open_bulletin(bulletin=row, by=person, at=AT)
    with time_machine.travel(AT, tick=False):
        answer = client_for(by).get(f"/awareness/bulletins/{row.pk}/")
    main = BeautifulSoup(answer.content, "lxml").main
    names = [each.get_text() for each in main.select("tbody th")]
    assert names == ["総務課", "事業部", "－給付課"]
    assert "下の所属の人を含みます" in main.get_text()
    assert "朝霧 花子" not in main.get_text()


@pytest.mark.django_db
def test_reach_costs_the_same_however_many_units_and_people_there_are(by):
    row = published(by)
    few = queries_of(queries.reach_by_unit, row, DAY)
    top = make_unit("事業部")
    for number in range(5):
        actions.open_bulletin(bulletin=row, by=make_person(unit=below(top, f"課{number}")), at=AT)
    assert queries_of(queries.reach_by_unit, row, DAY) == few
