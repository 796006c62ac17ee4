"""Round sheets: what is asked on rounds, as the body wants it asked."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.catalogue import load_premises
from sekisho.web.organization.models import Person
from sekisho.web.premises.actions.sealing import seal
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import SheetEdition
from sekisho.web.premises.sheets import Asked, RoundSheet, sheets

MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Question:
    """A line somebody wrote: what is asked, of which kind of thing, about which safeguard."""

    subject: str
    safeguard: str
    words: str


@transaction.atomic
def write_sheet(  # noqa: PLR0913  # what a sheet says
    *,
    key: str,
    title: str,
    every_days: int,
    questions: Sequence[Question],
    by: Person,
    at: datetime,
) -> SheetEdition:
    """Write a sheet anew, in the order of the questions; an empty key makes a new sheet.

    A question that stood already keeps its id; what is left out is asked no more. Rounds not
    finished are asked what the sheet says from now on. Raises PremisesError, ValueError.
    """
    known = sheets()
    before = known[key].every_line if key else ()
    lines = _lines(before, _checked(questions))
    others = {each.title for each in known.values() if each.id != key}
    if not title.strip() or title.strip() in others:
        raise PremisesError(_("点検表の名称は、ほかの点検表と違うものを付けてください。"))
    row = SheetEdition.objects.create(
        key=key or _next_key(known.values()),
        title=title.strip(),
        every_days=every_days,
        lines=[line.as_json() for line in lines],
        at=at,
        by=by,
    )
    asked = [line.as_json() for line in lines if not line.ended]
    seal(
        "round-sheet.written",
        f"round-sheet:{row.key}",
        by=by,
        at=at,
        every_days=every_days,
        asked=len(asked),
        ended=len(lines) - len(asked),
        sheet_sha256=_fingerprint(row.lines),
        rows=[row],
    )
    return row


def _checked(questions: Sequence[Question]) -> list[Question]:
    """Return the questions without blanks. Raises PremisesError for none, too many or a double."""
    found = [replace(each, words=" ".join(each.words.split())) for each in questions]
    found = [each for each in found if each.words]
    if not found:
        raise PremisesError(_("点検の項目を一つ以上書いてください。"))
    if len(found) > MOST_LINES:
        raise PremisesError(
            _("点検の項目は%(most)sまでです。点検表を分けてください。") % {"most": MOST_LINES}
        )
    if len(set(found)) < len(found):
        raise PremisesError(_("同じ項目が二つあります。"))
    premises = load_premises()
    for each in found:
        if each.subject not in premises.fixture_kinds or each.safeguard not in premises.safeguards:
            raise ValueError(f"unknown kind or safeguard of {each!r}")
    return found


def _lines(before: Sequence[Asked], questions: Iterable[Question]) -> list[Asked]:
    """Return the lines asked, in order, then those asked no more."""
    there = {Question(each.subject, each.safeguard, each.question): each for each in before}
    used = {each.id for each in before}
    lines = []
    for question in questions:
        old = there.get(question)
        line_id = old.id if old else _next_id(used)
        used.add(line_id)
        lines.append(Asked(line_id, question.subject, question.safeguard, question.words))
    kept = {line.id for line in lines}
    return [*lines, *(replace(each, ended=True) for each in before if each.id not in kept)]


def _next_id(used: Iterable[str]) -> str:
    numbers = [int(each[4:]) for each in used if each.startswith("own-") and each[4:].isdecimal()]
    return f"own-{max(numbers, default=0) + 1}"


def _next_key(known: Iterable[RoundSheet]) -> str:
    numbers = [int(each.id[6:]) for each in known if each.own and each.id[6:].isdecimal()]
    return f"sheet-{max(numbers, default=0) + 1}"


def _fingerprint(lines: object) -> str:
    """Return SHA-256 over the lines as JSON: what exactly was asked can be shown later."""
    text = json.dumps(lines, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
