"""Workers, media handed over and findings: what is recorded, and what is refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.web.factories import AT, DAY, make_person
from tests.web.premises.standing import make_area
from tests.web.suppliers.contracting import asked, contracted, ended, keeper
from tests.web.suppliers.mending import correction_of, judge, mended

from sekisho.catalogue import load_suppliers
from sekisho.web.corrections import actions as corrections
from sekisho.web.evidence import queries as evidence
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.agreement import differences
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Contract, Finding, Handover, Worker

pytestmark = pytest.mark.django_db
NEXT = timedelta(days=1)


@pytest.fixture
def by():
    return keeper()


@pytest.fixture
def contract(by):
    return contracted(by)


def listed(contract, by, **fields):
    given = {"name": "真野 薫", "duty": "運用", "areas": [], "from_date": DAY} | fields
    return actions.list_worker(contract=contract, by=by, at=AT, **given)


def handed(contract, by, **fields):
    given = {
        "what": "健診データ", "number": "USB-1", "asset": None, "grade": "personal",
        "encrypted": True, "way": "手渡し", "handed_on": DAY, "due_on": DAY + NEXT,
    } | fields  # fmt: skip
    return actions.hand_over(contract=contract, handed=actions.Handed(**given), by=by, at=AT)


def noted(contract, by, **fields):
    given = {
        "source": "visit", "what": "施錠していない", "measure": "施錠", "found_on": DAY,
        "due_on": DAY + NEXT,
    } | fields  # fmt: skip
    return actions.note_finding(contract=contract, by=by, at=AT, **given)


class TestWorkers:
    def test_somebody_is_listed_with_areas_and_sealed_without_the_name(self, contract, by):
        area = make_area()
        row = listed(contract, by, areas=[f"area:{area.pk}"])
        assert (row.name, row.areas) == ("真野 薫", [f"area:{area.pk}"])
        (sealed,) = evidence.sealed(["contract-worker.listed"])
        assert "真野" not in str(sealed.facts)
        assert list(differences()) == []

    def test_resident_staff_are_named_as_in_the_register(self, contract, by):
        person = make_person("片山 悟", category="resident-contractor")
        assert listed(contract, by, name="", person=person).name == "片山 悟"

    def test_other_people_of_the_register_are_no_resident_staff(self, contract, by):
        with pytest.raises(SuppliersError, match="常駐要員"):
            listed(contract, by, person=make_person())

    def test_nobody_without_a_name_is_listed(self, contract, by):
        with pytest.raises(SuppliersError, match="氏名"):
            listed(contract, by, name=" ")

    def test_a_subcontractor_of_another_contract_is_refused(self, contract, by):
        other = asked(contracted(by), by)
        with pytest.raises(SuppliersError, match="この契約の再委託先"):
            listed(contract, by, subcontract=other)

    def test_an_area_nobody_knows_is_a_fault_of_the_caller(self, contract, by):
        with pytest.raises(ValueError, match="area:99"):
            listed(contract, by, areas=["area:99"])

    def test_a_line_ends_once_and_not_before_it_began(self, contract, by):
        row = listed(contract, by)
        with pytest.raises(SuppliersError, match="開始日以後"):
            actions.end_worker(worker=row, on=DAY - NEXT, by=by, at=AT)
        actions.end_worker(worker=row, on=DAY, by=by, at=AT)
        with pytest.raises(SuppliersError, match="終わっています"):
            actions.end_worker(worker=row, on=DAY, by=by, at=AT)

    def test_on_are_those_begun_not_ended_of_contracts_that_go_on(self, contract, by):
        now = listed(contract, by)
        listed(contract, by, from_date=DAY + NEXT)
        gone = listed(contract, by, from_date=DAY - NEXT)
        actions.end_worker(worker=gone, on=DAY - NEXT, by=by, at=AT)
        over = contracted(by)
        listed(over, by)
        ended(over, by)
        assert list(Worker.objects.on(DAY)) == [now]

    def test_confirming_the_list_notes_who_and_when(self, contract, by):
        actions.confirm_workers(contract=contract, by=by, at=AT)
        row = Contract.objects.get()
        assert (row.workers_seen_at, row.workers_seen_by) == (AT, by)
        assert list(differences()) == []

    def test_names_are_erased_when_the_work_is_long_over_and_the_line_stands(self, contract, by):
        days = timedelta(days=load_suppliers().worker_days)
        row = listed(contract, by)
        listed(contract, by, name="残る人")
        actions.end_worker(worker=row, on=DAY, by=by, at=AT)
        assert actions.forget_workers(at=AT + days) == 0
        assert actions.forget_workers(at=AT + days + NEXT) == 1
        row.refresh_from_db()
        assert (row.name, row.duty) == ("", "運用")
        assert actions.forget_workers(at=AT + days + NEXT) == 0
        assert list(differences()) == []


class TestMedia:
    def test_over_back_and_wiped_by_another(self, contract, by):
        row, other = handed(contract, by), keeper()
        actions.take_return(handover=row, on=DAY, by=by, at=AT)
        actions.confirm_wiped(handover=row, on=DAY, how="初期化を見た", by=other, at=AT)
        row.refresh_from_db()
        assert (row.returned_by, row.wiped_by) == (by, other)
        assert not Handover.objects.out().exists()
        assert list(differences()) == []

    def test_who_handed_it_over_does_not_confirm_that_it_is_wiped(self, contract, by):
        row = handed(contract, by)
        actions.take_return(handover=row, on=DAY, by=keeper(), at=AT)
        with pytest.raises(SuppliersError, match="ほかの人"):
            actions.confirm_wiped(handover=row, on=DAY, how="見た", by=by, at=AT)
        with pytest.raises(IntegrityError), transaction.atomic():
            Handover.objects.update(wiped_on=DAY, wiped_by=by, wiped_how="見た")

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"grade": "mynumber"}, "重いもの"),
            ({"encrypted": False}, "暗号化"),
            ({"handed_on": DAY + NEXT}, "今日以前"),
            ({"due_on": DAY - NEXT}, "返す期限"),
        ],
    )
    def test_what_must_not_be_handed_over_is_refused(self, contract, by, fields, words):
        with pytest.raises(SuppliersError, match=words):
            handed(contract, by, **fields)
        assert not Handover.objects.exists()

    @pytest.mark.parametrize("fields", [{"number": ""}, {"grade": "internal"}])
    def test_paper_and_lighter_information_need_no_cipher(self, contract, by, fields):
        assert handed(contract, by, encrypted=False, **fields).pk

    def test_nothing_is_wiped_before_it_is_back_and_nothing_twice(self, contract, by):
        row, other = handed(contract, by), keeper()
        with pytest.raises(SuppliersError, match="先に"):
            actions.confirm_wiped(handover=row, on=DAY, how="見た", by=other, at=AT)
        actions.take_return(handover=row, on=DAY, by=by, at=AT)
        with pytest.raises(SuppliersError, match="既に返って"):
            actions.take_return(handover=row, on=DAY, by=by, at=AT)
        with pytest.raises(SuppliersError, match="確かめ方"):
            actions.confirm_wiped(handover=row, on=DAY, how=" ", by=other, at=AT)
        actions.confirm_wiped(handover=row, on=DAY, how="見た", by=other, at=AT)
        with pytest.raises(SuppliersError, match="既に確かめて"):
            actions.confirm_wiped(handover=row, on=DAY, how="見た", by=other, at=AT)

    @pytest.mark.parametrize("day", [DAY - NEXT, DAY + NEXT])
    def test_it_comes_back_between_handing_over_and_today(self, contract, by, day):
        with pytest.raises(SuppliersError, match="渡した日から今日まで"):
            actions.take_return(handover=handed(contract, by), on=day, by=by, at=AT)

    def test_it_is_overdue_the_day_after_its_day(self, contract, by):
        row = handed(contract, by)
        assert not row.is_overdue(row.due_on)
        assert row.is_overdue(row.due_on + NEXT)


class TestFindings:
    def test_noted_and_mended(self, contract, by):
        saw = mended(noted(contract, by))
        assert Finding.objects.get().mended_by == saw
        assert not Finding.objects.open().exists()
        assert list(differences()) == []

    @pytest.mark.parametrize(
        "fields", [{"found_on": DAY + NEXT, "due_on": DAY + 2 * NEXT}, {"due_on": DAY - NEXT}]
    )
    def test_its_days_are_in_order(self, contract, by, fields):
        with pytest.raises(SuppliersError, match="今日以前"):
            noted(contract, by, **fields)

    def test_mended_once_and_only_with_words(self, contract, by):
        row = noted(contract, by)
        corrections.withdraw(correction=correction_of(row), reason="誤り", by=judge(), at=AT)
        with pytest.raises(SuppliersError, match="内容"):
            actions.mend_finding(finding=row, on=DAY, how="", by=by, at=AT)
        actions.mend_finding(finding=row, on=DAY, how="見た", by=by, at=AT)
        with pytest.raises(SuppliersError, match="既に改善"):
            actions.mend_finding(finding=row, on=DAY, how="見た", by=by, at=AT)

    def test_a_source_nobody_knows_is_a_fault_of_the_caller(self, contract, by):
        with pytest.raises(ValueError, match="rumour"):
            noted(contract, by, source="rumour")

    def test_one_can_be_noted_after_the_contract_ended(self, contract, by):
        ended(contract, by)
        assert noted(contract, by).pk
