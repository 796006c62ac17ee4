"""The week on paper: whether everything was heard, what was found, how soon it was answered."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sekisho.web.monitoring.models import Alert
from sekisho.web.monitoring.queries import Watched, source_lines, watched
from sekisho.web.monitoring.sentences import told
from sekisho.web.ui.dates import clock, local_day, wareki_only
from sekisho.web.ui.papers import Definitions, Heading, Paper, Paragraph, Table

WEEK = timedelta(days=7)
_MOST = 100


def weekly_paper(at: datetime) -> Paper:
    """Return the report of the seven days before a moment."""
    seen = watched(at - WEEK, at)
    rows = list(Alert.objects.filter(found_at__gt=at - WEEK, found_at__lte=at).ranked()[:_MOST])
    return Paper(
        title=_("監視の週報"),
        subtitle=(f"{_moment(seen.since)} – {_moment(seen.until)}",),
        blocks=(
            Paragraph(statement(seen)),
            Definitions(_figures(seen)),
            Heading(_("途絶え")),
            _gaps(seen, at),
            Heading(_("警報")),
            _alerts(rows),
            Heading(_("記録元（この24時間）")),
            _sources(at),
        ),
    )


def statement(seen: Watched) -> str:
    """Return what can be said of a time in one sentence; with a gap, that nothing can be said."""
    if not seen.required:
        return _("なければならない記録元が登録されていないため、監視したとは言えません。")
    if seen.gaps:
        return _("記録の途絶えがあるため、この期間を全て監視したとは言えません。")
    return _("この期間、なければならない記録は途絶えずに届き、全て調べました。")


def _figures(seen: Watched) -> tuple[tuple[str, str], ...]:
    minutes = seen.answer_minutes
    return (
        (_("調べた記録"), f"{seen.events:,}"),
        (_("読めなかった記録（届いたまま保管）"), f"{seen.not_understood:,}"),
        (_("警報"), f"{seen.alerts:,}"),
        (_("対応を待つ警報"), f"{seen.waiting:,}"),
        (_("対応までの分（中央）"), "–" if minutes is None else f"{minutes:,}"),
    )


def _gaps(seen: Watched, at: datetime) -> Table | Paragraph:
    if not seen.gaps:
        return Paragraph(_("ありません。"))
    rows = tuple(
        (
            each.source.name,
            _moment(each.begun_at),
            _moment(each.ended_at) if each.ended_at else _("続いている"),
            str(each.hours(at)),
        )
        for each in seen.gaps
    )
    return Table((_("記録元"), _("始まり"), _("終わり"), _("時間")), rows, (4, 4, 4, 2))


def _alerts(rows: list[Alert]) -> Table | Paragraph:
    if not rows:
        return Paragraph(_("ありません。"))
    lines = tuple(
        (_moment(row.found_at), told(row).what, str(row.State(row.state).label), row.answer)
        for row in rows
    )
    return Table((_("見つけた日時"), _("何があったか"), _("状態"), _("対応")), lines, (3, 7, 2, 4))


def _sources(at: datetime) -> Table | Paragraph:
    lines = source_lines(at)
    if not lines:
        return Paragraph(_("ありません。"))
    rows = tuple(
        (each.source.name, f"{each.events:,}", f"{each.not_understood:,}",
         _("途絶えている") if each.silent else _("届いている"))
        for each in lines
    )  # fmt: skip
    return Table((_("記録元"), _("記録"), _("読めなかった"), _("状態")), rows, (6, 3, 3, 3))


def _moment(when: datetime) -> str:
    return f"{wareki_only(local_day(when))} {clock(when)}"
