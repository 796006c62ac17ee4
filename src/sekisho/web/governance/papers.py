"""Official papers of the committee and of the tree of contacts."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from sekisho.web.governance.models import Attendance, Decision, Meeting
from sekisho.web.governance.queries import Called
from sekisho.web.ui.dates import clock, local_day, wareki_only
from sekisho.web.ui.papers import Clause, Definitions, Heading, Paper, Paragraph, Table


def notice_paper(row: Meeting, body: str) -> Paper:
    """Return the notice of a meeting (開催通知), addressed to its members."""
    return Paper(
        title=_("%(title)sの開催について（通知）") % {"title": row.title},
        blocks=(
            Paragraph(wareki_only(local_day(row.called_at)), align="end"),
            Paragraph(_("委員各位")),
            Paragraph(body, align="end"),
            Paragraph(_("下記のとおり開催しますので、出席くださるようお願いします。")),
            Paragraph("記", align="center"),
            _facts(row),
            Heading(_("議題"), 2),
            *_lines(row.agenda),
            Paragraph("以上", align="end"),
        ),
    )


def minutes_paper(row: Meeting, body: str) -> Paper:
    """Return the minutes (議事録): who was there, what was said, what was decided."""
    members = list(row.attendances.select_related("person__unit", "deputy"))
    there = sum(each.counts for each in members)
    decisions = list(row.decisions.select_related("owner"))
    return Paper(
        title=_("%(title)s議事録") % {"title": row.title},
        subtitle=(body,),
        blocks=(
            _facts(row),
            Heading(_("出席者"), 2),
            Table(
                (_("区分"), _("所属"), _("氏名"), _("出欠")),
                tuple((_chair(each.chairs), each.person.unit.name, each.person.name, _came(each))
                      for each in members),
                (2, 4, 3, 4),
            ),
            Paragraph(_("委員%(all)d人中%(there)d人の出席により、定足数（過半数）を満たした。")
                      % {"all": len(members), "there": there}),
            Heading(_("議題"), 2),
            *_lines(row.agenda),
            Heading(_("議事の要旨"), 2),
            *_lines(row.minutes),
            Heading(_("決定事項"), 2),
            *(Clause(f"({each.position})", _decided(each)) for each in decisions),
            Paragraph(wareki_only(local_day(row.closed_at)) if row.closed_at else "", align="end"),
        ),
    )  # fmt: skip


def contacts_paper(called: Iterable[Called], body: str) -> Paper:
    """Return the tree as one person may see it: a number not for them is not on their paper."""
    rows = tuple(
        (
            "　" * each.depth + each.contact.person.name,
            each.contact.person.post.title if each.contact.person.post else "",
            each.contact.above.person.name if each.contact.above else "－",
            each.number or "－",
        )
        for each in called
    )
    return Paper(
        title=_("緊急連絡網"),
        subtitle=(body,),
        blocks=(
            Paragraph(_("取扱注意。持ち歩くときは人目に触れないようにし、新しいものを受け取ったら"
                        "古いものは裁断してください。")),
            Table((_("氏名"), _("職"), _("連絡を受ける相手"), _("電話")), rows, (4, 4, 4, 3)),
        ),
        header=_("取扱注意"),
    )  # fmt: skip


def _facts(row: Meeting) -> Definitions:
    when = f"{wareki_only(local_day(row.at))} {clock(row.at)}"
    return Definitions(((_("日時"), when), (_("場所"), row.place)))


def _lines(text: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(line) for line in text.splitlines() if line.strip())


def _chair(chairs: bool) -> str:  # noqa: FBT001  # a column
    return _("議長") if chairs else _("委員")


def _came(each: Attendance) -> str:
    if each.deputy is not None:
        return _("代理出席（%(name)s）") % {"name": each.deputy.name}
    return _("出席") if each.present else _("欠席")


def _decided(each: Decision) -> str:
    if each.owner is None or each.due_on is None:
        return each.text
    return _("%(text)s（担当 %(name)s、期限 %(day)s）") % {
        "text": each.text,
        "name": each.owner.name,
        "day": wareki_only(each.due_on),
    }
