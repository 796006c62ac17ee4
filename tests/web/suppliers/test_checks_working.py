"""What selections, lists, media and findings prove."""

from datetime import timedelta

import pytest
from tests.web.factories import AT, DAY, make_unit
from tests.web.premises.standing import make_area
from tests.web.suppliers.contracting import contracted, keeper
from tests.web.suppliers.mending import mended
from tests.web.suppliers.test_selections import GOOD, compared, decided, proposed
from tests.web.suppliers.test_working import handed, listed, noted

from sekisho.catalogue import load_suppliers
from sekisho.verdicts import Verdict
from sekisho.web.suppliers import actions, entering
from sekisho.web.suppliers.checks import CHECKS
from sekisho.web.suppliers.entering import Entry
from sekisho.web.suppliers.models import Selection

pytestmark = pytest.mark.django_db
RUN = {check.id: check.run for check in CHECKS}
OF_WORK = (
    "contractors-selected",
    "contractor-workers-known",
    "contractor-media-back",
    "contractor-findings-mended",
)
NEXT = timedelta(days=1)


@pytest.fixture
def by():
    return keeper()


@pytest.fixture(autouse=True)
def _nobody_enters(monkeypatch):
    monkeypatch.setattr(entering, "_sources", [])


def verdict(check, at=AT):
    return RUN[check](at).verdict


@pytest.mark.parametrize("check", OF_WORK)
def test_without_any_contract_nothing_is_proven(check):
    assert verdict(check) is Verdict.WEAK


class TestSelected:
    def select(self, by):
        row = actions.begin_selection(
            title="保守", unit=make_unit(), grade="personal", information="", by=by, at=AT
        )
        proposed(row, compared(row, by, "朝霧情報サービス", GOOD), by)
        decided()
        return Selection.objects.get()

    def test_a_decided_selection_of_that_firm_holds(self, by):
        row = contracted(by, selection=self.select(by))
        assert row.selection is not None
        assert verdict("contractors-selected") is Verdict.HOLDS

    def test_without_any_record_it_fails_and_with_an_old_paper_it_is_weak(self, by):
        row = contracted(by)
        found = RUN["contractors-selected"](AT)
        assert (found.verdict, found.rows) == (Verdict.FAILS, ({"contract": row.pk},))
        contracted(by, selected_paper="令和6年度 選定調書")
        assert RUN["contractors-selected"](AT).figures["paper"] == 1
        actions.record_ending(
            contract=row, ended_on=DAY, returned="なし", accounts_closed=True, by=by, at=AT
        )
        assert verdict("contractors-selected") is Verdict.WEAK

    def test_a_selection_of_another_firm_is_refused(self, by):
        chosen = self.select(by)
        with pytest.raises(actions.SuppliersError, match="選定で選ばれた事業者"):
            contracted(by, selection=chosen, firm="別の会社")

    def test_one_selection_stands_behind_one_contract(self, by):
        chosen = self.select(by)
        contracted(by, selection=chosen)
        with pytest.raises(actions.SuppliersError, match="別の契約"):
            contracted(by, selection=chosen)


class TestWorkers:
    def known(self, by):
        row = contracted(by)
        line = listed(row, by, areas=[f"area:{make_area().pk}"])
        actions.confirm_workers(contract=row, by=by, at=AT)
        return row, line

    def test_a_new_list_holds_and_says_that_entries_are_not_read(self, by):
        self.known(by)
        found = RUN["contractor-workers-known"](AT)
        assert (found.verdict, found.figures["entries"]) == (Verdict.HOLDS, "unread")

    def test_an_empty_list_fails(self, by):
        row = contracted(by)
        found = RUN["contractor-workers-known"](AT)
        assert (found.verdict, found.rows) == (Verdict.FAILS, ({"contract": row.pk},))

    def test_a_list_goes_stale(self, by):
        self.known(by)
        later = AT + timedelta(days=load_suppliers().worker_list_days)
        assert verdict("contractor-workers-known", later) is Verdict.HOLDS
        assert verdict("contractor-workers-known", later + NEXT) is Verdict.FAILS

    def test_information_meant_for_publication_wants_no_list(self, by):
        contracted(by, grade="open")
        assert verdict("contractor-workers-known") is Verdict.HOLDS

    def test_somebody_in_an_area_who_is_on_no_list_fails_and_is_named_by_the_visit(self, by):
        _row, line = self.known(by)
        seen = [Entry("朝霧情報サービス", "真野薫", line.areas[0], DAY, "visit:1")]
        entering.install(lambda _first, _last: seen)
        assert verdict("contractor-workers-known") is Verdict.HOLDS
        seen.append(Entry("（株）朝霧情報サービス", "別人", line.areas[0], DAY, "visit:2"))
        found = RUN["contractor-workers-known"](AT)
        assert (found.verdict, found.figures["strangers"]) == (Verdict.FAILS, 1)
        assert found.rows == ({"entry": "visit:2"},)


class TestMedia:
    def test_overdue_fails_back_waits_and_unwiped_fails(self, by):
        contract = contracted(by)
        row, check = handed(contract, by), "contractor-media-back"
        assert verdict(check, AT + NEXT) is Verdict.HOLDS
        assert RUN[check](AT + 2 * NEXT).figures["late"] == 1
        actions.take_return(handover=row, on=DAY, by=by, at=AT)
        wipe = timedelta(days=load_suppliers().wipe_days)
        assert verdict(check, AT + wipe) is Verdict.HOLDS
        assert RUN[check](AT + wipe + NEXT).figures["unwiped"] == 1
        actions.confirm_wiped(handover=row, on=DAY, how="見た", by=keeper(), at=AT)
        assert verdict(check, AT + wipe + NEXT) is Verdict.HOLDS


def test_a_finding_past_its_day_fails_until_it_is_mended(by):
    row, check = noted(contracted(by), by), "contractor-findings-mended"
    assert verdict(check, AT + NEXT) is Verdict.HOLDS
    assert verdict(check, AT + 2 * NEXT) is Verdict.FAILS
    mended(row)
    assert verdict(check, AT + 2 * NEXT) is Verdict.HOLDS
