"""What follows from a no: a correction of the unit, opened once for a question and a unit."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sekisho.catalogue import load, load_inspection
from sekisho.web.audits.models import Sheet
from sekisho.web.audits.models.inspections import Answer
from sekisho.web.corrections import actions as corrections
from sekisho.web.corrections.models import Correction
from sekisho.web.corrections.queries import of_refs
from sekisho.web.organization.models import Person


def open_corrections(sheets: Sequence[Sheet], *, by: Person, at: datetime) -> int:
    """Open what confirmed sheets ask for; return how many are new. A person is never named."""
    wanted: dict[tuple[int, int, str, str], list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        for control in sheet.answers:
            if sheet.answer(control)[0] == Answer.NO:
                key = (sheet.inspection_id, sheet.unit_id, sheet.audience, control)
                wanted[key].append(sheet)
    known = of_refs(ref_of(*key) for key in wanted)
    new = [(key, said) for key, said in wanted.items() if ref_of(*key) not in known]
    for (inspection, unit, audience, control), said in new:
        ref = ref_of(inspection, unit, audience, control)
        corrections.open_correction(
            source=Correction.Source.INSPECTION, by=by, at=at, tell=False,
            finding=_finding(said, control, ref, by),
        )  # fmt: skip
    if new:
        corrections.tell_open(at=at)
    return len(new)


def ref_of(inspection: int, unit: int, audience: str, control: str) -> str:
    """Return how a correction names the question of a unit it comes from."""
    return f"inspection:{inspection}:{unit}:{audience}:{control}"


def _finding(said: Sequence[Sheet], control: str, ref: str, head: Person) -> corrections.Finding:
    first, known = said[0], load().controls.get(control)
    words = {each.control: each.text.ja for each in load_inspection().asked(first.audience)}
    reasons = "\n".join(f"・{each.answer(control)[1]}" for each in said)
    count = ngettext(
        "自己点検で%(count)d人が「いいえ」と答えました。",
        "自己点検で%(count)d人が「いいえ」と答えました。",
        len(said),
    ) % {"count": len(said)}
    title = known.title.ja if known else control
    return corrections.Finding(
        title=_("自己点検: %(title)s") % {"title": title},
        detail=f"{words.get(control, control)}\n{count}\n{reasons}"[:4000],
        grade="middle" if known and known.level == "required" else "light",
        unit=first.unit,
        owner=head,
        ref=ref,
    )
