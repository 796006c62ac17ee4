"""What fails is told to who can mend it, stands as one notice, and is reminded of weekly."""

from datetime import timedelta

import pytest
from tests.web.factories import AT, DAY, client_for, make_person

from sekisho.catalogue import load
from sekisho.verdicts import Check, Result, Verdict
from sekisho.web.approvals import deciding
from sekisho.web.approvals.models import Application
from sekisho.web.controls import actions, registry
from sekisho.web.controls.models import CheckRun, SetAside
from sekisho.web.evidence import actions as evidence
from sekisho.web.notices import actions as notices
from sekisho.web.notices.models import Mail, Notice
from sekisho.web.organization.models import RoleHolding

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
WITNESS = "ledger-witnessed"
CONTROL, CHECK = next(
    (c, s)
    for c in load().controls.values()
    for s in c.checks
    if c.role == "manager" and s.mode == "attested"
)
AUTOMATIC = next(c for c in load().checks.values() if c.mode == "automatic" and c.id != WITNESS)


@pytest.fixture(autouse=True)
def witnessed():
    """Somebody outside holds a fresh checkpoint, unless a test says otherwise."""
    seal(WITNESS, Verdict.HOLDS)


@pytest.fixture
def installed():
    before = tuple(registry.checks().values())
    yield registry.install
    registry.install(before)


def seal(check, verdict, at=AT, days=365):
    return evidence.seal(
        kind="check", subject=check, at=at, verdict=verdict, valid_until=at + days * A_DAY
    )


def told():
    rows = Notice.objects.open().filter(key__startswith="failing:").order_by("person_id", "key")
    return [(row.person, row.key) for row in rows.select_related("person")]


class TestFailing:
    key = f"failing:check:{CHECK.id}"

    def test_those_who_answer_for_the_control_are_told_and_nobody_else(self):
        people = [make_person(roles=("manager",)) for _ in range(2)]
        for role in set(load().roles) - {"manager"}:
            make_person(roles=(role,))
        seal(CHECK.id, Verdict.FAILS)
        assert actions.tell_failing(at=AT) == 2
        assert told() == [(each, self.key) for each in people]
        url = Notice.objects.first().url
        assert client_for(people[0]).get(url).status_code == 200

    def test_where_nobody_holds_the_role_those_who_coordinate_are_told(self):
        people = [make_person(roles=(role,)) for role in ("chief-officer", "secretariat")]
        make_person(roles=("system-manager",))
        seal(CHECK.id, Verdict.FAILS)
        actions.tell_failing(at=AT)
        assert told() == [(each, self.key) for each in people]

    @pytest.mark.parametrize("verdict", [Verdict.HOLDS, Verdict.WEAK])
    def test_what_holds_or_is_weak_is_not_told(self, verdict):
        make_person(roles=("manager",))
        seal(CHECK.id, verdict)
        assert actions.tell_failing(at=AT) == 0

    def test_what_was_never_looked_at_or_has_run_out_is_not_told_as_failing(self):
        make_person(roles=("manager",))
        assert actions.tell_failing(at=AT) == 0
        seal(CHECK.id, Verdict.FAILS, days=1)
        assert actions.tell_failing(at=AT + 1 * A_DAY) == 1
        actions.tell_failing(at=AT + 1 * A_DAY + timedelta(seconds=1))
        assert told() == []

    def test_it_ends_when_the_check_holds_again(self):
        make_person(roles=("manager",))
        seal(CHECK.id, Verdict.FAILS)
        actions.tell_failing(at=AT)
        seal(CHECK.id, Verdict.HOLDS, at=AT + A_DAY)
        actions.tell_failing(at=AT + A_DAY)
        assert told() == []

    def test_a_control_set_aside_is_told_to_nobody(self):
        make_person(roles=("manager",))
        row = actions.ask_set_aside(
            control=CONTROL.id,
            reason="x",
            until=DAY,
            by=make_person(roles=("chief-officer",)),
            at=AT,
        )
        seal(CHECK.id, Verdict.FAILS)
        assert actions.tell_failing(at=AT) == 1
        deciding.approve(
            application=Application.objects.get(),
            by=make_person(roles=("ciso",)),
            comment="",
            at=AT,
        )
        assert SetAside.objects.get(pk=row.pk).decided_at == AT
        actions.tell_failing(at=AT)
        assert told() == []


class TestSparing:
    def test_while_it_fails_one_notice_of_the_first_day_and_a_mail_a_week(self):
        person = make_person(roles=("manager",))
        mails = []
        for n in range(16):
            seal(CHECK.id, Verdict.FAILS, at=AT + n * A_DAY, days=2)  # a new seal every day
            actions.tell_failing(at=AT + n * A_DAY)
            notices.remind_due(at=AT + n * A_DAY)
            mails.append(Mail.objects.filter(to=person.email).count())
        assert mails == [1] * 7 + [2] * 7 + [3] * 2
        notice = Notice.objects.get(person=person)
        assert (notice.due_on, notice.done_at) == (DAY, None)

    def test_one_that_comes_and_goes_is_on_the_page_and_mailed_once_a_week(self):
        person = make_person(roles=("manager",))
        for n in range(8):
            verdict = Verdict.HOLDS if n % 2 else Verdict.FAILS
            seal(CHECK.id, verdict, at=AT + n * A_DAY)
            actions.tell_failing(at=AT + n * A_DAY)
            assert bool(told()) is (verdict is Verdict.FAILS)
        assert Mail.objects.filter(to=person.email).count() == 1
        seal(CHECK.id, Verdict.FAILS, at=AT + 8 * A_DAY)
        actions.tell_failing(at=AT + 8 * A_DAY)
        assert Mail.objects.filter(to=person.email).count() == 2

    def test_many_failures_are_one_mail(self):
        person = make_person(roles=("manager",))
        mine = [c for c in load().controls.values() if c.role == "manager"][:6]
        checks = [s.id for c in mine for s in c.checks if s.mode == "attested"]
        for each in checks:
            seal(each, Verdict.FAILS)
        assert actions.tell_failing(at=AT) == len(checks) > 1
        mail = Mail.objects.get(to=person.email)
        assert f"{len(checks)}件" in mail.body
        assert not any(load().checks[each].title.ja in mail.body for each in checks)


class TestBroken:
    def breaks(self, _at):
        raise ZeroDivisionError

    def test_who_operates_the_system_is_told_until_it_runs_again(self, installed):
        operator = make_person(roles=("system-operator",))
        make_person(roles=("manager", "secretariat"))
        installed([Check(AUTOMATIC.id, self.breaks)])
        actions.run_check(check_id=AUTOMATIC.id, at=AT)
        actions.tell_failing(at=AT)
        assert told() == [(operator, f"failing:run:{AUTOMATIC.id}")]
        title = Notice.objects.get().title
        assert AUTOMATIC.title.ja in title
        assert "ZeroDivisionError" not in title
        installed([Check(AUTOMATIC.id, lambda _: Result(Verdict.HOLDS, ""))])
        actions.run_check(check_id=AUTOMATIC.id, at=AT)
        actions.tell_failing(at=AT)
        assert told() == []

    def test_with_no_operator_those_who_coordinate_are_told(self):
        secretary = make_person(roles=("secretariat",))
        CheckRun.objects.create(check_id=AUTOMATIC.id, due_at=AT, error="x")
        actions.tell_failing(at=AT)
        assert [person for person, _key in told()] == [secretary]

    def test_a_check_that_is_no_longer_installed_is_told_to_nobody(self, installed):
        make_person(roles=("system-operator",))
        CheckRun.objects.create(check_id=AUTOMATIC.id, due_at=AT, error="x")
        installed([])
        assert actions.tell_failing(at=AT) == 0


class TestUnwitnessed:
    @pytest.mark.parametrize("verdict", [Verdict.WEAK, Verdict.FAILS])
    def test_whoever_witnesses_the_ledger_is_told_once(self, verdict):
        auditors = [make_person(roles=(role,)) for role in ("audit-head", "auditor")]
        make_person(roles=("secretariat",))
        seal(WITNESS, verdict)
        actions.tell_failing(at=AT)
        assert told() == [(each, "failing:witness") for each in auditors]
        assert client_for(auditors[0]).get(Notice.objects.first().url).status_code == 200

    def test_not_knowing_counts_as_unwitnessed(self):
        auditor = make_person(roles=("auditor",))
        actions.tell_failing(at=AT + 366 * A_DAY)
        assert [person for person, _key in told()] == [auditor]

    def test_without_an_auditor_those_who_coordinate_are_told(self):
        secretary = make_person(roles=("secretariat",))
        RoleHolding.objects.create(
            role="auditor", person=make_person(), from_date=DAY, until_date=DAY
        )
        seal(WITNESS, Verdict.FAILS)
        actions.tell_failing(at=AT + A_DAY)
        assert [person for person, _key in told()] == [secretary]

    def test_a_fresh_witness_is_told_to_nobody(self):
        make_person(roles=("auditor",))
        assert actions.tell_failing(at=AT) == 0


def test_telling_again_what_stands_costs_the_same_whoever_holds_the_roles(
    django_assert_max_num_queries,
):
    found = []
    for _ in range(2):
        for _ in range(3):
            make_person(roles=("manager",))
        for each in [c for c in load().controls.values() if c.role == "manager"][: len(found) + 2]:
            seal(next(s.id for s in each.checks if s.mode == "attested"), Verdict.FAILS)
        actions.tell_failing(at=AT)
        with django_assert_max_num_queries(20) as seen:
            assert actions.tell_failing(at=AT) == 0
        found.append(len(seen.captured_queries))
    assert found[0] == found[1]
