"""A standard confirmed as the basic policy is: chosen, asked, given up; never a 実施手順."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.web.factories import AT, DAY, make_person, make_unit
from tests.web.policies.samples import (
    STANDARD,
    basic,
    fresh,
    imported,
    next_edition,
    published,
)

from sekisho.verdicts import Verdict
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.actions import File
from sekisho.web.notices.models import Notice
from sekisho.web.organization.models import Person
from sekisho.web.policies import actions, checks, queries
from sekisho.web.policies.actions.asking import notice_title
from sekisho.web.policies.errors import NotAllowedError, PolicyRefusedError, WrongStateError
from sekisho.web.policies.models import Document, Pledge

pytestmark = pytest.mark.django_db

YEARLY = {"毎年度一回の研修": "毎年度二回の研修"}


@pytest.fixture
def publisher():
    return make_person(roles=("secretariat",))


@pytest.fixture
def clerk():
    return make_person("事務 一郎")


def standard(**replaced):
    text = STANDARD
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    return imported(text.encode(), kind="standard")


def later(edition, **replaced):
    text = STANDARD
    for old, new in replaced.items():
        text = text.replace(old, new)
    return published(next_edition(edition, text.encode() + b"\n"))


def choose(edition, by, *, asks=True, at=AT):
    return actions.choose_pledges(document=edition.document, asks=asks, by=by, at=at)


def pledges(person, edition):
    return Pledge.objects.filter(person=person, edition__document=edition.document_id)


def confirm_all(at=AT):
    for row in Pledge.objects.open().select_related("person"):
        actions.confirm_pledge(pledge=row, by=row.person, at=at)


class TestWhatAsks:
    def test_the_basic_policy_always_asks_and_a_standard_only_when_chosen(self, publisher):
        first, second = published(), published(standard())
        asked = Document.objects.asking()
        assert set(asked) == {first.document}
        choose(second, publisher)
        assert set(asked.all()) == {first.document, second.document}

    def test_the_row_and_the_query_say_the_same(self, publisher):
        for kind in Document.Kind.values:
            imported(kind=kind)
        choose(Document.objects.get(kind="standard").editions.get(), publisher)
        asking = set(Document.objects.asking())
        for document in Document.objects.all():
            assert document.asks_pledges == (document in asking)

    @pytest.mark.parametrize("kind", ["basic", "procedure"])
    def test_no_other_kind_can_be_chosen_even_in_the_database(self, publisher, kind):
        edition = imported(kind=kind)
        for asks in (True, False):
            with pytest.raises(PolicyRefusedError):
                choose(edition, publisher, asks=asks)
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.filter(pk=edition.document_id).update(pledges_chosen=True)

    @pytest.mark.parametrize("roles", [(), ("ciso",), ("manager",), ("auditor",)])
    def test_only_who_puts_in_force_chooses(self, roles):
        edition = published(standard())
        with pytest.raises(NotAllowedError):
            choose(edition, make_person(roles=roles))
        assert not Document.objects.get(pk=edition.document_id).pledges_chosen


class TestProcedures:
    def test_asking_for_one_is_refused_whoever_asks(self, publisher):
        edition = published(imported(kind="procedure"))
        with pytest.raises(WrongStateError):
            actions.ask_pledges(edition=edition, by=publisher, at=AT)
        assert not Pledge.objects.exists()

    def test_a_row_made_behind_our_back_is_neither_shown_nor_confirmed(self, clerk):
        edition = published(imported(kind="procedure"))
        row = Pledge.objects.create(edition=edition, person=clerk, asked_at=AT, due_on=DAY)
        everything = frozenset({"procedures.read"})
        assert not Pledge.objects.readable(frozenset()).exists()
        assert not Pledge.objects.readable(everything).exists()
        assert edition not in queries.editions_asked()
        with pytest.raises(WrongStateError):
            actions.confirm_pledge(pledge=row, by=clerk, at=AT)
        assert actions.remind_pledges(AT) == 0

    def test_the_daily_run_asks_for_none(self, clerk):
        published(imported(kind="procedure"))
        assert actions.ask_joiners(AT) == 0


class TestChoosing:
    def test_an_edition_in_force_asks_at_once_for_the_whole(self, publisher, clerk):
        edition = published(standard())
        choose(edition, publisher)
        row = pledges(clerk, edition).get()
        assert (row.edition, row.changed, row.known) == (edition, [], None)
        assert row.due_on == DAY + timedelta(days=30)

    def test_without_an_edition_in_force_the_next_one_asks(self, publisher, clerk):
        draft = standard()
        choose(draft, publisher)
        assert not Pledge.objects.exists()
        published(draft)
        assert pledges(clerk, draft).count() == 1

    def test_choosing_twice_asks_and_seals_once(self, publisher, clerk):
        edition = published(standard())
        choose(edition, publisher)
        choose(edition, publisher)
        assert pledges(clerk, edition).count() == 1
        found = evidence.history(f"document:{edition.document_id}")
        assert [each.kind for each in found] == ["pledge.chosen"]
        assert evidence.body_of(found[0].index)["body"] == {"asks": True, "withdrawn": 0}

    def test_giving_up_withdraws_what_is_open_and_keeps_what_is_confirmed(self, publisher, clerk):
        edition = published(standard())
        choose(edition, publisher)
        actions.confirm_pledge(pledge=pledges(clerk, edition).get(), by=clerk, at=AT)
        still = Pledge.objects.open().count()
        choose(edition, publisher, asks=False)
        assert not Pledge.objects.open().exists()
        assert pledges(clerk, edition).get().confirmed_at == AT
        assert not Notice.objects.filter(done_at=None, key__startswith="pledge:").exists()
        newest = evidence.history(f"document:{edition.document_id}")[0]
        assert evidence.body_of(newest.index)["body"] == {"asks": False, "withdrawn": still}

    def test_what_was_withdrawn_while_the_page_was_open_is_refused_in_words(self, publisher, clerk):
        edition = published(standard())
        choose(edition, publisher)
        shown = pledges(clerk, edition).get()
        choose(edition, publisher, asks=False)
        with pytest.raises(WrongStateError):
            actions.confirm_pledge(pledge=shown, by=clerk, at=AT)

    def test_giving_up_a_standard_leaves_the_basic_policy_alone(self, publisher, clerk):
        policy, edition = published(), published(standard())
        choose(edition, publisher)
        choose(edition, publisher, asks=False)
        assert pledges(clerk, policy).get().confirmed_at is None
        assert Notice.objects.filter(person=clerk, done_at=None).count() == 1

    def test_chosen_again_only_those_who_had_not_confirmed_are_asked(self, publisher, clerk):
        edition = published(standard())
        choose(edition, publisher)
        actions.confirm_pledge(pledge=pledges(clerk, edition).get(), by=clerk, at=AT)
        choose(edition, publisher, asks=False)
        choose(edition, publisher)
        assert pledges(clerk, edition).get().confirmed_at == AT
        assert pledges(publisher, edition).get().confirmed_at is None

    def test_chosen_again_after_an_unasked_edition_asks_what_changed_since(self, publisher, clerk):
        first = published(standard())
        choose(first, publisher)
        confirm_all()
        choose(first, publisher, asks=False)
        second = later(first, **YEARLY)
        assert not pledges(clerk, first).filter(edition=second).exists()
        choose(second, publisher)
        row = pledges(clerk, first).get(edition=second)
        assert (row.changed, row.known_id) == (["2"], first.pk)

    def test_several_unasked_editions_are_asked_together_since_the_one_confirmed(
        self, publisher, clerk
    ):
        first = published(standard())
        choose(first, publisher)
        confirm_all()
        choose(first, publisher, asks=False)
        second = later(first, **YEARLY)
        third = later(second, **YEARLY, 選定の基準="選定と評価の基準")
        choose(third, publisher)
        row = Pledge.objects.open().get(person=clerk)
        assert (row.edition, row.changed, row.known_id) == (third, ["2", "3"], first.pk)

    def test_an_unasked_edition_with_the_same_words_asks_nobody_who_confirmed(
        self, publisher, clerk
    ):
        first = published(standard())
        choose(first, publisher)
        confirm_all()
        choose(first, publisher, asks=False)
        second = later(first)
        choose(fresh(second), publisher)
        assert not Pledge.objects.filter(edition=second, person=clerk).exists()
        assert queries.standings(fresh(second), DAY)[clerk.pk].confirmed


class TestLaterEditions:
    def test_each_document_asks_again_only_for_its_own_changes(self, publisher, clerk):
        policy, edition = published(), published(standard())
        choose(edition, publisher)
        confirm_all()
        newer = later(edition, **YEARLY)
        (row,) = Pledge.objects.open().filter(person=clerk)
        assert (row.edition, row.changed) == (newer, ["2"])
        confirm_all()
        amended = published(next_edition(policy, basic(十分な教育="年二回の教育")))
        (row,) = Pledge.objects.open().filter(person=clerk)
        assert (row.edition, row.changed) == (amended, ["3(2)"])

    def test_the_notice_names_the_document_and_the_clauses(self, publisher, clerk):
        edition = published(standard())
        choose(edition, publisher)
        assert f"「{edition.title}」を読み" in Notice.objects.get(person=clerk).title
        confirm_all()
        later(edition, **YEARLY)
        title = Notice.objects.get(person=clerk, done_at=None).title
        assert edition.title in title
        assert "変わった条文（2）" in title

    def test_an_open_notice_follows_the_edition_it_is_carried_to(self, publisher, clerk):
        edition = published(standard())
        choose(edition, publisher)
        confirm_all()
        second = later(edition, **YEARLY)
        later(second, **YEARLY, 選定の基準="選定と評価の基準")
        notice = Notice.objects.get(person=clerk, done_at=None)
        assert "変わった条文（2、3）" in notice.title

    def test_a_notice_never_outgrows_its_row(self, publisher, clerk):
        edition = published(standard())
        row = Pledge(edition=edition, person=clerk, changed=["9" * 250] * 9)
        edition.title = "長" * 300
        assert len(notice_title(row)) <= 200
        assert "変わった条文" in notice_title(row)

    def test_many_clauses_are_named_by_the_first_and_the_number_of_the_rest(self):
        row = Pledge(changed=[str(number) for number in range(1, 10)])
        assert row.changed_named == "1、2、3、4、5ほか4件"
        assert Pledge(changed=["1", "2"]).changed_named == "1、2"


class TestJoiners:
    def test_a_joiner_is_asked_for_every_document_that_asks(self, publisher):
        policy, edition = published(), published(standard())
        published(imported(kind="procedure"))
        choose(edition, publisher)
        actions.ask_joiners(AT)  # the actors of the second edition joined in between
        joiner = make_person()
        assert actions.ask_joiners(AT) == 2
        found = set(Pledge.objects.filter(person=joiner).values_list("edition", flat=True))
        assert found == {policy.pk, edition.pk}
        assert actions.ask_joiners(AT) == 0


class TestTheOtherWays:
    @pytest.fixture
    def both(self, publisher):
        unit = make_unit("給付課")
        head = make_person(roles=("manager",), unit=unit)
        porter = make_person(category="temporary", unit=unit, account=False)
        published()
        edition = published(standard())
        choose(edition, publisher)
        rows = list(Pledge.objects.filter(person=porter).order_by("pk"))
        assert len(rows) == 2
        return head, porter, rows

    def test_paper_records_each_document_by_itself(self, both):
        head, porter, (policy, other) = both
        scan = File("sheet.pdf", "application/pdf", b"%PDF-1.7 signed")
        actions.record_signed_sheet(pledges=[other], by=head, at=AT, file=scan)
        assert list(Pledge.objects.open().filter(person=porter)) == [policy]

    def test_a_shared_terminal_takes_both(self, both):
        head, porter, rows = both
        terminal, _code = actions.open_terminal(by=head, at=AT)
        for row in rows:
            actions.confirm_at_terminal(terminal=terminal, pledge=row, at=AT)
        assert not Pledge.objects.open().filter(person=porter).exists()


class TestCheck:
    def test_who_confirmed_one_of_two_documents_has_not_confirmed(self, publisher, clerk):
        published()
        edition = published(standard())
        actions.ask_joiners(AT)
        confirm_all()
        assert checks.pledges_confirmed(AT).verdict is Verdict.HOLDS
        choose(edition, publisher)
        result = checks.pledges_confirmed(AT)
        assert result.verdict is Verdict.WEAK
        assert (result.figures["documents"], result.figures["confirmed"]) == (2, 0)
        confirm_all()
        assert checks.pledges_confirmed(AT).verdict is Verdict.HOLDS

    def test_late_with_the_standard_alone_fails_and_its_edition_is_named(self, publisher, clerk):
        published()
        edition = published(standard())
        actions.ask_joiners(AT)
        confirm_all()
        choose(edition, publisher)
        result = checks.pledges_confirmed(AT + timedelta(days=31))
        assert result.verdict is Verdict.FAILS
        late = {row["edition"] for row in result.rows if row["overdue"]}
        assert late == {edition.pk}

    def test_a_standard_that_asks_does_not_stand_for_the_basic_policy(self, publisher, clerk):
        edition = published(standard())
        choose(edition, publisher)
        confirm_all()
        assert checks.pledges_confirmed(AT).verdict is Verdict.FAILS

    def test_nobody_to_ask_is_no_proof(self):
        edition = published()
        Person.objects.update(category="outsider")
        Pledge.objects.all().delete()
        result = checks.pledges_confirmed(AT)
        assert (edition.state, result.verdict) == ("published", Verdict.FAILS)
        assert result.figures["asked"] == 0

    def test_progress_is_per_document(self, publisher, clerk):
        policy, edition = published(), published(standard())
        choose(edition, publisher)
        for row in Pledge.objects.open().filter(edition=policy).select_related("person"):
            actions.confirm_pledge(pledge=row, by=row.person, at=AT)
        done = {each.pk: sum(u.confirmed for u in queries.progress(each, DAY))
                for each in queries.editions_asked()}  # fmt: skip
        assert done[policy.pk] == Pledge.objects.filter(edition=policy).count()
        assert done[edition.pk] == 0
