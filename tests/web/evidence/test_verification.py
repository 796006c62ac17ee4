"""Whatever is done to the rows behind the ledger's back is found and named."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.web.factories import AT

from sekisho.verdicts import Verdict
from sekisho.web.evidence import actions
from sekisho.web.evidence.checks import ledger_intact, ledger_witnessed
from sekisho.web.evidence.models import (
    Attachment,
    Checkpoint,
    Leaf,
    LedgerHead,
    Record,
    Witnessing,
)
from sekisho.web.evidence.verification import verify


def fill(count: int = 6) -> None:
    for number in range(count):
        actions.seal(
            kind="check",
            subject=f"s{number}",
            at=AT,
            by="p",
            verdict=Verdict.HOLDS,
            valid_until=AT + timedelta(days=1),
            body={"number": number},
        )


def named(found) -> set[int]:
    return {index for each in found.problems for index in range(each.index, each.last + 1)}


@pytest.mark.django_db
def test_an_untouched_ledger_is_intact():
    fill()
    actions.make_checkpoint(at=AT)
    found = verify()
    assert (found.intact, found.size, found.sealed) == (True, 6, 6)


@pytest.mark.django_db
def test_an_empty_ledger_is_intact():
    assert verify().intact


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["subject", "actor", "verdict", "kind"])
def test_a_changed_column_is_named(column):
    fill()
    Record.objects.filter(pk=3).update(**{column: "fails"})
    assert [(p.code, p.index) for p in verify().problems] == [("columns", 3)]


@pytest.mark.django_db
def test_a_later_expiry_put_into_the_column_is_named():
    fill()
    Record.objects.filter(pk=2).update(valid_until=AT + timedelta(days=999))
    assert named(verify()) == {2}


@pytest.mark.django_db
def test_a_row_cut_off_the_end_is_found_by_the_head():
    fill()
    Record.objects.filter(pk=5).delete()
    Leaf.objects.filter(pk=5).delete()
    assert 5 in named(verify())


@pytest.mark.django_db
def test_a_history_redone_from_scratch_is_caught_by_a_checkpoint_kept_outside():
    fill()
    kept_outside = actions.make_checkpoint(at=AT).text.encode()
    for model in (Witnessing, Checkpoint, Record, Leaf, LedgerHead):
        model.objects.all().delete()
    for number in range(6):
        actions.seal(kind="check", subject=f"s{number}", at=AT, verdict=Verdict.FAILS)

    assert verify().intact
    assert not verify([kept_outside]).intact


@pytest.mark.django_db
def test_a_checkpoint_of_another_ledger_is_refused():
    fill()
    found = verify([b"elsewhere\n1\nAAAA\n\n\xe2\x80\x94 elsewhere AAAA\n"])
    assert [p.code for p in found.problems] == ["checkpoint-refused"]


@pytest.mark.django_db
def test_a_changed_file_beside_an_entry_is_named_and_an_erased_one_is_not():
    files = [actions.File("a", "text/plain", b"one"), actions.File("b", "text/plain", b"two")]
    actions.seal(kind="attestation", subject="x", at=AT, files=files)
    first, second = Attachment.objects.order_by("pk")
    actions.erase_attachment(
        attachment_id=first.pk, reason=actions.erasing.ErasureReason.REQUEST, by="p", at=AT
    )
    assert verify().intact
    Attachment.objects.filter(pk=second.pk).update(content=b"three")
    assert [(p.code, p.index) for p in verify().problems] == [("attachment", 0)]


@pytest.mark.django_db
def test_the_check_says_fails_and_names_the_rows():
    fill()
    actions.make_checkpoint(at=AT)
    assert ledger_intact(AT).verdict == Verdict.HOLDS
    Record.objects.filter(pk=1).update(actor="somebody else")
    result = ledger_intact(AT)
    assert result.verdict == Verdict.FAILS
    assert result.rows == ({"index": 1, "problem": "columns"},)


@pytest.mark.django_db
def test_a_ledger_nobody_outside_holds_fails_then_holds_then_weakens_then_fails():
    assert ledger_witnessed(AT).verdict == Verdict.FAILS
    fill()
    actions.record_printing(checkpoint=actions.make_checkpoint(at=AT), to="監査法人", by="p", at=AT)
    verdicts = [ledger_witnessed(AT + timedelta(days=days)).verdict for days in (0, 25, 32)]
    assert verdicts == [Verdict.HOLDS, Verdict.WEAK, Verdict.FAILS]


class AnyDamage(TestCase):
    """Properties over a ledger of eight entries with a checkpoint at six."""

    def setUp(self) -> None:
        fill(6)
        actions.make_checkpoint(at=AT)
        fill(2)

    @given(row=st.integers(0, 7), place=st.integers(0, 10_000), bit=st.integers(0, 7))
    def test_any_flipped_bit_of_any_entry_is_found_and_named(self, row, place, bit):
        data = bytearray(Leaf.objects.get(pk=row).data)
        data[place % len(data)] ^= 1 << bit
        Leaf.objects.filter(pk=row).update(data=bytes(data))
        assert row in named(verify())

    @given(pair=st.lists(st.integers(0, 7), min_size=2, max_size=2, unique=True))
    def test_two_swapped_rows_are_found_and_named(self, pair):
        first, second = (Leaf.objects.get(pk=index) for index in pair)
        for here, there in ((first, second), (second, first)):
            Leaf.objects.filter(pk=here.pk).update(data=there.data, hash=there.hash)
        assert set(pair) <= named(verify())

    @given(row=st.integers(0, 7))
    def test_a_removed_row_is_found_and_named(self, row):
        with connection.constraint_checks_disabled():
            Record.objects.filter(pk=row).delete()
            Leaf.objects.filter(pk=row).delete()
        assert row in named(verify())
