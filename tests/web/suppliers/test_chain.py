"""The chain below a contract, against a plain reading of the law: consent to all above one."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.suppliers.chain import STATES, chain_of, unconsented
from sekisho.web.suppliers.models import Subcontract

AT = datetime(2026, 6, 1, tzinfo=UTC)


def row(pk, above=None, state="waiting", contract=1):
    found = Subcontract(pk=pk, contract_id=contract, above_id=above, firm_id=pk, task=f"仕事{pk}")
    if state == "consented":
        found.decided_at = AT
    if state == "refused":
        found.refused_at = AT
    return found


@st.composite
def chains(draw):
    """Rows of one contract: each below the contractor or below an earlier one."""
    size = draw(st.integers(0, 12))
    rows = []
    for pk in range(1, size + 1):
        above = draw(st.sampled_from([None, *range(1, pk)]))
        rows.append(row(pk, above, draw(st.sampled_from(["consented", "waiting", "refused"]))))
    return draw(st.permutations(rows))


def above_all(rows, one):
    """Yield a row and everybody above it, the plain way."""
    known = {each.pk: each for each in rows}
    here = one
    while here is not None:
        yield here
        here = known.get(here.above_id) if here.above_id else None


@given(chains())
def test_somebody_may_work_exactly_when_they_and_all_above_them_have_consent(rows):
    for step in chain_of(rows):
        expected = all(each.decided_at is not None for each in above_all(rows, step.row))
        assert step.may_work is expected


@given(chains())
def test_every_row_stands_once_below_who_gave_it_work_on_its_level(rows):
    steps = chain_of(rows)
    assert sorted(step.row.pk for step in steps) == sorted(each.pk for each in rows)
    place = {step.row.pk: number for number, step in enumerate(steps)}
    for step in steps:
        assert step.level == len(list(above_all(rows, step.row)))
        assert step.state in STATES
        if step.row.above_id:
            assert place[step.row.above_id] < place[step.row.pk]


@given(chains(), chains())
def test_contracts_are_judged_apart(one, other):
    moved = [
        row(each.pk + 100, each.above_id and each.above_id + 100, _state(each), contract=2)
        for each in other
    ]
    together = {step.row.pk for step in unconsented([*one, *moved])}
    apart = {step.row.pk for rows in (one, moved) for step in chain_of(rows) if not step.may_work}
    assert together == apart


def _state(each):
    if each.decided_at:
        return "consented"
    return "refused" if each.refused_at else "waiting"


def test_a_third_level_without_consent_is_told_with_its_level():
    rows = [row(1, None, "consented"), row(2, 1, "waiting")]
    (step,) = unconsented(rows)
    assert (step.row.pk, step.level, step.state) == (2, 2, "waiting")


def test_consent_below_somebody_without_consent_counts_for_nothing():
    rows = [row(1, None, "refused"), row(2, 1, "consented"), row(3, 2, "consented")]
    assert [(step.row.pk, step.state) for step in unconsented(rows)] == [
        (1, "refused"),
        (2, "above"),
        (3, "above"),
    ]


def test_rows_whose_place_cannot_be_told_may_not_work():
    """Never written by the actions; whoever writes them by hand gains nothing."""
    circle = [row(1, 2, "consented"), row(2, 1, "consented")]
    orphan = row(3, 99, "consented")
    steps = chain_of([*circle, orphan])
    assert sorted(step.row.pk for step in steps) == [1, 2, 3]
    assert not any(step.may_work for step in steps)
