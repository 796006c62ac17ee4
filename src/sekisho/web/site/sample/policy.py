"""Documents, pledges, attestations and exemptions of the sample."""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from sekisho.catalogue import Control, Role, load, sample
from sekisho.verdicts import Verdict
from sekisho.web.approvals import deciding
from sekisho.web.approvals.models import Application
from sekisho.web.controls import access
from sekisho.web.controls import actions as controls
from sekisho.web.organization.access import roles_of
from sekisho.web.organization.models import Person
from sekisho.web.policies import actions as policies
from sekisho.web.policies.models import Edition, Pledge

_UNANSWERED = 3  # of ten controls, how many nobody has looked at yet


@dataclass(frozen=True, slots=True)
class Acting:
    """The three who act on a document; nobody decides their own."""

    drafter: Person
    decider: Person
    publisher: Person


def put_in_force(kind: str, name: str, acting: Acting, *, at: datetime) -> Edition:
    """Import a document, confirm its topics, have it decided by another, put it in force."""
    edition = policies.import_edition(
        kind=kind, document=None, name=name, data=sample(name), by=acting.drafter, at=at
    )
    policies.confirm_topics(edition=edition, by=acting.drafter, at=at)
    application = policies.submit_edition(
        edition=edition, reason="新たに定めるため", by=acting.drafter, at=at
    )
    deciding.approve(application=application, by=acting.decider, comment="", at=at)
    on = edition.effective_on or timezone.localdate(at)
    return policies.publish_edition(edition=edition, effective_on=on, by=acting.publisher, at=at)


def write_some(by: Person, *, at: datetime) -> None:
    """Begin a second standard from the controls of two chapters, with one remark open."""
    chosen = [c.id for c in load().controls.values() if c.chapter in {"suppliers", "operation"}]
    row = policies.begin_standard(
        title="朝霧市職員共済組合業務委託管理基準", effective_on=None, controls=chosen, by=by, at=at
    )
    policies.remark(
        passage=row.passages.latest("position"),
        text="委託先の名称は、別表に移しませんか。",
        by=by,
        at=at,
    )


def confirm_most_pledges(edition: Edition, *, at: datetime) -> int:
    """Two of three people confirm by themselves; return how many did."""
    pledges = Pledge.objects.filter(edition=edition).exclude(person__account=None).order_by("pk")
    confirming = [pledge for number, pledge in enumerate(pledges) if number % 3]
    for pledge in confirming:
        policies.confirm_pledge(pledge=pledge, by=pledge.person, at=at)
    return len(confirming)


def attest_most_controls(people: Iterable[Person], *, at: datetime) -> int:
    """Whoever answers for a control attests it; some find a fault, some answers are old by now.

    The coordinating roles speak for a control whose own role may not attest.
    """
    on = timezone.localdate(at)
    roles = {person: roles_of(person, on) for person in people}
    answered = 0
    for control in load().controls.values():
        lot = zlib.crc32(control.id.encode())
        if lot % 10 < _UNANSWERED:
            continue
        attesting = _attesting(control, roles)
        answered += _answer(control, attesting[lot % len(attesting)], lot, at)
    return answered


def _attesting(control: Control, roles: Mapping[Person, tuple[Role, ...]]) -> list[Person]:
    """Return who may attest the control: those of its own role, else those who coordinate."""
    able = [person for person, held in roles.items() if access.may_attest(held, control)]
    own = [person for person in able if control.role in {role.id for role in roles[person]}]
    return own or able


def _answer(control: Control, person: Person, lot: int, at: datetime) -> int:
    specs = [spec for spec in control.checks if spec.mode == "attested"]
    for spec in specs:
        old = lot % 23 == 0
        verdict = (
            Verdict.FAILS if lot % 19 == 0 else Verdict.WEAK if lot % 11 == 0 else Verdict.HOLDS
        )
        controls.attest(
            check_id=spec.id,
            verdict=verdict,
            statement="見本の記録です。現物と台帳を照合しました。",
            by=person,
            at=at - timedelta(days=spec.period_days + 1) if old else at,
        )
    return len(specs)


def set_one_aside(*, asker: Person, decider: Person, until: date, at: datetime) -> None:
    """One recommended control is set aside until the end of the fiscal year, decided by another."""
    control = next(c for c in load().controls.values() if c.level == "recommended")
    row = controls.ask_set_aside(
        control=control.id,
        reason="来年度の機器更新に合わせて導入する。",
        until=until,
        by=asker,
        at=at,
    )
    application = Application.objects.get(subject=f"set-aside:{row.pk}")
    deciding.approve(
        application=application, by=decider, comment="機器更新の計画を確認した。", at=at
    )
