"""Social media: no account without somebody responsible and a procedure; guarded and watched."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.web.factories import AT, DAY, make_person
from tests.web.suppliers.serving import account_entry, keeper, tweeting

from sekisho.catalogue import load_suppliers
from sekisho.verdicts import Verdict
from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.models import Person
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.agreement import differences
from sekisho.web.suppliers.checks import CHECKS
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Lookalike, Posting, SocialAccount, SocialOperator

pytestmark = pytest.mark.django_db
RUN = {check.id: check.run for check in CHECKS}
OF_SOCIAL = ("social-media-owned", "social-media-by-procedure", "social-media-guarded")
NEXT = timedelta(days=1)


@pytest.fixture
def by():
    return keeper()


def posted(account, by, words="催しの案内", approver=None, when=AT - NEXT):
    return actions.record_posting(
        account=account, posted_at=when, words=words, approver=approver or keeper(), by=by, at=AT
    )


def archive(*lines):
    return "\r\n".join(["日時,内容", *lines]).encode("utf-8-sig")


class TestAccounts:
    @pytest.mark.parametrize("fields", [{"procedure": " "}, {"publishable": ""}])
    def test_none_without_a_procedure_and_what_may_be_published(self, by, fields):
        with pytest.raises(SuppliersError, match="運用手順"):
            tweeting(by, **fields)
        assert not SocialAccount.objects.exists()

    def test_one_is_entered_once_and_corrected(self, by):
        row = tweeting(by)
        with pytest.raises(SuppliersError, match="既に登録"):
            tweeting(by, handle=row.handle)
        told = account_entry(by, handle=row.handle, publishable="防災")
        after = actions.record_account(entry=told, account=row, by=by, at=AT)
        assert (after.pk, after.publishable, after.second_factor) == (row.pk, "防災", True)
        assert list(differences()) == []

    def test_closed_nobody_posts_there_any_more(self, by):
        row = tweeting(by)
        actions.name_operator(account=row, person=make_person(), by=by, at=AT)
        actions.close_account(account=row, closed_on=DAY, how="退会の画面", by=by, at=AT)
        assert not SocialOperator.objects.current().exists()
        with pytest.raises(SuppliersError, match="閉じています"):
            posted(row, by)
        assert list(differences()) == []

    @pytest.mark.parametrize(("day", "how"), [(DAY + NEXT, "画面"), (DAY, " ")])
    def test_closing_wants_a_day_and_how_it_was_seen(self, by, day, how):
        with pytest.raises(SuppliersError, match="閉じた日"):
            actions.close_account(account=tweeting(by), closed_on=day, how=how, by=by, at=AT)

    def test_operators_are_named_once_and_ended_once(self, by):
        row, person = tweeting(by), make_person()
        one = actions.name_operator(account=row, person=person, by=by, at=AT)
        with pytest.raises(SuppliersError, match="既に運用担当"):
            actions.name_operator(account=row, person=person, by=by, at=AT)
        actions.end_operator(operator=one, by=by, at=AT)
        with pytest.raises(SuppliersError, match="終わっています"):
            actions.end_operator(operator=one, by=by, at=AT)
        assert actions.name_operator(account=row, person=person, by=by, at=AT).pk != one.pk
        assert list(differences()) == []


class TestPostings:
    def test_a_post_is_recorded_with_who_approved_it(self, by):
        row = posted(tweeting(by), by)
        assert row.approver not in {None, by}
        assert list(differences()) == []

    def test_nobody_approves_their_own(self, by):
        account = tweeting(by)
        with pytest.raises(SuppliersError, match="自分で承認"):
            posted(account, by, approver=by)
        posted(account, by)
        with pytest.raises(IntegrityError), transaction.atomic():
            Posting.objects.update(approver=by)

    def test_not_before_it_was_published_and_not_twice(self, by):
        account = tweeting(by)
        with pytest.raises(SuppliersError, match="今より前"):
            posted(account, by, when=AT + NEXT)
        posted(account, by)
        with pytest.raises(SuppliersError, match="既に記録"):
            posted(account, by)

    def test_an_archive_is_taken_in_once_and_knows_what_was_recorded(self, by):
        account = tweeting(by)
        posted(account, by, "案内", when=AT.replace(day=1, hour=0, minute=0))
        data = archive("2026/06/01 09:00:00,案内", "2026-05-31 12:00,催し", "2026-05-31 12:00,催し")
        assert actions.take_archive(account=account, data=data, by=by, at=AT) == 1
        assert actions.take_archive(account=account, data=data, by=by, at=AT) == 0
        assert Posting.objects.filter(approver=None).count() == 1
        first, again = evidence.sealed(["social-archive.taken"])
        assert [first.facts["added"], again.facts["added"]] == [1, 0]
        assert list(differences()) == []

    @pytest.mark.parametrize(
        "data",
        [
            archive("いつか,催し"),
            archive("2026-05-31 12:00,"),
            archive("2026-13-41 99:00,催し"),
            archive("2027-01-01 12:00,未来"),
            archive("2026-05-31 12:00,よい", "x,悪い"),
            b"\xff\xfe\x00",
            "日付,本文\r\n2026-05-31,催し".encode(),
        ],
    )
    def test_a_file_that_cannot_be_read_whole_gives_nothing(self, by, data):
        account = tweeting(by)
        with pytest.raises(SuppliersError):
            actions.take_archive(account=account, data=data, by=by, at=AT)
        assert not Posting.objects.exists()

    def test_a_file_too_large_is_not_read(self, by, monkeypatch):
        monkeypatch.setattr("sekisho.web.suppliers.actions.social.LARGEST_ARCHIVE", 10)
        with pytest.raises(SuppliersError, match="大きすぎ"):
            actions.take_archive(account=tweeting(by), data=archive("x,y"), by=by, at=AT)

    def test_too_many_posts_are_not_taken_at_once(self, by, monkeypatch):
        monkeypatch.setattr("sekisho.web.suppliers.actions.social.MOST_POSTS", 1)
        data = archive("2026-05-31 12:00,一", "2026-05-31 12:01,二")
        with pytest.raises(SuppliersError, match="2万件"):
            actions.take_archive(account=tweeting(by), data=data, by=by, at=AT)


class TestWatching:
    def test_pretenders_are_noted_once_and_settled(self, by):
        row = tweeting(by)
        (one,) = actions.watch(account=row, lookalikes="@nise\n\n@nise\n", by=by, at=AT)
        assert actions.watch(account=row, lookalikes="@nise", by=by, at=AT) == []
        actions.settle_lookalike(lookalike=one, outcome="通報", by=by, at=AT)
        with pytest.raises(SuppliersError, match="まだ対応を終えていない"):
            actions.settle_lookalike(lookalike=one, outcome="通報", by=by, at=AT)
        assert not Lookalike.objects.open().exists()
        assert list(differences()) == []

    def test_nothing_is_settled_without_words(self, by):
        (one,) = actions.watch(account=tweeting(by), lookalikes="@nise", by=by, at=AT)
        with pytest.raises(SuppliersError):
            actions.settle_lookalike(lookalike=one, outcome=" ", by=by, at=AT)


class TestChecks:
    @pytest.mark.parametrize("check", OF_SOCIAL)
    def test_no_account_is_weak_and_one_in_order_holds(self, check, by):
        assert RUN[check](AT).verdict is Verdict.WEAK
        posted(tweeting(by), by)
        assert RUN[check](AT).verdict is Verdict.HOLDS

    def test_somebody_responsible_must_be_there(self, by):
        row = tweeting(by, responsible=make_person())
        Person.objects.filter(pk=row.responsible_id).update(left_on=DAY - NEXT)
        found = RUN["social-media-owned"](AT)
        assert (found.verdict, found.rows) == (Verdict.FAILS, ({"social_account": row.pk},))

    def test_the_official_site_must_name_it(self, by):
        tweeting(by, official_url="")
        assert RUN["social-media-owned"](AT).figures["unnamed"] == 1

    def test_a_post_nobody_approved_fails_for_ninety_days(self, by):
        data = archive("2026-05-31 12:00,催し")
        actions.take_archive(account=tweeting(by), data=data, by=by, at=AT)
        check = "social-media-by-procedure"
        assert RUN[check](AT).figures["unapproved"] == 1
        assert RUN[check](AT + timedelta(days=90)).verdict is Verdict.HOLDS

    @pytest.mark.parametrize(("factor", "shared"), [(False, False), (True, True)])
    def test_weak_sign_in_fails(self, by, factor, shared):
        row = tweeting(by)
        actions.guard_account(
            account=row, second_factor=factor, shared_password=shared, by=by, at=AT
        )
        assert RUN["social-media-guarded"](AT).figures["unguarded"] == 1

    def test_looking_goes_stale(self, by):
        tweeting(by)
        rules, check = load_suppliers(), "social-media-guarded"
        watched = AT + timedelta(days=rules.watch_days)
        assert RUN[check](watched).verdict is Verdict.HOLDS
        assert RUN[check](watched + NEXT).figures["unwatched"] == 1
        assert RUN[check](AT + timedelta(days=rules.guard_days + 1)).figures["unguarded"] == 1

    def test_an_operator_who_left_and_a_pretender_left_alone_fail(self, by):
        row, person = tweeting(by), make_person()
        actions.name_operator(account=row, person=person, by=by, at=AT)
        Person.objects.filter(pk=person.pk).update(left_on=DAY - NEXT)
        assert RUN["social-media-guarded"](AT).figures["leavers"] == 1
        actions.watch(account=row, lookalikes="@nise", by=by, at=AT)
        later = AT + timedelta(days=load_suppliers().ending_days + 1)
        assert RUN["social-media-guarded"](later).figures["lookalikes"] == 1

    @pytest.mark.parametrize("check", OF_SOCIAL)
    def test_a_closed_account_is_asked_about_no_more(self, check, by):
        bad = tweeting(by, guarded=False, official_url="")
        actions.close_account(account=bad, closed_on=DAY, how="画面", by=by, at=AT)
        posted(tweeting(by), by)
        assert RUN[check](AT).verdict is Verdict.HOLDS
