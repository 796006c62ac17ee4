"""Taking what a terminal reports, by agent or upload: the newest word on each measure is kept."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sekisho.catalogue import load_terminal_rules
from sekisho.web.terminals.actions.sealing import seal
from sekisho.web.terminals.messages import Answer
from sekisho.web.terminals.models import PermittedSoftware, Reading, Terminal
from sekisho.web.terminals.posture import stored
from sekisho.web.terminals.readings import READERS, Read

SHOWN = 20  # unpermitted names kept in the small value
SOURCES = ("agent", "upload")


@dataclass(frozen=True, slots=True)
class Permitted:
    """The list of permitted software; empty when the body has none yet.

    Case does not matter. `*` stands for any characters; every other sign is itself.
    """

    patterns: tuple[str, ...]

    def judge(self, names: Iterable[str]) -> dict[str, object]:
        """Return the names no pattern permits, as they are kept."""
        if not self.patterns:
            return {}
        folded = [pattern.casefold() for pattern in self.patterns]
        exact = {pattern for pattern in folded if "*" not in pattern}
        loose = [_compiled(pattern) for pattern in folded if "*" in pattern]
        left = [
            name
            for name in names
            if name.casefold() not in exact
            and not any(pattern.fullmatch(name.casefold()) for pattern in loose)
        ]
        return {"unpermitted": left[:SHOWN], "count": len(left)}


def permitted() -> Permitted:
    """Return the list as it stands."""
    return Permitted(tuple(PermittedSoftware.objects.values_list("pattern", flat=True)))


def _compiled(pattern: str) -> re.Pattern[str]:
    # Runs of stars are one star: two in a row would only make a long name slow to refuse.
    parts = (re.escape(part) for part in re.split(r"\*+", pattern))
    return re.compile(".*".join(parts), re.DOTALL)


@transaction.atomic
def take_answers(
    *, terminal: Terminal, answers: Iterable[Answer], source: str, at: datetime
) -> int:
    """Keep what the answers say; return how many were understood.

    A time in the future counts as now; one older than what is kept changes nothing. When the
    take-out block opens or shuts, that is sealed.
    """
    questions = load_terminal_rules().questions
    newest: dict[str, tuple[datetime, Read]] = {}
    understood = 0
    for answer in answers:
        question = questions.get(answer.query)
        if question is None or question.platform != terminal.system:
            continue
        understood += 1
        moment = min(answer.at or at, at)
        if question.measure not in newest or newest[question.measure][0] <= moment:
            newest[question.measure] = moment, READERS[answer.query](answer.rows)
    for measure, (moment, read) in newest.items():
        _keep(terminal, measure, read, moment, source=source, at=at)
    return understood


def _keep(  # noqa: PLR0913  # a reading's columns
    terminal: Terminal, measure: str, read: Read, moment: datetime, *, source: str, at: datetime
) -> None:
    value = dict(read.value)
    if measure == "software":
        value |= permitted().judge(read.bulk)
    row = Reading.objects.select_for_update().filter(terminal=terminal, measure=measure).first()
    if row is not None and row.observed_at > moment:
        return
    before = row.value if row is not None else None
    row = row or Reading(terminal=terminal, measure=measure)
    row.bulk, row.observed_at, row.source = read.bulk, moment, source
    put_value(row, value)
    row.save()
    if measure == "takeout" and before != value:
        _seal_change(terminal, value, at)


def put_value(row: Reading, value: dict[str, object]) -> None:
    """Set a reading's value and what the database judges by; the row is not saved."""
    told = stored(row.measure, value)
    row.value, row.word, row.as_of = value, told.word, told.as_of


def _seal_change(terminal: Terminal, value: dict[str, object], at: datetime) -> None:
    seal(
        "terminal.takeout-changed",
        f"terminal:{terminal.pk}",
        by=None,
        at=at,
        state=str(value.get("state") or value.get("sha256", "")),
    )
