"""External services: entered, their terms assessed, ended with a proof of erasure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load_suppliers
from sekisho.ledger import JsonValue
from sekisho.mailgate.addresses import domain_as_ascii
from sekisho.web.evidence.actions import File
from sekisho.web.organization.models import Person, Unit
from sekisho.web.suppliers.actions.contracts import known_grade
from sekisho.web.suppliers.actions.sealing import day, seal
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.external import NO, UNKNOWN, YES
from sekisho.web.suppliers.models import Service

# Names below which anybody may register: as the host of a service they would permit all of them.
_REGISTRIES = frozenset(
    f"{each}.jp" for each in ("ac", "ad", "co", "ed", "go", "gr", "lg", "ne", "or")
)


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """What is written of a service."""

    name: str
    provider: str
    hosts: Sequence[str]
    unit: Unit
    administrator: Person
    grade: str
    information: str
    region: str
    law: str


@transaction.atomic
def record_service(
    *, entry: ServiceEntry, by: Person, at: datetime, service: Service | None = None
) -> Service:
    """Enter a service, or correct one; graver information takes the assessment back.

    Raises SuppliersError for a name in use, an address that is no host, or a service ended.
    """
    row = _locked(service) if service else Service()
    taken = Service.objects.filter(name=entry.name.strip()).exclude(pk=row.pk or 0)
    if taken.exists():
        raise SuppliersError(_("同じ名称のサービスがあります。"))
    put_service(row, entry)
    row.save()
    _seal("service.changed" if service else "service.recorded", row, by, at)
    return row


def put_service(row: Service, entry: ServiceEntry) -> None:
    """Let the row say what the entry says; it is not saved. See `record_service`."""
    known_grade(entry.grade)
    if load_suppliers().rank(entry.grade) > load_suppliers().rank(row.grade or entry.grade):
        row.assessed_at = row.assessed_by = None
    row.name, row.provider, row.hosts = (
        entry.name.strip(),
        entry.provider.strip(),
        hosts_of(entry.hosts),
    )
    row.unit, row.administrator, row.grade = entry.unit, entry.administrator, entry.grade
    row.information, row.region = entry.information.strip(), entry.region.strip()
    row.law = entry.law.strip()


def hosts_of(hosts: Sequence[str]) -> list[str]:
    """Return the hosts as they are compared. Raises SuppliersError for what is no host."""
    given = [each.strip() for each in hosts if each.strip()]
    found = [domain_as_ascii(each) for each in given]
    for each, plain in zip(given, found, strict=True):
        if "." not in plain or plain in _REGISTRIES:
            raise SuppliersError(
                _("「%(host)s」はアドレスではありません（例: service.example.jp）。")
                % {"host": each}
            )
    return list(dict.fromkeys(found))


@transaction.atomic
def assess_service(
    *, service: Service, answers: Mapping[str, str], by: Person, at: datetime
) -> Service:
    """Record what the terms say. Raises ValueError for answers nobody knows."""
    if set(answers.values()) - {YES, NO, UNKNOWN} or answers.keys() - load_suppliers().terms.keys():
        raise ValueError("an answer nobody knows")
    row = _locked(service)
    row.answers, row.assessed_at, row.assessed_by = dict(answers), at, by
    row.save(update_fields=["answers", "assessed_at", "assessed_by"])
    _seal("service.assessed", row, by, at)
    return row


@transaction.atomic
def end_service(
    *, service: Service, ended_on: date, proof: File, by: Person, at: datetime
) -> Service:
    """Record that its use ended, with a proof of erasure. Raises SuppliersError."""
    row = _locked(service)
    if ended_on > timezone.localdate(at):
        raise SuppliersError(_("利用を終えた日は、今日以前の日にしてください。"))
    if not proof.content:
        raise SuppliersError(_("証明書のファイルが空です。"))
    row.sha256, row.certificate = hashlib.sha256(proof.content).hexdigest(), 0
    row.ended_on, row.ended_by = ended_on, by
    row.save(update_fields=["sha256", "certificate", "ended_on", "ended_by"])
    sealed = seal(
        "service.ended", f"service:{row.pk}", by=by, at=at, rows=[row], files=(proof,),
        sha256=row.sha256, ended_on=day(ended_on),
    )  # fmt: skip
    row.certificate = sealed.index
    row.save(update_fields=["certificate"])
    return row


@transaction.atomic
def confirm_erased(*, service: Service, by: Person, at: datetime) -> Service:
    """Confirm, as another person, that information and accounts there are gone.

    Raises SuppliersError.
    """
    row = Service.objects.select_for_update().get(pk=service.pk)
    if row.ended_on is None or row.erased_at is not None:
        raise SuppliersError(_("利用を終え、まだ確かめていないサービスだけを確かめられます。"))
    if row.ended_by_id == by.pk:
        raise SuppliersError(_("自分が記録した終了は、ほかの人が確認します。"))
    row.erased_at, row.erased_by = at, by
    row.save(update_fields=["erased_at", "erased_by"])
    _seal("service.erased", row, by, at)
    return row


@transaction.atomic
def hand_service(*, service: Service, to: Person, by: Person, at: datetime) -> Service:
    """Make the successor of an administrator who moves the service's; `by` settled the move."""
    row = _locked(service)
    row.administrator = to
    row.save(update_fields=["administrator"])
    _seal("service.changed", row, by, at)
    return row


def _locked(service: Service) -> Service:
    row = Service.objects.select_for_update().get(pk=service.pk)
    if row.ended_on is not None:
        raise SuppliersError(_("このサービスの利用は終わっています。"))
    return row


def _seal(kind: str, row: Service, by: Person, at: datetime) -> None:
    seal(
        kind, f"service:{row.pk}", by=by, at=at, rows=[row], files=(), **facts_of_service(row)
    )  # fmt: skip


def facts_of_service(row: Service) -> dict[str, JsonValue]:
    """Return what an entry says of a service: ids and figures."""
    return {
        "unit": row.unit_id,
        "grade": row.grade,
        "hosts": len(row.hosts),
        "administrator": str(row.administrator.opaque_id),
    }
