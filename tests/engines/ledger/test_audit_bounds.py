"""An audit's memory does not grow with the rows, and mass damage does not flood its report."""

import tracemalloc

import pytest
from tests.engines.ledger.build import KEY, ORIGIN, checkpoint_of, ledger

from sekisho.ledger import Fault, Limits, audit, leaf_hash

LIMITS = Limits(damages=10)


def damaged(size, change=lambda row: row):
    return [change(row) for row in ledger(size)]


def peak_of(rows):
    """Measure what the audit itself takes, beside the rows that were there before."""
    tracemalloc.start()
    report = audit(iter(rows), limits=LIMITS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return report, peak


def altered(row):
    return row._replace(data=row.data + b" ") if row.index % 2 else row


def misplaced(row):
    return row._replace(index=row.index ^ 1)


def rewritten(row):
    data = row.data + b" "
    return row._replace(data=data, leaf_hash=leaf_hash(data)) if row.index % 4 == 0 else row


@pytest.mark.parametrize(
    "change", [lambda row: row, altered, misplaced, rewritten], ids=lambda each: each.__name__
)
def test_ten_times_the_rows_need_hardly_more_memory(change):
    few, small = peak_of(damaged(500, change))
    many, large = peak_of(damaged(5000, change))
    assert (few.size, many.size) == (500, 5000)
    assert large < small + 4096  # a few more hashes at the right edge


@pytest.mark.parametrize("change", [altered, misplaced, rewritten])
def test_mass_damage_is_listed_up_to_the_limit_and_counted_beyond(change):
    report = audit(damaged(1000, change), size=1000, limits=LIMITS)
    assert not report.intact
    assert 0 < len(report.damages) <= 4 * LIMITS.damages
    assert report.unlisted > 100


def test_a_shift_of_every_row_is_one_damage():
    rows = [row._replace(index=row.index - 1) for row in ledger(1000)[1:]]
    report = audit(rows, size=1000, limits=LIMITS)
    assert [(d.fault, d.first, d.last) for d in report.damages] == [
        (Fault.REMOVED, 0, 0),
        (Fault.MOVED, 1, 999),
    ]
    assert report.unlisted == 0


def test_a_row_with_a_monstrous_index_costs_nothing():
    rows = [*ledger(5), ledger(6)[5]._replace(index=10**15)]
    report = audit(rows, size=6)
    assert [(d.fault, d.first, d.place) for d in report.damages] == [(Fault.MOVED, 5, 10**15)]


def test_rows_are_read_once_and_in_order():
    """A cursor that can be read only once is enough, checkpoints or not."""
    rows = ledger(20)
    once = iter(rows)
    notes = [checkpoint_of(rows, size) for size in (20, 3, 3, 0)]
    report = audit(once, untrusted_checkpoints=iter(notes), keys=[KEY.verifier], origin=ORIGIN)
    assert report.intact
    assert next(once, None) is None
