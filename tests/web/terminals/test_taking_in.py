"""A file of terminals or systems is taken in together as a person would row by row, only faster."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.factories import AT, make_person
from tests.web.systems import parts as system_parts
from tests.web.terminals.parts import entry, keeper, made

from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.changes import NAME
from sekisho.web.evidence.models import Attachment
from sekisho.web.systems import actions as systems
from sekisho.web.systems import agreement as systems_rows
from sekisho.web.systems.errors import SystemRefusedError
from sekisho.web.systems.models import InformationSystem
from sekisho.web.terminals import actions, agreement, errors
from sekisho.web.terminals.actions import Taken
from sekisho.web.terminals.models import Terminal

pytestmark = pytest.mark.django_db
KINDS = ("terminal.recorded", "terminal.changed", "terminal.own")


def _sealed():
    """What was sealed of terminals: kind and figures, without how the rows stand."""
    told = {each.index: each for each in evidence.sealed(KINDS)}
    files = {each.record_id: bytes(each.content) for each in Attachment.objects.filter(name=NAME)}
    return [
        (each.kind, {k: v for k, v in each.facts.items() if k != "stands"}, files.get(index))
        for index, each in sorted(told.items())
    ]


def _said(user):
    return [
        (entry("A", host="a2", zone_key="lgwan", users=(user,)), {"棚": 3}),
        (entry("B", host="b"), {}),
        (entry("C", host="c", zone_key="lgwan", users=(user,)), {"棚": "上"}),
    ]


def test_together_seals_what_row_by_row_seals_with_the_same_values_beside():
    by, user = keeper(), make_person()
    said = _said(user)
    rows = [made("A", by=by, users=(make_person(),)), made("B", by=by, host="old"), None]
    before = len(_sealed())
    for row, (words, own) in zip(rows, said, strict=True):
        done = (
            actions.change(terminal=row, entry=words, by=by, at=AT)
            if row
            else actions.record(entry=words, by=by, at=AT)
        )
        actions.keep_own(terminal=done, own=own, by=by, at=AT)
    one_by_one = _sealed()[before:]
    users = {row.number: set(row.users.all()) for row in Terminal.objects.all()}
    columns = list(Terminal.objects.values("number", "host", "zone", "place", "system", "own"))

    Terminal.objects.filter(number="C").delete()
    for row, words in ((rows[0], entry("A", users=())), (rows[1], entry("B", host="old"))):
        done = actions.change(terminal=row, entry=words, by=by, at=AT)
        actions.keep_own(terminal=done, own={}, by=by, at=AT)
    rows[0].users.set([make_person()])
    before = len(_sealed())
    fresh = list(Terminal.objects.with_names().prefetch_related("users"))
    taken = [Taken(row, *each) for row, each in zip([*fresh, None], said, strict=True)]
    actions.take_in(taken=taken, by=by, at=AT)
    together = _sealed()[before:]
    assert [each[:2] for each in together] == [each[:2] for each in one_by_one]
    assert together[1:] == one_by_one[1:]  # the first names another user it had before
    assert {row.number: set(row.users.all()) for row in Terminal.objects.all()} == users
    assert (
        list(Terminal.objects.values("number", "host", "zone", "place", "system", "own")) == columns
    )


def test_what_was_taken_in_together_is_as_it_was_sealed():
    by = keeper()
    actions.take_in(taken=[Taken(None, *each) for each in _said(by)], by=by, at=AT)
    systems.take_in(
        taken=[systems.TakenIn(None, system_parts.entry(f"S{n}"), {"棚": n}) for n in range(3)],
        by=by, at=AT,
    )  # fmt: skip
    assert list(agreement.differences()) == []
    assert list(systems_rows.differences()) == []


def test_two_terminals_may_exchange_their_host_names():
    by = keeper()
    made("A", host="x", by=by), made("B", host="y", by=by)
    rows = list(Terminal.objects.with_names().prefetch_related("users"))
    said = [entry("A", host="y"), entry("B", host="x")]
    taken = [Taken(row, words, {}) for row, words in zip(rows, said, strict=True)]
    actions.take_in(taken=taken, by=by, at=AT)
    assert dict(Terminal.objects.values_list("number", "host")) == {"A": "y", "B": "x"}


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({"number": "A"}, errors.NumberTakenError),
        ({"number": "Z", "host": "a"}, errors.NumberTakenError),
        ({"number": "Z", "zone_key": "mynumber"}, errors.NotYoursToPlaceError),
    ],
)
def test_one_row_that_is_refused_leaves_all_undone(words, refusal):
    by = keeper()
    made("A", by=by)
    if refusal is errors.NotYoursToPlaceError:
        by = make_person()
    good = Taken(None, entry("Y", zone_key="lgwan"), {})
    with pytest.raises(refusal):
        actions.take_in(taken=[good, Taken(None, entry(**words), {})], by=by, at=AT)
    assert list(Terminal.objects.values_list("number", flat=True)) == ["A"]


def test_a_system_of_a_name_in_use_refuses_the_whole_file():
    by = keeper()
    system_parts.made("A", by=by)
    taken = [systems.TakenIn(None, system_parts.entry(name), {}) for name in ("B", "A")]
    with pytest.raises(SystemRefusedError):
        systems.take_in(taken=taken, by=by, at=AT)
    assert InformationSystem.objects.count() == 1


def test_queries_do_not_grow_with_the_rows_of_a_file():
    by = keeper()

    def counted(first, last):
        taken = [Taken(None, entry(f"N{n}"), {"棚": n}) for n in range(first, last)]
        more = [
            systems.TakenIn(None, system_parts.entry(f"S{n}"), {"棚": n})
            for n in range(first, last)
        ]
        with CaptureQueriesContext(connection) as found:
            actions.take_in(taken=taken, by=by, at=AT)
            systems.take_in(taken=more, by=by, at=AT)
        return len(found)

    assert counted(0, 3) == counted(10, 40)
