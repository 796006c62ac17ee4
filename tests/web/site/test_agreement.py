"""Whoever writes into the database past the product's actions is found, row by row.

The body is made by the actions alone, so nothing is found of it as it stands; then each attack.
"""

import random
from datetime import date, timedelta

import pytest
from tests.web.factories import AT, client_for
from tests.web.policies.samples import basic
from tests.web.site.bodies import add, make_body, put_in_force, set_aside

from sekisho.verdicts import Verdict
from sekisho.web.approvals.models import Application
from sekisho.web.controls import actions as controls
from sekisho.web.controls.models import SetAside
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence import agreeing
from sekisho.web.evidence.checks import ledger_intact
from sekisho.web.evidence.queries import size
from sekisho.web.evidence.verification import verify
from sekisho.web.organization import actions as organization
from sekisho.web.organization.models import Account, Person, RoleHolding, ScopeEntry
from sekisho.web.policies import actions as policies
from sekisho.web.policies.checks import basic_policy_in_force
from sekisho.web.policies.models import Clause, ClauseTopic, Edition, Pledge

pytestmark = pytest.mark.django_db
TOMORROW = AT + timedelta(days=1)


@pytest.fixture
def body(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_body()


def found():
    return [(each.code, each.message) for each in verify().problems]


def test_nothing_is_found_of_what_the_actions_made(body):
    assert found() == []


def give_oneself_a_role(body):
    RoleHolding.objects.create(role="ciso", person=body.clerk, from_date=date(2026, 4, 1))
    return "row-unsealed", "役割の割当て"


def widen_a_role(body):
    RoleHolding.objects.filter(person=body.clerk).update(role="ciso")
    return "row-changed", "役割の割当て"


def hand_a_role_over(body):
    RoleHolding.objects.filter(person=body.ciso).update(person=body.clerk)
    return "row-changed", "役割の割当て"


def drop_a_role(body):
    RoleHolding.objects.filter(person=body.ciso).delete()
    return "row-removed", "役割の割当て"


def end_a_role(body):
    RoleHolding.objects.filter(person=body.ciso).update(until_date=date(2026, 6, 1))
    return "row-changed", "役割の割当て"


def invent_a_person(body):
    Person.objects.create(
        name="架空", furigana="カクウ", category="regular", unit=body.unit, joined_on="2026-04-01"
    )
    return "row-unsealed", "人"


def take_somebody_out_of_the_pledge(body):
    Person.objects.filter(pk=body.clerk.pk).update(category="contractor")
    return "row-changed", "人"


def have_somebody_leave(body):
    Person.objects.filter(pk=body.clerk.pk).update(left_on="2026-05-01")
    return "row-changed", "人"


def sign_in_as_another(body):
    """The account of the one who decides now opens with one's own password."""
    mine, theirs = body.clerk.account_id, body.ciso.account_id
    Person.objects.filter(pk=body.ciso.pk).update(account=None)
    Person.objects.filter(pk=body.clerk.pk).update(account=theirs)
    assert Account.objects.filter(pk=mine).exists()
    return "row-changed", "人"


def widen_the_scope(body):
    ScopeEntry.objects.create(person=body.clerk, relation="officer", from_date="2020-01-01")
    return "row-unsealed", "適用対象者の登録"


def forget_somebody_in_scope(body):
    ScopeEntry.objects.filter(person=body.clerk).delete()
    return "row-removed", "適用対象者の登録"


def decide_by_hand(_body):
    """A decision copied from another, about something nobody decided on."""
    copied = Application.objects.get(kind="edition")
    copied.pk, copied.subject, copied.number = None, "edition:99", 99
    copied.save()
    return "row-unsealed", "起案"


def put_another_deciders_name(body):
    Application.objects.filter(kind="edition").update(decider=body.chief)
    return "row-changed", "起案"


def undo_a_decision(body):
    Application.objects.filter(kind="edition").update(
        state="waiting", decider=None, decided_at=None, year=None, number=None
    )
    return "row-removed", "起案"


def put_an_edition_in_force_by_hand(body):
    edition = policies.import_edition(
        kind="standard", document=None, name="s.txt", title="基準", data=basic(十分な="必要な"),
        by=body.clerk, at=AT,
    )  # fmt: skip
    Edition.objects.filter(pk=edition.pk).update(state="published", published_at=AT)
    return "row-unsealed", "文書の版"


def take_the_policy_out_of_force(body):
    Edition.objects.filter(pk=body.edition.pk).update(state="superseded")
    return "row-changed", "文書の版"


def say_it_was_reviewed(body):
    Edition.objects.filter(pk=body.edition.pk).update(reviewed_at=AT)
    return "row-changed", "文書の版"


def date_it_earlier(body):
    Edition.objects.filter(pk=body.edition.pk).update(effective_on="2020-04-01")
    return "row-changed", "文書の版"


def reword_a_clause(body):
    Clause.objects.filter(edition=body.edition, clause_id="3(2)").update(text="努力する。")
    return "row-changed", "文書の版"


def drop_a_topic(body):
    ClauseTopic.objects.filter(clause__edition=body.edition).first().delete()
    return "row-changed", "文書の版"


def reword_the_reading(body):
    tree = Edition.objects.get(pk=body.edition.pk).tree
    tree["clauses"][0]["text"] = "別の目的とする。"
    Edition.objects.filter(pk=body.edition.pk).update(tree=tree)
    return "row-changed", "文書の版"


def swap_the_file(body):
    Edition.objects.filter(pk=body.edition.pk).update(source=b"another file")
    return "row-changed", "文書の版"


def swap_the_file_and_its_digest(body):
    Edition.objects.filter(pk=body.edition.pk).update(source=b"", source_sha256="e3b0c442" * 8)
    return "row-changed", "文書の版"


def confirm_for_another(body):
    Pledge.objects.filter(person=body.clerk).update(confirmed_at=AT, way="self")
    return "row-unsealed", "遵守の確認"


def give_a_pledge_to_another(body):
    Pledge.objects.filter(person=body.ciso).delete()
    Pledge.objects.filter(person=body.chief).update(person=body.ciso)
    return "row-changed", "遵守の確認"


def drop_a_pledge(body):
    Pledge.objects.filter(person=body.chief).delete()
    return "row-removed", "遵守の確認"


def set_a_control_aside_by_hand(body):
    SetAside.objects.create(
        control="x", reason="y", until_date="2026-12-31", asked_by=body.clerk, asked_at=AT,
        decided_by=body.ciso, decided_at=AT,
    )  # fmt: skip
    return "row-unsealed", "適用除外"


def lengthen_an_exemption(_body):
    SetAside.objects.update(until_date="2030-03-31")
    return "row-changed", "適用除外"


def exempt_another_control(_body):
    SetAside.objects.update(control="another.control")
    return "row-changed", "適用除外"


ATTACKS = (
    give_oneself_a_role, widen_a_role, hand_a_role_over, drop_a_role, end_a_role,
    invent_a_person, take_somebody_out_of_the_pledge, have_somebody_leave, sign_in_as_another,
    widen_the_scope, forget_somebody_in_scope, decide_by_hand, put_another_deciders_name,
    undo_a_decision, put_an_edition_in_force_by_hand, take_the_policy_out_of_force,
    say_it_was_reviewed, date_it_earlier, reword_a_clause, drop_a_topic, reword_the_reading,
    swap_the_file, swap_the_file_and_its_digest, confirm_for_another, give_a_pledge_to_another,
    drop_a_pledge, set_a_control_aside_by_hand, lengthen_an_exemption, exempt_another_control,
)  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_row_written_past_the_actions_is_found(body, attack):
    evidence.make_checkpoint(at=AT)
    assert ledger_intact(AT).verdict is Verdict.HOLDS
    code, thing = attack(body)

    problems = verify().problems
    assert code in {each.code for each in problems}
    named = [each for each in problems if each.code == code]
    assert all(f"「{thing}" in each.message for each in named), problems
    assert all(0 <= each.index <= size() for each in problems)
    if code == "row-unsealed":
        assert {each.index for each in named} == {size()}
    assert ledger_intact(AT).verdict is Verdict.FAILS


def test_an_edition_put_in_force_by_hand_is_no_policy_in_force(body):
    assert basic_policy_in_force(AT).verdict is Verdict.HOLDS
    reword_a_clause(body)
    changed = basic_policy_in_force(AT)
    assert (changed.verdict, changed.figures["altered"]) == (Verdict.FAILS, 1)


def test_a_decision_undone_in_the_rows_is_no_policy_in_force(body):
    Edition.objects.filter(pk=body.edition.pk).update(state="draft")
    draft = Edition.objects.get(pk=body.edition.pk)
    Edition.objects.filter(pk=draft.pk).update(state="published", published_at=TOMORROW)
    assert basic_policy_in_force(TOMORROW).verdict is Verdict.FAILS


class Life:
    """What happens to a body over the months, by the actions; each step at its own moment."""

    def __init__(self, body, lot: random.Random):
        self.body, self.lot, self.at, self.number = body, lot, AT, 10

    def step(self):
        self.at += timedelta(days=self.lot.randint(1, 9), seconds=self.lot.randint(0, 86000))
        self.lot.choice(
            [self.come, self.leave, self.end_role, self.give_role, self.change, self.revise,
             self.confirm, self.review, self.exempt, self.apply_again, self.add_topic, self.erase]
        )()  # fmt: skip

    def others(self):
        body = self.body
        mine = {body.chief.pk, body.ciso.pk, body.clerk.pk}
        return list(Person.objects.exclude(pk__in=mine).filter(left_on=None).order_by("pk"))

    def come(self):
        self.number += 1
        add(self.body.unit, self.number, self.lot.choice(["manager", "officer"]))

    def leave(self):
        for person in self.others()[:1]:
            on = self.at.date() + timedelta(days=self.lot.choice([-1, 0, 20]))
            organization.leave_person(
                person=person, on=max(on, person.joined_on), by=self.body.chief, at=self.at
            )

    def erase(self):
        gone = Person.objects.filter(left_on__lt=self.at.date() - timedelta(days=1))
        for person in gone.filter(erased_at=None)[:1]:
            organization.erase_person(person=person, by=self.body.chief, at=self.at)

    def end_role(self):
        rows = RoleHolding.objects.filter(until_date=None, person__in=self.others())
        for holding in rows[:1]:
            on = max(self.at.date(), holding.from_date)
            organization.end_role(holding=holding, on=on, by=self.body.chief, at=self.at)

    def give_role(self):
        for person in self.others()[-1:]:
            on = self.at.date() + timedelta(days=self.lot.randint(0, 60))
            if not RoleHolding.objects.filter(role="csirt-member", person=person).exists():
                organization.assign_role(
                    role="csirt-member", person=person, from_date=on, by=self.body.chief, at=self.at
                )

    def change(self):
        for person in self.others()[:1]:
            organization.change_person(
                person=person,
                by=self.body.chief,
                at=self.at,
                category=self.lot.choice(["regular", "temporary"]),
                joined_on=self.lot.choice([person.joined_on, date(2026, 3, 1)]),
                name="別の 氏名",
            )

    def revise(self):
        data = basic(十分な=f"{self.number}年目の{self.at.date()}")
        put_in_force(
            data, self.body.clerk, self.body.ciso, document=self.body.edition.document, at=self.at
        )

    def confirm(self):
        pledge = Pledge.objects.open().order_by("pk").first()
        if pledge:
            policies.confirm_pledge(pledge=pledge, by=pledge.person, at=self.at)

    def review(self):
        policies.record_review(
            edition=Edition.objects.in_force().get(), by=self.body.clerk, at=self.at
        )

    def exempt(self):
        if not SetAside.objects.filter(ended_at=None).exists():
            set_aside(self.body.chief, self.body.ciso, at=self.at)

    def apply_again(self):
        row = SetAside.objects.filter(ended_at=None).first()
        if row:
            controls.end_set_aside(row=row, by=self.body.ciso, at=self.at)

    def add_topic(self):
        clause = Clause.objects.filter(edition__state="published", clause_id="3(2)").get()
        topics = [each.topic for each in clause.topics.all()]
        policies.set_clause_topics(
            clause=clause, demands=True, topics=[*topics, "review.audit"], by=self.body.clerk,
            at=self.at,
        )  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_no_life_of_a_body_makes_a_false_alarm(body, seed):
    life = Life(body, random.Random(seed))
    for _step in range(25):
        life.step()
    assert found() == []


def test_a_room_that_cannot_read_its_rows_is_named_and_stops_nobody(body):
    def broken():
        raise ValueError

    broken.__module__ = "sekisho.web.somewhere.agreement"
    before = agreeing.installed()
    try:
        agreeing.install([broken, *before])
        reword_a_clause(body)
        codes = {each.code: each.message for each in verify().problems}
    finally:
        agreeing.install(before)
    assert set(codes) == {"row-unreadable", "row-changed"}
    assert "somewhere" in codes["row-unreadable"]


def test_the_board_of_a_changed_document_says_not_to_trust_it(body):
    Account.objects.update(must_change_password=False)
    desk = client_for(body.chief)
    assert desk.get("/").status_code == 200
    warning = "下の状態は信用できません"
    assert warning not in desk.get("/").content.decode()
    reword_a_clause(body)
    assert warning in desk.get("/").content.decode()
