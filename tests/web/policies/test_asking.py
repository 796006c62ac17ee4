"""Asking for the pledge: the five categories, only what changed, and nobody twice."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.web.factories import AT, DAY, make_person
from tests.web.policies.samples import (
    PROCEDURE,
    STANDARD,
    basic,
    imported,
    next_edition,
    published,
)

from sekisho.web.evidence import queries as evidence
from sekisho.web.notices.models import Notice
from sekisho.web.organization.models import Person
from sekisho.web.policies import actions, queries
from sekisho.web.policies.models import Edition, Pledge

pytestmark = pytest.mark.django_db

FIVE = ("regular", "part-time", "dispatched", "commissioned", "temporary")
CHANGED = {"十分な教育": "年二回の教育"}


@pytest.fixture
def staff():
    return {category: make_person(category=category) for category in FIVE}


def pledge_of(person, edition=None):
    rows = Pledge.objects.filter(person=person)
    return (rows.filter(edition=edition) if edition else rows).get()


def confirm(person, edition=None):
    pledge = pledge_of(person, edition)
    actions.confirm_pledge(pledge=pledge, by=person, at=AT)


def confirm_all():
    for pledge in Pledge.objects.open().select_related("person"):
        actions.confirm_pledge(pledge=pledge, by=pledge.person, at=AT)


def asked_anew(edition):
    return set(Pledge.objects.filter(edition=edition).values_list("person", flat=True))


class TestFirstEdition:
    def test_all_five_categories_are_asked_for_the_whole(self, staff):
        edition = published()
        for person in staff.values():
            pledge = pledge_of(person)
            assert (pledge.edition, pledge.changed, pledge.known) == (edition, [], None)
            assert pledge.due_on == DAY + timedelta(days=30)

    @pytest.mark.parametrize("category", ["officer", "resident-contractor", "outsider"])
    def test_nobody_else_is_asked(self, category):
        person = make_person(category=category)
        published()
        assert not Pledge.objects.filter(person=person).exists()

    def test_who_left_or_is_not_there_yet_is_not_asked(self):
        gone = make_person(left_on=date(2026, 5, 31))
        coming = make_person(joined_on=date(2026, 6, 2))
        leaving_today = make_person(left_on=DAY)
        published()
        asked = set(Pledge.objects.values_list("person", flat=True))
        assert gone.pk not in asked
        assert coming.pk not in asked
        assert leaving_today.pk in asked

    @pytest.mark.parametrize(("kind", "data"), [("standard", STANDARD), ("procedure", PROCEDURE)])
    def test_standards_and_procedures_ask_nobody(self, staff, kind, data):
        published(imported(data.encode(), kind=kind))
        assert not Pledge.objects.exists()

    def test_each_is_told_once_and_the_notice_leads_to_the_page(self, staff):
        published()
        for person in staff.values():
            notice = Notice.objects.get(person=person)
            assert notice.url == f"/pledges/{pledge_of(person).pk}/"
            assert notice.due_on == DAY + timedelta(days=30)

    def test_the_days_given_can_be_chosen(self, staff):
        published(pledge_days=14)
        assert pledge_of(staff["regular"]).due_on == DAY + timedelta(days=14)

    def test_how_many_were_asked_is_sealed(self, staff):
        edition = published()
        found = next(e for e in evidence.history(edition.subject) if e.kind == "pledge.asked")
        assert evidence.body_of(found.index)["body"]["asked"] == Pledge.objects.count()


class TestLaterEdition:
    def test_only_changed_clauses_are_asked_again(self, staff):
        first = published()
        confirm_all()
        second = published(next_edition(first, basic(**CHANGED)))
        for person in staff.values():
            pledge = pledge_of(person, second)
            assert pledge.changed == ["3(2)"]
            assert pledge.known_id == first.pk

    def test_the_new_words_are_underlined_and_no_other(self, staff):
        first = published()
        confirm_all()
        second = published(next_edition(first, basic(**CHANGED)))
        (changed,) = queries.changes_for(pledge_of(staff["regular"], second))
        pieces = [piece for line in changed.lines for piece in line]
        assert changed.id == "3(2)"
        underlined = "".join(piece.text for piece in pieces if piece.underlined)
        assert "年二回" in underlined
        assert "啓発" not in underlined

    def test_when_nothing_changed_nobody_is_asked_and_the_confirmations_count(self, staff):
        first = published()
        confirm_all()
        # Only a blank line more: other bytes, the same words.
        second = published(next_edition(first, basic() + b"\n"))
        assert asked_anew(second) == set()
        standings = queries.standings(second, DAY)
        assert all(standings[person.pk].confirmed for person in staff.values())

    def test_when_nothing_changed_who_was_still_to_confirm_still_is(self, staff):
        first = published()
        confirm(staff["regular"])
        second = published(next_edition(first, basic() + b"\n"))
        pledge = pledge_of(staff["temporary"])
        assert (pledge.edition, pledge.changed) == (second, [])
        assert staff["regular"].pk not in asked_anew(second)

    def test_who_never_confirmed_keeps_the_day_and_is_asked_for_the_whole(self, staff):
        first = published()
        second = published(next_edition(first, basic(**CHANGED)), at=AT + timedelta(days=20))
        pledge = pledge_of(staff["regular"])
        assert (pledge.edition, pledge.changed) == (second, [])
        assert pledge.due_on == DAY + timedelta(days=30)

    def test_two_changes_in_a_row_are_asked_together(self, staff):
        first = published()
        confirm_all()
        second = published(next_edition(first, basic(**CHANGED)))
        both = basic(**CHANGED, 管理区域="執務室及び管理区域")
        third = published(next_edition(second, both))
        pledge = Pledge.objects.get(person=staff["regular"], confirmed_at=None)
        assert pledge.edition == third
        assert pledge.changed == ["3(2)", "3(3)"]
        assert pledge.known_id == first.pk

    def test_no_edition_but_the_newest_has_open_pledges(self, staff):
        first = published()
        second = published(next_edition(first, basic(**CHANGED)))
        assert not Pledge.objects.open().exclude(edition=second).exists()


class TestJoiners:
    def test_a_new_joiner_is_asked_for_the_whole(self, staff):
        edition = published()
        joiner = make_person(joined_on=date(2026, 7, 1))
        assert actions.ask_joiners(AT + timedelta(days=30)) == 1
        pledge = pledge_of(joiner)
        assert (pledge.edition, pledge.changed) == (edition, [])
        assert pledge.due_on == date(2026, 7, 31)

    def test_nobody_is_asked_twice(self, staff):
        published()
        assert actions.ask_joiners(AT) == 0

    def test_who_confirmed_an_earlier_edition_with_the_same_words_is_no_joiner(self, staff):
        first = published()
        confirm_all()
        published(next_edition(first, basic() + b"\n"))
        asked = actions.ask_joiners(AT)
        new = Person.objects.filter(pledges=None)
        assert (asked, new.count()) == (1, 0)  # the CISO of the second decision joined in between
        confirm_all()
        assert actions.ask_joiners(AT) == 0

    def test_without_a_policy_in_force_nobody_is_asked(self, staff):
        imported()
        assert actions.ask_joiners(AT) == 0

    def test_who_becomes_staff_is_asked_then(self):
        person = make_person(category="resident-contractor")
        published()
        Person.objects.filter(pk=person.pk).update(category="temporary")
        assert actions.ask_joiners(AT) == 1


class TestReminding:
    def test_only_what_is_due_soon_or_late_is_told_again(self, staff):
        published()
        assert actions.remind_pledges(AT) == 0
        soon = AT + timedelta(days=25)
        assert actions.remind_pledges(soon) == Pledge.objects.open().count()

    def test_a_notice_closed_by_mistake_is_opened_again(self, staff):
        published()
        Notice.objects.update(done_at=AT)
        actions.remind_pledges(AT + timedelta(days=31))
        assert Notice.objects.filter(person=staff["regular"], done_at=None).count() == 1

    def test_who_confirmed_is_left_alone(self, staff):
        published()
        confirm_all()
        assert actions.remind_pledges(AT + timedelta(days=40)) == 0


class TestConstraints:
    def test_a_person_pledges_an_edition_once(self, staff):
        published()
        pledge = pledge_of(staff["regular"])
        pledge.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            pledge.save()

    @pytest.mark.parametrize(
        "change",
        [
            {"confirmed_at": AT},
            {"way": "self"},
            {"confirmed_at": AT, "way": "paper"},
            {"recorded_by": "other"},
            {"confirmed_at": AT, "way": "self", "recorded_by": "other"},
            {"confirmed_at": AT, "way": "paper", "recorded_by": "self"},
        ],
        ids=["no way", "no time", "no recorder", "early recorder", "self by other", "by oneself"],
    )
    def test_a_confirmation_is_whole_and_recorded_by_another(self, staff, change):
        published()
        pledge = pledge_of(staff["regular"])
        who = {"self": pledge.person_id, "other": staff["temporary"].pk}
        if "recorded_by" in change:
            change = {**change, "recorded_by": who[change["recorded_by"]]}
        with pytest.raises(IntegrityError), transaction.atomic():
            Pledge.objects.filter(pk=pledge.pk).update(**change)


def test_a_standard_in_force_is_not_the_policy_that_is_pledged():
    published(imported(kind="standard"))
    assert not Edition.objects.filter(pledges_from__isnull=False).exists()
