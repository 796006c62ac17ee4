"""Plans and audits: made, decided by another, given to independent people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load, load_audit_rules
from sekisho.web.audits import access
from sekisho.web.audits.actions.allowing import require
from sekisho.web.audits.actions.sealing import seal
from sekisho.web.audits.errors import AuditRefusedError, NotIndependentError
from sekisho.web.audits.models import Audit, AuditPlan, Item, Member
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person, Unit
from sekisho.web.ui.dates import fiscal_year


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """What a plan says; `until_year` of a yearly or special plan is its year."""

    kind: str
    title: str
    year: int
    until_year: int
    purpose: str
    units: Sequence[Unit]


@transaction.atomic
def make_plan(*, entry: PlanEntry, by: Person, at: datetime) -> AuditPlan:
    """Make a plan; somebody else then approves it. Raises AuditRefusedError."""
    require(by, access.PLAN, at)
    if not entry.title.strip() or not entry.purpose.strip() or not entry.units:
        raise AuditRefusedError(_("件名、目的、対象の所属を入力してください。"))
    span = entry.until_year - entry.year + 1
    longest = load_audit_rules().term_years if entry.kind == AuditPlan.Kind.MID_TERM else 1
    if not 1 <= span <= longest:
        raise AuditRefusedError(
            _("計画の期間は、%(years)d年度までにしてください。") % {"years": longest}
        )
    row = AuditPlan.objects.create(
        kind=AuditPlan.Kind(entry.kind), title=entry.title.strip(), year=entry.year,
        until_year=entry.until_year, purpose=entry.purpose.strip(),
        units=sorted(unit.pk for unit in entry.units), made_at=at, made_by=by,
    )  # fmt: skip
    seal("audit.planned", f"audit-plan:{row.pk}", by=by, at=at, rows=[row], year=row.year)
    return row


@transaction.atomic
def approve_plan(*, plan: AuditPlan, by: Person, at: datetime) -> AuditPlan:
    """Approve a plan. Raises NotIndependentError for who made it, AuditRefusedError."""
    row = AuditPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    require(by, access.APPROVE, at)
    if row.made_by_id == by.pk:
        raise NotIndependentError(_("自分が作った計画は承認できません。"))
    if row.approved_at is not None:
        raise AuditRefusedError(_("この計画は承認済みです。"))
    row.approved_at, row.approved_by = at, by
    row.save()
    seal("audit.plan-approved", f"audit-plan:{row.pk}", by=by, at=at, rows=[row])
    return row


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What an audit's own plan (実施計画) says; `chapters` of the catalogue are its programme."""

    unit: Unit
    title: str
    purpose: str
    from_date: date
    until_date: date
    lead: Person
    others: Sequence[Person]
    chapters: Sequence[str]


@transaction.atomic
def order_audit(*, plan: AuditPlan, entry: AuditEntry, by: Person, at: datetime) -> Audit:
    """Order an audit within an approved plan, with its auditors and its programme.

    Raises AuditRefusedError for a plan not approved, a unit or a time outside it, no programme;
    NotIndependentError for auditors of the unit.
    """
    require(by, access.PLAN, at)
    _refuse_outside(plan, entry)
    controls = [
        control for control in load().controls.values() if control.chapter in set(entry.chapters)
    ]
    if not controls or not entry.title.strip() or not entry.purpose.strip():
        raise AuditRefusedError(_("件名と目的を書き、監査する章を選んでください。"))
    row = Audit.objects.create(
        plan=plan, unit=entry.unit, title=entry.title.strip(), purpose=entry.purpose.strip(),
        from_date=entry.from_date, until_date=entry.until_date, planned_at=at, planned_by=by,
    )  # fmt: skip
    items = Item.objects.bulk_create(_items(row, [control.id for control in controls]))
    seal("audit.ordered", f"audit:{row.pk}", by=by, at=at, rows=[row, *items], unit=row.unit_id,
         items=len(items), from_date=row.from_date.isoformat(),
         until=row.until_date.isoformat())  # fmt: skip
    add_member(audit=row, person=entry.lead, lead=True, by=by, at=at)
    for person in entry.others:
        if person.pk != entry.lead.pk:
            add_member(audit=row, person=person, by=by, at=at)
    return row


@transaction.atomic
def add_member(
    *, audit: Audit, person: Person, by: Person, at: datetime, lead: bool = False
) -> Member:
    """Let somebody with the right carry out an audit. Raises AuditRefusedError and below it.

    Nobody audits the unit they work in or hold a role for.
    """
    require(by, access.PLAN, at)
    _refuse_reported(audit)
    _refuse_unfit(person, audit, at)
    row = Member.objects.create(
        audit=audit, person=person, lead=lead, own_unit_id=person.unit_id,
        audited_unit_id=audit.unit_id,
    )  # fmt: skip
    seal("audit.member-added", f"audit:{audit.pk}", by=by, at=at, rows=[row],
         person=str(person.opaque_id), lead=lead)  # fmt: skip
    return row


@transaction.atomic
def replace_member(*, member: Member, to: Person, by: Person, at: datetime) -> Member:
    """Let another auditor carry out an audit in the place of one who moves; the lead stays lead.

    `by` settled the move. Raises AuditRefusedError and below it, as for any auditor.
    """
    audit = member.audit
    _refuse_reported(audit)
    _refuse_unfit(to, audit, at)
    name, lead = f"audit-member:{member.pk}", member.lead
    member.delete()
    row = Member.objects.create(
        audit=audit, person=to, lead=lead, own_unit_id=to.unit_id, audited_unit_id=audit.unit_id
    )
    seal("audit.member-removed", f"audit:{audit.pk}", by=by, at=at, removed=[name])
    seal("audit.member-added", f"audit:{audit.pk}", by=by, at=at, rows=[row],
         person=str(to.opaque_id), lead=lead)  # fmt: skip
    return row


def _refuse_unfit(person: Person, audit: Audit, at: datetime) -> None:
    """Refuse who has no such role, is not independent of the unit, or is an auditor already."""
    today = timezone.localdate(at)
    if access.AUDIT not in rights_of(person, today):
        raise AuditRefusedError(
            _("%(name)sは監査人の役割を持っていません。") % {"name": person.name}
        )
    if not access.independent(person, audit.unit, today):
        raise NotIndependentError(
            _("%(name)sは監査を受ける所属に関わっています。別の監査人にしてください。")
            % {"name": person.name}
        )
    if audit.members.filter(person=person).exists():
        raise AuditRefusedError(_("この人は既に監査人です。"))


@transaction.atomic
def remove_member(*, member: Member, by: Person, at: datetime) -> None:
    """Take somebody off an audit; the lead stays. Raises AuditRefusedError."""
    require(by, access.PLAN, at)
    _refuse_reported(member.audit)
    if member.lead:
        raise AuditRefusedError(_("主任を外すことはできません。"))
    name, audit = f"audit-member:{member.pk}", member.audit_id
    member.delete()
    seal("audit.member-removed", f"audit:{audit}", by=by, at=at, removed=[name])


def _refuse_outside(plan: AuditPlan, entry: AuditEntry) -> None:
    if plan.approved_at is None:
        raise AuditRefusedError(_("承認された計画の監査だけを始められます。"))
    if plan.kind == AuditPlan.Kind.MID_TERM:
        raise AuditRefusedError(_("中期計画の監査は、年度計画を作ってから始めます。"))
    if entry.unit.pk not in plan.units:
        raise AuditRefusedError(_("この所属は計画に入っていません。"))
    inside = plan.year <= fiscal_year(entry.from_date) <= plan.until_year
    if not inside or entry.until_date < entry.from_date:
        raise AuditRefusedError(_("監査の期間は、計画の年度の中で決めてください。"))


def _refuse_reported(audit: Audit) -> None:
    if audit.reported_at is not None:
        raise AuditRefusedError(_("報告の済んだ監査は変えられません。"))


def _items(audit: Audit, controls: Sequence[str]) -> list[Item]:
    """Return the programme: for each control what is asked, the papers to see, and how."""
    known, chapters = load().controls, load_audit_rules().chapters
    found = []
    for position, name in enumerate(controls, start=1):
        control = known[name]
        chapter = chapters[control.chapter]
        papers = [chapter.documents.ja, *(spec.guidance.ja for spec in control.checks)]
        item = Item(audit=audit, position=position, control=name, text=control.statement.ja)
        item.required = control.level == "required"
        item.documents, item.how = "\n".join(papers), chapter.how.ja
        found.append(item)
    return found
