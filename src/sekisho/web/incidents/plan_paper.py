"""The emergency response plan as a page and a paper: sections, and tables filled from rows."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sekisho.catalogue import load_plan_template
from sekisho.web.incidents.models import PlanEdition
from sekisho.web.incidents.planning import Filled, Reader, filled
from sekisho.web.ui.dates import local_day, wareki_only
from sekisho.web.ui.papers import Block, Heading, Paper, Paragraph, Table

_WIDTHS = {4: (4, 2, 2, 7), 5: (1, 4, 3, 4, 5)}


@dataclass(frozen=True, slots=True)
class Section:
    """A section of an edition with the table that belongs beneath it."""

    id: str
    title: str
    words: str
    table: Filled | None


def sections_of(row: PlanEdition, on: date, reader: Reader) -> list[Section]:
    """Return the sections in order; what the template no longer knows has no table."""
    known = load_plan_template().sections
    return [
        Section(
            each["id"],
            each["title"],
            each["words"],
            filled(known[each["id"]].computed, on, reader) if each["id"] in known else None,
        )
        for each in row.sections
    ]


def plan_paper(row: PlanEdition, body: str, on: date, reader: Reader) -> Paper:
    """Return an edition on paper: number, decision and day stand on it, so that old copies show."""
    blocks: list[Block] = []
    for at, each in enumerate(sections_of(row, on, reader), 1):
        blocks.append(Heading(f"{at}　{each.title}"))
        blocks += [Paragraph(line) for line in each.words.splitlines() if line.strip()]
        if each.table and each.table.rows:
            widths = _WIDTHS[len(each.table.header)]
            blocks.append(Table(each.table.header, each.table.rows, widths))
    return Paper(
        title=_("緊急時対応計画"),
        subtitle=tuple(each for each in (body, _edition(row), _printed(on)) if each),
        blocks=tuple(blocks),
        footer=_("庁内限り　第%(number)s版") % {"number": row.number},
    )


def _edition(row: PlanEdition) -> str:
    if row.decided_at is None:
        return _("第%(number)s版（案）") % {"number": row.number}
    given = {
        "number": row.number,
        "day": wareki_only(local_day(row.decided_at)),
        "decision": row.decision,
    }
    return _("第%(number)s版　%(day)s決裁　%(decision)s") % given


def _printed(on: date) -> str:
    return _("%(day)s印刷（連絡先と復旧の順位はこの日のもの）") % {"day": wareki_only(on)}
