"""In the field: items judged with what was seen, samples drawn, findings noted, the report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load_correction_rules
from sekisho.web.audits.actions.allowing import carrying
from sekisho.web.audits.actions.sealing import seal
from sekisho.web.audits.errors import AuditRefusedError
from sekisho.web.audits.models import Audit, Finding, Item, Sample
from sekisho.web.audits.sampling import draw
from sekisho.web.corrections import actions as corrections
from sekisho.web.corrections.models import Correction
from sekisho.web.corrections.queries import heads_of
from sekisho.web.evidence.actions import File
from sekisho.web.organization.models import Person, Unit

MOST_LINES = 20_000


@transaction.atomic
def judge_item(  # noqa: PLR0913  # what was judged, and seen
    *,
    item: Item,
    result: str,
    seen: str,
    by: Person,
    at: datetime,
    files: Sequence[File] = (),
) -> Item:
    """Judge an item, saying what was seen; files stand beside the entry. Again until the report.

    Raises AuditRefusedError for whoever is no auditor of it, no words, or an unknown judgement.
    """
    carrying(item.audit, by, at)
    row = Item.objects.select_for_update().get(pk=item.pk)
    if result not in Item.Result or not seen.strip():
        raise AuditRefusedError(_("判定を選び、確かめたことを書いてください。"))
    row.result, row.seen = result, seen.strip()
    row.judged_at, row.judged_by = at, by
    row.save()
    entry = seal("audit.judged", f"audit-item:{row.pk}", by=by, at=at, rows=[row], files=files,
                 audit=row.audit_id, control=row.control, result=result)  # fmt: skip
    if files:
        row.entries = [*row.entries, entry.index]
        row.save(update_fields=["entries"])
    return row


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a sample is drawn from: a name for it, its lines, how many, and the seed."""

    population: str
    lines: Sequence[str]
    size: int
    seed: str


@transaction.atomic
def draw_sample(*, item: Item, wanted: Wanted, by: Person, at: datetime) -> Sample:
    """Draw a sample for an item and keep how. Raises AuditRefusedError."""
    carrying(item.audit, by, at)
    if len(wanted.lines) > MOST_LINES:
        raise AuditRefusedError(_("母集団は%(most)d行までにしてください。") % {"most": MOST_LINES})
    drawn = draw(wanted.lines, wanted.seed.strip(), wanted.size)
    if not drawn.places or not wanted.seed.strip() or not wanted.population.strip():
        raise AuditRefusedError(_("母集団の名前と行、乱数の種、件数を入力してください。"))
    row = Sample.objects.create(
        item=item, population=wanted.population.strip(), lines="\n".join(drawn.population),
        population_sha256=drawn.fingerprint, population_size=len(drawn.population),
        seed=wanted.seed.strip(), size=len(drawn.places), picks=list(drawn.places),
        drawn_at=at, drawn_by=by,
    )  # fmt: skip
    seal("audit.sampled", f"audit-sample:{row.pk}", by=by, at=at, rows=[row], item=item.pk,
         sha256=row.population_sha256, people=row.population_size, seed=row.seed,
         picks=list(drawn.places))  # fmt: skip
    return row


@dataclass(frozen=True, slots=True)
class Found:
    """What an auditor found; with `action`, `owner` and `due_on` the mending is agreed already."""

    title: str
    detail: str
    grade: str
    advice: str = ""
    action: str = ""
    owner: Person | None = None
    due_on: date | None = None


@transaction.atomic
def note_finding(
    *, audit: Audit, item: Item | None, found: Found, by: Person, at: datetime
) -> Finding:
    """Note a finding. Raises AuditRefusedError for no words, no grade, or an owner who audits."""
    row = carrying(audit, by, at)
    if not found.title.strip() or not found.detail.strip():
        raise AuditRefusedError(_("指摘と、事実と根拠を書いてください。"))
    if found.grade not in load_correction_rules().grades:
        raise AuditRefusedError(_("重さを選んでください。"))
    if found.owner is not None and row.members.filter(person=found.owner).exists():
        raise AuditRefusedError(_("監査人を直す人にすることはできません。"))
    if found.action.strip() and found.owner is None:
        raise AuditRefusedError(_("合意した是正案には、直す人を選んでください。"))
    made = Finding.objects.create(
        audit=row, item=item, title=found.title.strip(), detail=found.detail.strip(),
        grade=found.grade, advice=found.advice.strip(), action=found.action.strip(),
        owner=found.owner, due_on=found.due_on, noted_at=at, noted_by=by,
    )  # fmt: skip
    seal("audit.found", f"audit-finding:{made.pk}", by=by, at=at, rows=[made], audit=row.pk,
         grade=made.grade, control=item.control if item else "")  # fmt: skip
    return made


@transaction.atomic
def report_audit(*, audit: Audit, opinion: str, by: Person, at: datetime) -> Audit:
    """Report an audit: every item judged, every failing one with a finding; corrections open.

    Raises AuditRefusedError. Afterwards nothing of it changes.
    """
    row = carrying(audit, by, at, lead=True)
    items = list(row.items.all())
    findings = list(row.findings.select_related("owner"))
    if any(not each.result for each in items):
        raise AuditRefusedError(_("判定のない項目があります。対象外のものも判定してください。"))
    named = {each.item_id for each in findings}
    if any(each.result == Item.Result.FAILS and each.pk not in named for each in items):
        raise AuditRefusedError(_("「不適合」の項目には、指摘を書いてください。"))
    if not opinion.strip():
        raise AuditRefusedError(_("総評を書いてください。"))
    row.opinion, row.reported_at, row.reported_by = opinion.strip(), at, by
    row.save()
    seal("audit.reported", f"audit:{row.pk}", by=by, at=at, rows=[row], unit=row.unit_id,
         items=len(items), findings=len(findings))  # fmt: skip
    _open(row.unit, findings, by, at)
    return row


def ref_of(finding: Finding) -> str:
    """Return how a correction names the finding it comes from."""
    return f"finding:{finding.pk}"


def _open(unit: Unit, findings: Sequence[Finding], by: Person, at: datetime) -> None:
    """Open a correction for each finding; who answers for the unit mends what nobody was named."""
    today = timezone.localdate(at)
    head = heads_of([unit], today).get(unit.pk)
    for each in findings:
        due = each.due_on if each.due_on and each.due_on >= today else None
        detail = f"{each.detail}\n{each.advice}".strip()[:4000]
        corrections.open_correction(
            source=Correction.Source.AUDIT, by=by, at=at, tell=False,
            finding=corrections.Finding(
                title=each.title, detail=detail, grade=each.grade, unit=unit,
                owner=each.owner or head, due_on=due, action=each.action, ref=ref_of(each),
            ),
        )  # fmt: skip
    if findings:
        corrections.tell_open(at=at)
