"""Drafts of reports, filled from the facts: a paper, and the items of the Commission's form.

What nobody has written yet stands as a gap to be filled, never as a guess.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from sekisho.catalogue import ReportItem, load_breach_rules
from sekisho.web.incidents.models import Affected, Entry, Incident
from sekisho.web.incidents.queries import DutyLine
from sekisho.web.ui.dates import clock, local_day, wareki_only
from sekisho.web.ui.papers import Definitions, Heading, Paper, Paragraph, Table
from sekisho.web.ui.words import worded

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


def gap() -> str:
    """Return what stands where something is still to be written."""
    return _("（未記入。確認して書いてください）")


def report_items(row: Incident) -> list[tuple[ReportItem, str]]:
    """Return each item of the form with what the facts say of it."""
    wording = _wording()
    return [
        (item, wording[item.id](row) if item.id in wording else gap())
        for item in load_breach_rules().report_items.values()
    ]


def report_paper(row: Incident, line: DutyLine, body: str) -> Paper:
    """Return the draft of a report to one recipient."""
    head = [
        (_("報告先"), worded(line.recipient.title)),
        (_("報告の種類"), worded(line.law.title)),
        (_("根拠"), _grounds(line)),
        (_("期限"), _moment(line.row.due_at)),
        (_("件名"), row.title or row.receipt),
    ]
    times = [
        (_("起きた日時"), _moment(row.occurred_at) if row.occurred_at else _("調査中")),
        (_("気付いた日時"), _moment(row.noticed_at)),
        (_("知った日時"), _moment(row.known_at)),
    ]
    items = tuple(
        (f"{item.article}", worded(item.title), words) for item, words in report_items(row)
    )
    return Paper(
        title=_("漏えい等の報告（案）"),
        subtitle=(body,),
        blocks=(
            Definitions(tuple(head)),
            Heading(_("日時")),
            Definitions(tuple(times)),
            Heading(_("報告事項")),
            Table((_("号"), _("事項"), _("内容")), items, (3, 7, 18)),
            Heading(_("経過")),
            Table((_("日時"), _("種別"), _("内容")), _timeline(row), (3, 2, 8)),
            Paragraph(
                _("この案は記録から作ったものです。提出の前に、内容と宛先を確かめてください。")
            ),
        ),
        footer=_("庁内限り"),
    )


def report_csv(row: Incident) -> bytes:
    """Return the items as CSV, with a mark that spreadsheets read as UTF-8.

    A cell a spreadsheet would run as a formula begins with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_("号"), _("事項"), _("内容")])
    for item, words in report_items(row):
        writer.writerow([_cell(item.article), _cell(worded(item.title)), _cell(words)])
    return ("\ufeff" + out.getvalue()).encode()


def _cell(words: str) -> str:
    return f"'{words}" if words.startswith(_FORMULA) else words


def _wording() -> Mapping[str, Callable[[Incident], str]]:
    return {
        "summary": lambda row: _lines([row.title, row.words]),
        "items": _items,
        "subjects": _subjects,
        "cause": lambda row: row.cause or gap(),
        "secondary": _secondary,
        "notified": _notified,
        "published": _published,
        "prevention": lambda row: row.prevention or gap(),
        "other": _other,
    }


def _items(row: Incident) -> str:
    groups = list(row.affected.all())
    return _lines(f"{each.who}: {each.items}" for each in groups) if groups else gap()


def _subjects(row: Incident) -> str:
    most = row.most
    if most is None:
        return _("調査中（少なくとも%(least)s人）") % {"least": row.least}
    if most == row.least:
        return _("%(count)s人") % {"count": most}
    return _("%(least)s人から%(most)s人") % {"least": row.least, "most": most}


def _secondary(row: Incident) -> str:
    if row.answers.get("property") == "yes":
        return _("財産的被害のおそれがある。") + gap()
    return gap()


def _notified(row: Incident) -> str:
    def told(each: Affected) -> str:
        given = {"who": each.who, "count": each.count, "way": each.way}
        if each.told_on:
            day = wareki_only(each.told_on)
            return _("%(who)s %(count)s人: %(day)s %(way)s") % {**given, "day": day}
        return _("%(who)s %(count)s人: これから") % given

    groups = list(row.affected.all())
    return _lines(told(each) for each in groups) if groups else gap()


def _published(row: Incident) -> str:
    done = row.duties.filter(rule__startswith="publish-", done_at__isnull=False).first()
    if done is None or done.done_at is None:
        return _("未公表")
    return f"{_moment(done.done_at)} {done.words}"


def _other(row: Incident) -> str:
    told = row.entries.filter(what=Entry.What.TOLD)
    return _lines(f"{_moment(each.at)} {each.to}: {each.words}" for each in told) or _("なし")


def _timeline(row: Incident) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (_moment(each.at), str(each.get_what_display()), each.words) for each in row.entries.all()
    )


def _grounds(line: DutyLine) -> str:
    cases = line.owed.grounds if line.owed else ()
    names = [f"{each.article}（{worded(each.title)}）" for each in cases if each.certain]
    names += [
        _("%(article)s（%(title)s、確認中）")
        % {"article": each.article, "title": worded(each.title)}
        for each in cases
        if not each.certain
    ]
    return _lines([line.law.article, *names])


def _lines(words: Iterable[str]) -> str:
    return "\n".join(each for each in words if each)


def _moment(when: datetime) -> str:
    return f"{wareki_only(local_day(when))} {clock(when)}"
