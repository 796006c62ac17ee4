"""Official papers of a review: its agenda with the points, and its result."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from sekisho.web.policies.models import Document
from sekisho.web.reviews.models import Outcome, Point, Review
from sekisho.web.reviews.queries import Progress, hidden_title
from sekisho.web.reviews.triggers import KINDS
from sekisho.web.ui.dates import fiscal_year_name, local_day, wareki_only
from sekisho.web.ui.papers import Block, Clause, Definitions, Heading, Paper, Paragraph, Table


def agenda_paper(row: Review, points: Sequence[Point], body: str) -> Paper:
    """Return the agenda (会議次第) with the table of points to be answered."""
    return Paper(
        title=_("%(title)s　次第") % {"title": row.title},
        subtitle=(body,),
        blocks=(
            _facts(row),
            Heading(_("議題"), 2),
            *(Paragraph(line) for line in row.agenda.splitlines() if line.strip()),
            Heading(_("審議事項"), 2),
            _points(points),
        ),
        footer=_("取扱注意"),
    )


def result_paper(
    row: Review, points: Sequence[Point], changes: Sequence[Progress], body: str
) -> Paper:
    """Return the result (見直し結果報告書) of a concluded review."""
    day = wareki_only(local_day(row.concluded_at)) if row.concluded_at else ""
    return Paper(
        title=_("情報セキュリティポリシー見直し結果報告書"),
        subtitle=(row.title, f"{body}　{day}"),
        blocks=(
            *_chapter(1, _("見直しの時期と体制"), _facts(row), _decided(row)),
            *_chapter(2, _("見直しの結論"), *_lines(row.opinion)),
            *_chapter(3, _("審議事項ごとの結論と理由"), _answers(points)),
            *_chapter(4, _("改める文書"), *_changes(changes)),
        ),
        footer=_("取扱注意"),
    )


def _chapter(number: int, title: str, *blocks: Block) -> tuple[Block, ...]:
    return (Heading(f"{number}　{title}"), *blocks)


def _facts(row: Review) -> Definitions:
    return Definitions(
        (
            (_("年度"), fiscal_year_name(row.meets_on)),
            (_("開催日"), wareki_only(row.meets_on)),
            (_("場所"), row.place or "－"),
        )
    )


def _decided(row: Review) -> Definitions:
    meeting = row.meeting
    return Definitions(
        (
            (_("準備した者"), row.prepared_by.name),
            (_("決定した者"), row.concluded_by.name if row.concluded_by else "－"),
            (_("委員会"), f"{meeting.title}（{wareki_only(local_day(meeting.at))}）"
             if meeting else "－"),
        )
    )  # fmt: skip


def _points(points: Sequence[Point]) -> Block:
    if not points:
        return Paragraph(_("見直しのきっかけはない。"))
    head = (_("番号"), _("区分"), _("内容"), _("生じた日"))
    rows = tuple(
        (str(each.position), str(KINDS[each.kind]), _told(each), wareki_only(each.arose_on))
        for each in points
    )
    return Table(head, rows, widths=(1, 3, 7, 3))


def _answers(points: Sequence[Point]) -> Block:
    if not points:
        return Paragraph(_("見直しのきっかけはなかった。"))
    head = (_("番号"), _("内容"), _("結論"), _("理由"))
    rows = tuple(
        (str(each.position), _told(each), _outcome(each), each.reason or "－") for each in points
    )
    return Table(head, rows, widths=(1, 5, 3, 5))


def _told(point: Point) -> str:
    return f"{point.title}\n{point.detail}" if point.detail else point.title


def _outcome(point: Point) -> str:
    if point.outcome != Outcome.AMEND or point.document is None:
        return str(point.get_outcome_display()) or "－"
    return _("%(title)sを改める") % {"title": _titled(point.document)}


def _titled(document: Document) -> str:
    """Return the title; a paper goes from hand to hand, so never that of a procedure."""
    return hidden_title(document.pk) if document.restricted else document.title


def _lines(text: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(line) for line in text.splitlines() if line.strip())


def _changes(changes: Sequence[Progress]) -> tuple[Block, ...]:
    if not changes:
        return (Paragraph(_("改める文書はない。")),)
    return tuple(
        Clause(f"({number})", _titled(each.document)) for number, each in enumerate(changes, 1)
    )
