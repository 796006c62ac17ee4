"""What is sealed is in the ledger, in the columns it is found by, and provable."""

from datetime import timedelta

import pytest
from django.db import transaction
from tests.web.factories import AT

from sekisho.ledger import UnwritableError, parse_entry, root
from sekisho.verdicts import Result, Verdict
from sekisho.web.evidence import actions, queries
from sekisho.web.evidence.models import Attachment, Leaf, LedgerHead, Record
from sekisho.web.evidence.proving import prove

pytestmark = pytest.mark.django_db


def seal(number: int = 0, **fields):
    return actions.seal(
        kind="edition.imported",
        subject=f"edition:{number}",
        at=AT,
        by="abc",
        body={"number": number},
        **fields,
    )


def test_the_first_entry_has_index_0_and_the_next_one_1():
    assert [seal(1).index, seal(2).index] == [0, 1]
    assert queries.size() == 2


def test_an_entry_reads_back_as_it_was_sealed():
    view = seal(7, verdict=Verdict.WEAK, valid_until=AT + timedelta(days=1))

    entry = parse_entry(bytes(Leaf.objects.get(pk=view.index).data))

    assert entry.kind == "edition.imported"
    assert entry.at == AT
    assert entry.body["body"] == {"number": 7}
    assert entry.body["verdict"] == "weak"


def test_the_heads_frontier_is_the_root_over_all_leaves():
    for number in range(11):
        seal(number)
    head = LedgerHead.objects.get()

    leaves = [bytes(leaf.hash) for leaf in Leaf.objects.order_by("pk")]

    assert actions.make_checkpoint(at=AT).size == head.size == 11
    assert root(leaves) == prove(0).root


def test_nothing_is_sealed_when_the_callers_transaction_fails():
    def seal_and_fail():
        with transaction.atomic():
            seal(1)
            raise RuntimeError

    seal()
    with pytest.raises(RuntimeError):
        seal_and_fail()
    assert queries.size() == Leaf.objects.count() == Record.objects.count() == 1
    assert seal(2).index == 1


def test_a_body_without_canonical_form_is_refused_and_leaves_nothing():
    with pytest.raises(UnwritableError):
        actions.seal(kind="x", subject="y", at=AT, body={"ratio": 0.5})
    assert queries.size() == Leaf.objects.count() == 0


def test_a_checks_result_is_sealed_with_message_figures_and_rows():
    result = Result(Verdict.FAILS, "{n}件", {"n": 2}, ({"person": "id-1"}, {"person": None}))

    view = actions.seal_result(check="roles-held", result=result, at=AT, valid_until=AT)

    body = queries.body_of(view.index)["body"]
    assert body == {
        "message": "{n}件",
        "figures": {"n": 2},
        "rows": [{"person": "id-1"}, {"person": None}],
    }
    assert (view.subject, view.verdict) == ("roles-held", Verdict.FAILS)


def test_newest_returns_the_last_verdict_of_each_subject_only():
    for verdict in (Verdict.FAILS, Verdict.HOLDS):
        for subject in ("a", "b"):
            actions.seal(kind="check", subject=subject, at=AT, verdict=verdict)
    actions.seal(kind="edition.imported", subject="a", at=AT)

    found = queries.newest(["a", "b", "never"])

    assert {key: (view.index, view.verdict) for key, view in found.items()} == {
        "a": (2, Verdict.HOLDS),
        "b": (3, Verdict.HOLDS),
    }


def test_newest_costs_two_queries_however_many_records(django_assert_num_queries):
    for number in range(30):
        actions.seal(kind="check", subject=f"s{number % 10}", at=AT, verdict=Verdict.HOLDS)
    with django_assert_num_queries(2):
        queries.newest([f"s{number}" for number in range(10)])


def test_evidence_is_fresh_until_its_day_and_not_after():
    view = seal(valid_until=AT)
    assert view.fresh(AT)
    assert not view.fresh(AT + timedelta(microseconds=1))


def test_files_stay_outside_the_tree_and_only_their_commitment_is_sealed():
    view = seal(files=[actions.File("名簿.txt", "text/plain", "山田".encode())])

    data = bytes(Leaf.objects.get(pk=view.index).data)

    kept = Attachment.objects.get()
    assert "山田".encode() not in data
    assert "名簿" not in data.decode()
    assert bytes(kept.commitment).hex() in data.decode()


@pytest.mark.parametrize("count", [1, 2, 3, 8, 13])
def test_every_entry_under_a_checkpoint_is_proven(count):
    for number in range(count):
        seal(number)
    actions.make_checkpoint(at=AT)
    assert all(prove(index).verified for index in range(count))


def test_an_entry_after_the_last_checkpoint_is_not_said_to_be_proven():
    seal()
    actions.make_checkpoint(at=AT)
    late = seal(1)
    report = prove(late.index)
    assert not report.verified
    assert "チェックポイント" in report.reason


def test_a_rewritten_entry_is_not_proven():
    seal()
    actions.make_checkpoint(at=AT)
    leaf = Leaf.objects.get()
    Leaf.objects.filter(pk=0).update(data=bytes(leaf.data).replace(b"edition:0", b"edition:9"))
    assert not prove(0).verified


def test_a_proof_reads_a_bounded_number_of_rows(django_assert_max_num_queries):
    for number in range(70):
        seal(number)
    actions.make_checkpoint(at=AT)
    with django_assert_max_num_queries(3):
        assert prove(33).verified


def test_the_ledger_is_checkpointed_once_per_size():
    seal()
    assert actions.make_checkpoint(at=AT).pk == actions.make_checkpoint(at=AT).pk


class TestMany:
    EVENTS = tuple(
        actions.Event("asset.changed", f"asset:{number}", {"fields": ["name"], "unit": number})
        for number in range(7)
    )

    def stored(self):
        leaves = [
            (leaf.index, bytes(leaf.data), bytes(leaf.hash), bytes(leaf.finished))
            for leaf in Leaf.objects.order_by("pk")
        ]
        records = list(Record.objects.order_by("pk").values_list())
        head = LedgerHead.objects.get()
        return leaves, records, (head.size, bytes(head.peaks))

    @pytest.mark.parametrize("before", [0, 1, 5, 8])
    def test_they_are_the_very_entries_that_are_sealed_one_by_one(self, before):
        def begun(write):
            with transaction.atomic():
                for number in range(before):
                    seal(number)
                write()
                seal(99)
                found = self.stored()
                transaction.set_rollback(True)
            return found

        def one_by_one():
            for event in self.EVENTS:
                actions.seal(
                    kind=event.kind, subject=event.subject, at=AT, by="abc", body=event.body
                )

        together = begun(lambda: actions.seal_many(events=self.EVENTS, at=AT, by="abc"))

        assert together == begun(one_by_one)
        assert len(together[0]) == before + len(self.EVENTS) + 1

    def test_each_of_them_is_proven(self):
        seal()
        actions.seal_many(events=self.EVENTS, at=AT)
        actions.make_checkpoint(at=AT)
        assert {prove(index).root for index in range(8)} == {
            root([bytes(leaf.hash) for leaf in Leaf.objects.order_by("pk")])
        }

    def test_one_without_canonical_form_leaves_none_of_them(self):
        events = (*self.EVENTS, actions.Event("x", "y", {"ratio": 0.5}))
        with pytest.raises(UnwritableError):
            actions.seal_many(events=events, at=AT)
        assert queries.size() == Leaf.objects.count() == Record.objects.count() == 0

    def test_queries_do_not_grow_with_the_events(self, django_assert_num_queries):
        seal()
        with django_assert_num_queries(7) as few:
            actions.seal_many(events=self.EVENTS[:1], at=AT)
        with django_assert_num_queries(len(few)):
            actions.seal_many(events=self.EVENTS * 20, at=AT)

    def test_no_event_changes_nothing(self):
        seal()
        actions.seal_many(events=(), at=AT)
        assert queries.size() == Leaf.objects.count() == 1
