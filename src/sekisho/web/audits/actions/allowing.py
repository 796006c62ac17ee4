"""Who may do what in this room, asked inside each action."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.audits import access
from sekisho.web.audits.errors import AuditRefusedError, NotIndependentError
from sekisho.web.audits.models import Audit
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person


def has(person: Person, right: str, at: datetime) -> bool:
    """Whether the person holds the right now."""
    return right in rights_of(person, timezone.localdate(at))


def require(person: Person, right: str, at: datetime) -> None:
    """Refuse who does not hold the right. Raises AuditRefusedError."""
    if not has(person, right, at):
        raise AuditRefusedError(_("この操作をする権限がありません。"))


def carrying(audit: Audit, by: Person, at: datetime, *, lead: bool = False) -> Audit:
    """Return the audit, locked, for one of its auditors (or its lead) before it is reported.

    Independence is asked again each time: who moved into the unit audits it no more.
    """
    row = Audit.objects.select_for_update(of=("self",)).select_related("unit").get(pk=audit.pk)
    require(by, access.AUDIT, at)
    members = row.members.filter(person=by, external=False)
    if not (members.filter(lead=True) if lead else members).exists():
        raise AuditRefusedError(_("この監査の監査人だけができます。"))
    if not access.independent(by, row.unit, timezone.localdate(at)):
        raise NotIndependentError(_("監査を受ける所属に関わる人は、監査できません。"))
    if row.reported_at is not None:
        raise AuditRefusedError(_("報告の済んだ監査は変えられません。"))
    return row
