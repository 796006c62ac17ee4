"""Confirming: oneself, at a shared terminal, on paper; never for strangers."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.web.factories import AT, make_person, make_unit
from tests.web.policies.samples import basic, next_edition, published

from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.actions import File
from sekisho.web.evidence.models import Attachment
from sekisho.web.notices.models import Notice
from sekisho.web.organization.models import RoleHolding, Unit
from sekisho.web.policies import actions
from sekisho.web.policies.access import recordable, units_recorded_by
from sekisho.web.policies.actions.confirming import CODE_LETTERS, terminal_for_code
from sekisho.web.policies.errors import NotAllowedError, PolicyRefusedError, WrongStateError
from sekisho.web.policies.models import Pledge, Terminal

pytestmark = pytest.mark.django_db

SCAN = File("sheet.pdf", "application/pdf", b"%PDF-1.7 signed")


@pytest.fixture
def benefits():
    return make_unit("給付課")


@pytest.fixture
def head(benefits):
    return make_person(roles=("manager",), unit=benefits)


@pytest.fixture
def porter(benefits):
    """Somebody of the head's unit without an account."""
    return make_person(category="temporary", unit=benefits, account=False)


@pytest.fixture
def stranger():
    """Somebody of another unit without an account."""
    return make_person(category="temporary", unit=make_unit("年金課"), account=False)


def pledge_of(person):
    return Pledge.objects.get(person=person)


def sealed(edition):
    found = next(e for e in evidence.history(edition.subject) if e.kind == "pledge.confirmed")
    return found, evidence.body_of(found.index)


class TestOneself:
    def test_a_confirmation_is_dated_sealed_and_closes_the_notice(self):
        person = make_person()
        edition = published()
        actions.confirm_pledge(pledge=pledge_of(person), by=person, at=AT)
        pledge = pledge_of(person)
        assert (pledge.confirmed_at, pledge.way, pledge.recorded_by) == (AT, "self", None)
        assert not Notice.objects.filter(person=person, done_at=None).exists()
        found, leaf = sealed(edition)
        assert found.actor == str(person.opaque_id)
        assert leaf["body"]["person"] == str(person.opaque_id)
        assert person.name not in str(leaf)

    def test_nobody_confirms_for_another(self):
        person, other = make_person(), make_person()
        published()
        with pytest.raises(NotAllowedError):
            actions.confirm_pledge(pledge=pledge_of(person), by=other, at=AT)

    def test_a_confirmation_is_made_once(self):
        person = make_person()
        published()
        actions.confirm_pledge(pledge=pledge_of(person), by=person, at=AT)
        with pytest.raises(WrongStateError):
            actions.confirm_pledge(pledge=pledge_of(person), by=person, at=AT + timedelta(days=1))
        assert pledge_of(person).confirmed_at == AT

    def test_what_is_no_longer_in_force_is_not_confirmed(self):
        person = make_person()
        first = published()
        pledge = pledge_of(person)
        published(next_edition(first, basic(十分な="必要な")))
        Pledge.objects.filter(pk=pledge.pk).update(edition=first)
        with pytest.raises(WrongStateError):
            actions.confirm_pledge(pledge=pledge, by=person, at=AT)


class TestOwnUnit:
    def test_the_own_unit_and_those_below_it(self, head, benefits):
        below = Unit.objects.create(name="審査係", parent=benefits)
        deeper = Unit.objects.create(name="窓口", parent=below)
        other = make_unit("年金課")
        found = units_recorded_by(head, AT.date())
        assert found == {benefits.pk, below.pk, deeper.pk}
        assert other.pk not in found

    def test_the_unit_of_the_role_counts_before_the_persons_own(self, head):
        pensions = make_unit("年金課")
        RoleHolding.objects.filter(person=head).update(unit=pensions)
        assert units_recorded_by(head, AT.date()) == {pensions.pk}

    def test_without_the_role_there_is_no_unit(self, benefits):
        assert units_recorded_by(make_person(unit=benefits), AT.date()) == frozenset()

    def test_a_role_that_has_ended_gives_nothing(self, head):
        RoleHolding.objects.filter(person=head).update(until_date=AT.date() - timedelta(days=1))
        assert not recordable(head, AT.date()).exists()


class TestPaper:
    def test_a_signed_sheet_is_recorded_with_its_scan_outside_the_ledger(self, head, porter):
        edition = published()
        actions.record_signed_sheet(pledges=[pledge_of(porter)], by=head, at=AT, file=SCAN)
        pledge = pledge_of(porter)
        assert (pledge.way, pledge.recorded_by) == ("paper", head)
        found, _leaf = sealed(edition)
        assert found.actor == str(head.opaque_id)
        kept = Attachment.objects.get(record_id=found.index)
        assert (kept.name, bytes(kept.content)) == ("sheet.pdf", SCAN.content)

    def test_words_saying_where_the_sheet_is_kept_will_do(self, head, porter):
        edition = published()
        actions.record_signed_sheet(
            pledges=[pledge_of(porter)], by=head, at=AT, file=None, words="課の金庫"
        )
        found, leaf = sealed(edition)
        assert bytes(Attachment.objects.get(record_id=found.index).content).decode() == "課の金庫"
        assert "金庫" not in str(leaf)

    def test_with_neither_file_nor_words_nothing_is_recorded(self, head, porter):
        published()
        with pytest.raises(PolicyRefusedError, match="保管場所"):
            actions.record_signed_sheet(
                pledges=[pledge_of(porter)], by=head, at=AT, file=None, words="  "
            )
        assert pledge_of(porter).confirmed_at is None

    def test_nobody_records_a_sheet_for_themselves(self, head):
        published()
        with pytest.raises(NotAllowedError):
            actions.record_signed_sheet(pledges=[pledge_of(head)], by=head, at=AT, file=SCAN)

    def test_one_stranger_among_the_signed_and_none_is_recorded(self, head, porter, stranger):
        published()
        with pytest.raises(NotAllowedError):
            actions.record_signed_sheet(
                pledges=[pledge_of(porter), pledge_of(stranger)], by=head, at=AT, file=SCAN
            )
        assert not Pledge.objects.filter(confirmed_at__isnull=False).exists()

    def test_who_has_no_right_to_record_records_nothing(self, porter, benefits):
        published()
        with pytest.raises(NotAllowedError, match="権限"):
            actions.record_signed_sheet(
                pledges=[pledge_of(porter)], by=make_person(unit=benefits), at=AT, file=SCAN
            )

    def test_an_empty_list_is_refused(self, head):
        published()
        with pytest.raises(NotAllowedError):
            actions.record_signed_sheet(pledges=[], by=head, at=AT, file=SCAN)


class TestTerminal:
    def test_somebody_without_account_confirms_and_the_opener_stands_for_it(self, head, porter):
        published()
        terminal, _code = actions.open_terminal(by=head, at=AT)
        actions.confirm_at_terminal(terminal=terminal, pledge=pledge_of(porter), at=AT)
        pledge = pledge_of(porter)
        assert (pledge.way, pledge.recorded_by) == ("shared", head)

    def test_it_closes_after_a_quarter_of_an_hour(self, head, porter):
        published()
        terminal, code = actions.open_terminal(by=head, at=AT)
        late = AT + timedelta(minutes=15)
        assert terminal_for_code(code, late) is None
        with pytest.raises(WrongStateError, match="時間"):
            actions.confirm_at_terminal(terminal=terminal, pledge=pledge_of(porter), at=late)

    def test_closed_early_it_takes_nothing_more(self, head, porter):
        published()
        terminal, code = actions.open_terminal(by=head, at=AT)
        actions.close_terminal(terminal=terminal, at=AT)
        actions.close_terminal(terminal=terminal, at=AT)
        assert terminal_for_code(code, AT) is None
        with pytest.raises(WrongStateError):
            actions.confirm_at_terminal(terminal=terminal, pledge=pledge_of(porter), at=AT)
        kinds = [e.kind for e in evidence.history(f"shared-terminal:{terminal.pk}")]
        assert kinds == ["shared-terminal.closed", "shared-terminal.opened"]

    def test_the_code_is_kept_nowhere_and_read_leniently(self, head):
        terminal, code = actions.open_terminal(by=head, at=AT)
        assert len(code) == 8
        assert set(code) <= set(CODE_LETTERS)
        assert code not in str(Terminal.objects.values().get())
        assert terminal_for_code(f" {code[:4].lower()}-{code[4:]} ", AT) == terminal

    def test_a_wrong_code_opens_nothing(self, head):
        actions.open_terminal(by=head, at=AT)
        assert terminal_for_code("AAAAAAAA", AT) is None
        assert terminal_for_code("", AT) is None

    def test_opening_again_makes_the_first_code_useless(self, head):
        _first, code = actions.open_terminal(by=head, at=AT)
        actions.open_terminal(by=head, at=AT)
        assert terminal_for_code(code, AT) is None

    def test_people_with_an_account_confirm_on_their_own_page(self, head, benefits):
        clerk = make_person(unit=benefits)
        published()
        terminal, _code = actions.open_terminal(by=head, at=AT)
        with pytest.raises(NotAllowedError):
            actions.confirm_at_terminal(terminal=terminal, pledge=pledge_of(clerk), at=AT)

    def test_strangers_confirm_elsewhere(self, head, stranger):
        published()
        terminal, _code = actions.open_terminal(by=head, at=AT)
        with pytest.raises(NotAllowedError):
            actions.confirm_at_terminal(terminal=terminal, pledge=pledge_of(stranger), at=AT)

    def test_without_the_right_no_terminal_opens(self):
        with pytest.raises(NotAllowedError):
            actions.open_terminal(by=make_person(), at=AT)
        assert not Terminal.objects.exists()

    def test_it_closes_after_it_opens(self, head):
        with pytest.raises(IntegrityError), transaction.atomic():
            Terminal.objects.create(
                code_sha256="0" * 64, opened_by=head, opened_at=AT, closes_at=AT
            )
