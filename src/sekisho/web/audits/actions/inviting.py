"""Auditors from outside: let in for a period to one audit, and what evidence they are handed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import IO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load
from sekisho.web.assets.access import MYNUMBER_ZONE, READ_MYNUMBER
from sekisho.web.audits import access
from sekisho.web.audits.actions.allowing import require
from sekisho.web.audits.actions.fieldwork import ref_of
from sekisho.web.audits.actions.sealing import seal
from sekisho.web.audits.errors import AuditRefusedError
from sekisho.web.audits.models import Audit, Member, Sample
from sekisho.web.corrections.queries import of_refs
from sekisho.web.evidence.packing import indices_about, pack
from sekisho.web.organization import actions as organization
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.actions.accounts import OneTimePassword
from sekisho.web.organization.models import Person

ROLE, CATEGORY = "external-auditor", "outsider"
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Guest:
    """An auditor from outside, and the last day they read."""

    name: str
    furigana: str
    email: str
    username: str
    until: date


@transaction.atomic
def invite_external(
    *, audit: Audit, guest: Guest, by: Person, at: datetime
) -> tuple[Member, OneTimePassword]:
    """Let somebody from outside read one audit; the role, the person and so the account end alone.

    Returns the one-time password to be handed over. Raises AuditRefusedError for a day gone by or
    more than a year away, and OrganizationError for a bad user name.
    """
    require(by, access.PLAN, at)
    today = timezone.localdate(at)
    if not today <= guest.until <= today + LONGEST:
        raise AuditRefusedError(_("閲覧の期限は、今日から一年以内の日にしてください。"))
    person = organization.add_person(
        name=guest.name, furigana=guest.furigana, category=CATEGORY, unit=by.unit,
        joined_on=today, email=guest.email, by=by, at=at,
    )  # fmt: skip
    organization.assign_role(
        role=ROLE, person=person, from_date=today, until_date=guest.until, by=by, at=at
    )
    made = organization.open_account(person=person, username=guest.username, by=by, at=at)
    organization.leave_person(person=person, on=guest.until, by=by, at=at)
    row = Member.objects.create(
        audit=audit, person=person, external=True, own_unit_id=person.unit_id,
        audited_unit_id=audit.unit_id, until_date=guest.until,
    )  # fmt: skip
    seal("audit.member-added", f"audit:{audit.pk}", by=by, at=at, rows=[row],
         person=str(person.opaque_id), until=guest.until.isoformat())  # fmt: skip
    return row, made


def hand_out_package(*, audit: Audit, by: Person, at: datetime) -> IO[bytes]:
    """Return the evidence an audit needs as a package that verifies alone; handing out is sealed.

    It is an open file, whole however long, to be closed by whoever sends it. In it is what was
    sealed of the audit, its corrections, and of every check of its controls. What was sealed about
    the My Number zone is in it only for who may know of that zone.
    """
    rights = rights_of(by, timezone.localdate(at))
    hidden = frozenset[str]() if READ_MYNUMBER in rights else frozenset({MYNUMBER_ZONE})
    indices = indices_about(_subjects(audit), hide_zones=hidden)
    return pack(indices=indices, subject=f"audit:{audit.pk}", by=str(by.opaque_id), at=at)


def _subjects(audit: Audit) -> Iterator[str]:
    items = list(audit.items.all())
    controls = load().controls
    yield from (f"audit:{audit.pk}", f"audit-plan:{audit.plan_id}")
    yield from (f"audit-item:{each.pk}" for each in items)
    samples = Sample.objects.filter(item__audit=audit).values_list("pk", flat=True)
    yield from (f"audit-sample:{pk}" for pk in samples)
    findings = list(audit.findings.all())
    yield from (f"audit-finding:{each.pk}" for each in findings)
    known = of_refs(ref_of(each) for each in findings)
    yield from (f"correction:{each.pk}" for each in known.values())
    for each in items:
        control = controls.get(each.control)
        yield from (spec.id for spec in control.checks) if control else ()
