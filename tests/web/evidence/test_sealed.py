"""Reading entries by what their bytes say: columns find them, and are not believed."""

import pytest
from tests.web.factories import AT

from sekisho.web.evidence import queries
from sekisho.web.evidence.actions import seal
from sekisho.web.evidence.models import Leaf, Record

pytestmark = pytest.mark.django_db


def sealed(kind="role.assigned", subject="holding:1", **body):
    return seal(kind=kind, subject=subject, at=AT, by="someone", body=body)


def indexes(*args):
    return [each.index for each in queries.sealed(*args)]


def test_it_says_what_was_sealed_oldest_first():
    first, second = sealed(role="ciso"), sealed(subject="holding:2", role="auditor")
    found = list(queries.sealed(["role.assigned"]))
    assert [each.index for each in found] == [first.index, second.index]
    assert (found[0].kind, found[0].subject, found[0].actor, found[0].at, found[0].facts) == (
        "role.assigned", "holding:1", "someone", AT, {"role": "ciso"}
    )  # fmt: skip


def test_other_kinds_and_other_subjects_are_left_out():
    sealed(kind="role.ended")
    kept, other = sealed(), sealed(subject="holding:2")
    assert indexes(["role.assigned"]) == [kept.index, other.index]
    assert indexes(["role.assigned"], ["holding:1"]) == [kept.index]
    assert indexes(["role.assigned"], []) == []


@pytest.mark.parametrize("column", [{"kind": "role.assigned"}, {"subject": "holding:1"}])
def test_columns_that_lie_bring_nothing_in(column):
    entry = sealed(kind="role.ended", subject="holding:1")
    if "subject" in column:
        entry = sealed(subject="holding:7")
    Record.objects.filter(pk=entry.index).update(**column)
    assert indexes(["role.assigned"], ["holding:1"]) == []


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b'{"index":0,"kind":"role.assigned"}'])
def test_a_damaged_entry_is_left_out_and_stops_no_other(data):
    damaged, kept = sealed(), sealed()
    Leaf.objects.filter(pk=damaged.index).update(data=data)
    assert indexes(["role.assigned"]) == [kept.index]


def test_it_is_one_query(django_assert_num_queries):
    for number in range(5):
        sealed(subject=f"holding:{number}")
    with django_assert_num_queries(1):
        assert len(indexes(["role.assigned"])) == 5
