"""Self-inspections: started, answered by each person, confirmed or given back by the head."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load_inspection
from sekisho.web.audits.access import INSPECT, confirmers
from sekisho.web.audits.actions.allowing import has, require
from sekisho.web.audits.actions.following import open_corrections
from sekisho.web.audits.actions.sealing import seal
from sekisho.web.audits.actions.telling import tell_inspections
from sekisho.web.audits.agreement import TABLES
from sekisho.web.audits.asking import Answers, cleaned, open_questions, unreasoned
from sekisho.web.audits.errors import AuditRefusedError, NotIndependentError
from sekisho.web.audits.models import Inspection, Sheet
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person, RoleHolding
from sekisho.web.training.access import people_in_scope
from sekisho.web.ui.dates import fiscal_year


@transaction.atomic
def start_inspection(*, title: str, due_on: date, by: Person, at: datetime) -> Inspection:
    """Start a self-inspection and ask everybody in scope, by the roles they hold.

    Raises AuditRefusedError without the right, for a day gone by, while another runs, for nobody.
    """
    today = timezone.localdate(at)
    require(by, INSPECT, at)
    if due_on < today or not title.strip():
        raise AuditRefusedError(_("件名と、今日以後の期限を入力してください。"))
    if Inspection.objects.filter(due_on__gte=today, started_at__lte=at).exists():
        raise AuditRefusedError(
            _("期限の来ていない自己点検があります。終わってから始めてください。")
        )
    rules = load_inspection()
    row = Inspection.objects.create(
        title=title.strip(), year=fiscal_year(today), due_on=due_on, started_at=at, started_by=by,
        digests={audience: rules.digest(audience) for audience in rules.audiences},
    )  # fmt: skip
    seal("inspection.started", f"inspection:{row.pk}", by=by, at=at, rows=[row], year=row.year,
         due_on=due_on.isoformat())  # fmt: skip
    if not _ask(row, at):
        raise AuditRefusedError(_("対象になる人が登録されていません。"))
    tell_inspections(at=at)
    return row


@transaction.atomic
def ask_joiners(*, at: datetime) -> int:
    """Ask whoever joined, or took a role, while the newest inspection runs; return how many."""
    running = Inspection.objects.filter(due_on__gte=timezone.localdate(at)).first()
    asked = _ask(running, at) if running else 0
    if asked:
        tell_inspections(at=at)
    return asked


def _ask(row: Inspection, at: datetime) -> int:
    """Make a sheet for everybody who should have one and has none; seal each."""
    today = timezone.localdate(at)
    have = set(row.sheets.values_list("person_id", "audience"))
    people = {person.pk: person for person in people_in_scope(today)}
    sheets = [
        Sheet(inspection=row, person=people[pk], audience=audience, unit_id=people[pk].unit_id)
        for audience, members in _members(set(people), today).items()
        for pk in sorted(members)
        if (pk, audience) not in have
    ]
    made = Sheet.objects.bulk_create(sheets, batch_size=250)
    told = [
        (evidence.Event("inspection.asked", f"inspection-sheet:{each.pk}",
                        {"inspection": row.pk, "audience": each.audience}), [each])
        for each in made
    ]  # fmt: skip
    evidence.seal_many(events=TABLES.standing_so(told), at=at)
    return len(made)


def _members(people: set[int], today: date) -> dict[str, set[int]]:
    """Return who belongs to each audience; two queries."""
    held: dict[str, set[int]] = {}
    for person, role in RoleHolding.objects.on(today).order_by().values_list("person_id", "role"):
        held.setdefault(role, set()).add(person)
    return {
        audience.id: people & set().union(*(held.get(role, set()) for role in audience.roles))
        if audience.roles
        else people
        for audience in load_inspection().audiences.values()
    }


@transaction.atomic
def answer_sheet(
    *, sheet: Sheet, answers: Answers, by: Person, at: datetime, tell: bool = True
) -> Sheet:
    """Hand in a sheet: every question answered, with a reason where it is not yes.

    The person answers; who runs inspections may enter what somebody without account wrote on paper.
    Many at once are told of together: `tell=False`, and `tell_inspections` at the end.
    Raises AuditRefusedError.
    """
    row = Sheet.objects.select_for_update(of=("self",)).with_names().get(pk=sheet.pk)
    if row.person_id != by.pk and (row.person.account_id is not None or not has(by, INSPECT, at)):
        raise AuditRefusedError(_("自己点検には本人が答えます。"))
    if row.confirmed_at is not None:
        raise AuditRefusedError(_("所属長が確認した後は変えられません。"))
    asked = load_inspection().asked(row.audience)
    if open_questions(asked, answers):
        raise AuditRefusedError(_("全ての問いに答えてください。"))
    if unreasoned(asked, answers):
        raise AuditRefusedError(_("「いいえ」と「該当なし」には、理由を書いてください。"))
    row.answers, row.answered_at, row.returned = cleaned(asked, answers), at, ""
    row.entered_by = None if row.person_id == by.pk else by
    row.save()
    counts = {
        word: sum(said[0] == word for said in row.answers.values()) for word in ("no", "none")
    }
    seal("inspection.answered", f"inspection-sheet:{row.pk}", by=by, at=at, rows=[row],
         inspection=row.inspection_id, audience=row.audience, answers=len(row.answers),
         noes=counts["no"], nones=counts["none"])  # fmt: skip
    if tell:
        tell_inspections(at=at)
    return row


@transaction.atomic
def confirm_sheets(*, sheets: Sequence[Sheet], by: Person, at: datetime) -> int:
    """Confirm answers as the head; every no becomes a correction of the unit. Returns how many.

    Raises NotIndependentError for one's own, and for sheets somebody else confirms.
    """
    rows = list(
        Sheet.objects.select_for_update(of=("self",)).with_names()
        .filter(pk__in=[each.pk for each in sheets], confirmed_at=None)
        .exclude(answered_at=None)
    )  # fmt: skip
    heads = confirmers(timezone.localdate(at))
    for row in rows:
        if heads.of(row) != by:
            raise NotIndependentError(_("この人の回答を確認するのは、所属長である別の人です。"))
        row.confirmed_at, row.confirmed_by = at, by
    Sheet.objects.bulk_update(rows, ["confirmed_at", "confirmed_by"], batch_size=250)
    told = [
        (evidence.Event("inspection.confirmed", f"inspection-sheet:{row.pk}",
                        {"inspection": row.inspection_id}), [row])
        for row in rows
    ]  # fmt: skip
    evidence.seal_many(events=TABLES.standing_so(told), at=at, by=str(by.opaque_id))
    open_corrections(rows, by=by, at=at)
    tell_inspections(at=at)
    return len(rows)


@transaction.atomic
def return_sheet(*, sheet: Sheet, reason: str, by: Person, at: datetime) -> Sheet:
    """Give answers back to be looked at again. Raises NotIndependentError, AuditRefusedError."""
    row = Sheet.objects.select_for_update(of=("self",)).with_names().get(pk=sheet.pk)
    if confirmers(timezone.localdate(at)).of(row) != by:
        raise NotIndependentError(_("この人の回答を確認するのは、所属長である別の人です。"))
    if row.answered_at is None or row.confirmed_at is not None or not reason.strip():
        raise AuditRefusedError(_("答えの済んだ回答に、理由を書いて差し戻してください。"))
    row.answered_at, row.returned = None, reason.strip()
    row.save()
    seal("inspection.returned", f"inspection-sheet:{row.pk}", by=by, at=at, rows=[row],
         inspection=row.inspection_id)  # fmt: skip
    tell_inspections(at=at)
    return row
