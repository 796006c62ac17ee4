"""What ends soon is told once to who can see to it, in Japanese, and taken back when it is over."""

from datetime import timedelta

import pytest
from django.utils import translation
from tests.web.controls.test_views import make_edition
from tests.web.factories import AT, DAY, client_for, make_person, make_unit

from sekisho.catalogue import PERMISSIONS, load
from sekisho.verdicts import Verdict
from sekisho.web.approvals.models import Application
from sekisho.web.assets.models import Asset
from sekisho.web.controls import actions
from sekisho.web.controls.models import SetAside
from sekisho.web.controls.upcoming import coming
from sekisho.web.notices import actions as notices
from sekisho.web.notices.models import Mail, Notice
from sekisho.web.organization.models import RoleHolding
from sekisho.web.policies.models import Edition, Pledge

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
CONTROL = next(iter(load().controls.values()))


def open_notices():
    rows = Notice.objects.open().select_related("person").order_by("person_id", "key")
    return [(row.person, row.due_on) for row in rows]


def exemption(until, **fields):
    usual = {"asked_at": AT, "asked_by": make_person(), "decided_by": make_person()}
    return SetAside.objects.create(
        control=CONTROL.id, reason="内緒の理由", until_date=until, decided_at=AT, **usual | fields
    )


class TestWhoHearsOfWhat:
    """Each thing exactly on the fourteenth day before, and to whoever can see to it alone."""

    soon = DAY + 14 * A_DAY

    def tell(self):
        return actions.tell_upcoming(at=AT)

    def everybody(self):
        return {role: make_person(roles=(role,)) for role in load().roles}

    def told_roles(self, people):
        told = {person.pk for person, _day in open_notices()}
        return {role for role, person in people.items() if person.pk in told}

    def able(self, *rights):
        return {r.id for r in load().roles.values() if set(rights) <= set(r.permissions)}

    @pytest.mark.parametrize(("days", "told"), [(14, True), (15, False)])
    def test_an_exemption_that_ends(self, days, told):
        people = self.everybody()
        exemption(DAY + days * A_DAY)
        self.tell()
        assert self.told_roles(people) == (self.able("controls.adopt") if told else set())

    def test_a_review_that_is_due_and_one_of_a_procedure_only_to_who_may_read_it(self):
        people = self.everybody() | {"x": make_person()}
        edition = make_edition(kind="procedure", title="障害時の復旧")
        Edition.objects.update(published_at=AT - 351 * A_DAY)
        self.tell()
        told = self.told_roles(people)
        assert told == self.able("documents.draft", "procedures.read")
        for person, day in open_notices():
            assert day == self.soon
            url = Notice.objects.filter(person=person).get().url
            assert url == f"/documents/editions/{edition.pk}/"
            assert client_for(person).get(url).status_code == 200
        assert "復旧" not in "".join(m.subject + m.body for m in Mail.objects.all())

    @pytest.mark.parametrize(
        ("kind", "wanted"),
        [
            ("procedure", {"documents.draft", "procedures.read"}),
            ("standard", {"documents.draft"}),
        ],
    )
    def test_the_right_to_read_a_procedure_is_asked_for_besides_the_right_to_review(
        self, kind, wanted
    ):
        make_edition(kind=kind)
        Edition.objects.update(published_at=AT - 351 * A_DAY)
        (found,) = coming(frozenset(PERMISSIONS), AT, 14 * A_DAY)
        assert found.acting == wanted

    def test_a_role_that_ends(self):
        people = self.everybody()
        RoleHolding.objects.create(
            role="ciso", person=make_person(), from_date=DAY, until_date=self.soon
        )
        self.tell()
        assert self.told_roles(people) == self.able("roles.assign")

    def test_pledges_that_are_open(self):
        people = self.everybody()
        Pledge.objects.create(
            edition=make_edition(), person=make_person(), asked_at=AT, due_on=self.soon
        )
        self.tell()
        assert self.told_roles(people) == self.able("pledges.manage")

    def test_the_register_of_assets(self):
        people = self.everybody()
        Asset.objects.create(
            number="A-0001",
            kind="equipment",
            sort="terminal",
            name="端末",
            unit=make_unit(),
            confirmed_by=make_person(),
            confirmed_at=AT - 351 * A_DAY,
        )
        self.tell()
        assert self.told_roles(people) == self.able("assets.manage")

    def test_every_address_told_answers_the_person_told(self, time_machine):
        time_machine.move_to(AT)
        self.everybody()
        exemption(self.soon)
        edition = make_edition()
        Edition.objects.update(published_at=AT - 351 * A_DAY)
        Pledge.objects.create(edition=edition, person=make_person(), asked_at=AT, due_on=DAY)
        RoleHolding.objects.create(
            role="ciso", person=make_person(), from_date=DAY, until_date=self.soon
        )
        Asset.objects.create(
            number="A-0001",
            kind="equipment",
            sort="terminal",
            name="端末",
            unit=make_unit(),
            confirmed_by=make_person(),
            confirmed_at=AT - 351 * A_DAY,
        )
        assert self.tell()
        for row in Notice.objects.select_related("person__account"):
            assert client_for(row.person).get(row.url).status_code == 200, row.url
        assert {row.key.split(":")[1] for row in Notice.objects.all()} == {
            "set-aside",
            "review",
            "role",
            "pledges",
            "assets",
        }

    def test_who_has_left_or_lost_the_role_hears_nothing(self):
        make_person(roles=("ciso",), left_on=DAY - A_DAY)
        lost = make_person(roles=("ciso",))
        RoleHolding.objects.filter(person=lost).update(until_date=DAY - A_DAY)
        exemption(self.soon)
        assert self.tell() == 0


class TestOnce:
    def test_day_after_day_one_notice_and_one_mail_until_the_day_has_passed(self):
        ciso = make_person(roles=("ciso",))
        exemption(DAY + 5 * A_DAY)
        told = [actions.tell_upcoming(at=AT + n * A_DAY) for n in range(6)]
        assert told == [1, 0, 0, 0, 0, 0]
        assert open_notices() == [(ciso, DAY + 5 * A_DAY)]
        assert Mail.objects.count() == 1
        actions.tell_upcoming(at=AT + 6 * A_DAY)
        assert open_notices() == []
        assert Mail.objects.count() == 1

    def test_what_was_seen_to_is_taken_back(self):
        drafter = make_person(roles=("secretariat",))
        make_edition()
        Edition.objects.update(published_at=AT - 360 * A_DAY)
        actions.tell_upcoming(at=AT)
        assert open_notices() == [(drafter, DAY + 5 * A_DAY)]
        Edition.objects.update(reviewed_at=AT)
        actions.tell_upcoming(at=AT + A_DAY)
        assert open_notices() == []

    def test_one_who_confirms_later_than_another_makes_no_second_notice(self):
        make_person(roles=("secretariat",))
        edition = make_edition()
        for days in (1, 3):
            Pledge.objects.create(
                edition=edition, person=make_person(), asked_at=AT, due_on=DAY + days * A_DAY
            )
        actions.tell_upcoming(at=AT)
        Pledge.objects.order_by("due_on").first().delete()
        assert actions.tell_upcoming(at=AT + A_DAY) == 0
        notice = Notice.objects.get()
        assert notice.due_on == DAY + 3 * A_DAY
        assert "1 人" in notice.title
        assert Mail.objects.count() == 1

    def test_what_is_long_overdue_is_reminded_of_weekly_not_daily(self):
        make_person(roles=("secretariat",))
        make_edition()
        Edition.objects.update(published_at=AT - 365 * A_DAY)
        mails = []
        for n in range(22):
            actions.tell_upcoming(at=AT + n * A_DAY)
            notices.remind_due(at=AT + n * A_DAY)
            mails.append(Mail.objects.count())
        assert mails == [1] * 7 + [2] * 7 + [3] * 7 + [4]


class TestAttestations:
    check = next(c for c in load().checks.values() if c.mode == "attested")

    def test_one_that_ran_out_is_reminded_of_weekly_not_daily(self):
        person = make_person(roles=("secretariat",))
        actions.attest(
            check_id=self.check.id, verdict=Verdict.HOLDS, statement="確認", by=person, at=AT
        )
        end = AT + self.check.period_days * A_DAY
        actions.tell_due_checks(at=end)
        Mail.objects.all().delete()
        for n in range(1, 15):
            actions.tell_due_checks(at=end + n * A_DAY)
            notices.remind_due(at=end + n * A_DAY)
        assert Mail.objects.count() == 2
        assert Notice.objects.get().due_on == DAY + self.check.period_days * A_DAY

    def test_many_at_once_are_one_mail(self):
        person = make_person(roles=("secretariat",))
        checks = [c for c in load().checks.values() if c.mode == "attested"][:5]
        for spec in checks:
            actions.attest(
                check_id=spec.id, verdict=Verdict.HOLDS, statement="確認", by=person, at=AT
            )
        actions.tell_due_checks(at=AT + 800 * A_DAY)
        assert Notice.objects.count() == 5
        assert Mail.objects.count() == 1
        assert "5件" in Mail.objects.get().body


@pytest.mark.parametrize("language", ["ja", "en"])
def test_titles_are_in_japanese_whoever_s_language_it_runs_in(language):
    make_person(roles=("ciso",))
    exemption(DAY)
    with translation.override(language):
        actions.tell_upcoming(at=AT)
        actions.tell_failing(at=AT)
    titles = set(Notice.objects.values_list("title", flat=True))
    assert f"適用除外が終わります: {CONTROL.title.ja}" in titles


def test_an_application_and_its_notice_are_titled_in_japanese_whoever_asks():
    make_person(roles=("ciso",))
    with translation.override("en"):
        actions.ask_set_aside(
            control=CONTROL.id,
            reason="x",
            until=DAY,
            by=make_person(roles=("chief-officer",)),
            at=AT,
        )
    assert Application.objects.get().title == f"対策の適用除外: {CONTROL.title.ja}"
    assert Notice.objects.get().title == "決裁をお願いします（対策の適用除外）"
