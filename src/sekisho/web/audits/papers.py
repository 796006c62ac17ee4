"""The report of an audit (監査報告書) in the customary chapters, for PDF and .docx alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sekisho.catalogue import load, load_correction_rules
from sekisho.web.audits.models import Audit, Finding, Item, Member, Sample
from sekisho.web.corrections.models import Correction
from sekisho.web.ui.dates import local_day, wareki_only
from sekisho.web.ui.papers import Block, Definitions, Heading, Paper, Paragraph, Table
from sekisho.web.ui.words import worded


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report tells of an audit, and of the findings of audits before it."""

    audit: Audit
    members: Sequence[Member]
    items: Sequence[Item]
    samples: Sequence[Sample]
    findings: Sequence[Finding]
    corrections: Mapping[int, Correction]  # by finding
    earlier: Sequence[Correction]  # of audits of the unit before


def report_paper(told: Reported, body: str) -> Paper:
    """Return the report; a draft, and so marked, until it was handed in."""
    row = told.audit
    day = wareki_only(local_day(row.reported_at)) if row.reported_at else _("（案）")
    return Paper(
        title=_("情報セキュリティ監査報告書"),
        subtitle=(row.title, f"{body}　{day}"),
        footer=_("監査に関わる者以外に渡さないこと"),
        blocks=(
            *_chapter(1, _("監査の目的"), Paragraph(row.purpose)),
            *_chapter(2, _("監査の対象"), _subject(told)),
            *_chapter(3, _("監査の実施時期"), Paragraph(_period(row))),
            *_chapter(4, _("監査の実施体制"), _team(told.members)),
            *_chapter(5, _("監査の基準と方法"), *_criteria(told)),
            *_chapter(6, _("監査の結果"), *_results(told)),
            *_chapter(7, _("指摘と是正"), *_findings(told)),
            *_chapter(8, _("前回までの指摘の是正状況"), *_earlier(told.earlier)),
        ),
    )


def _chapter(number: int, title: str, *blocks: Block) -> tuple[Block, ...]:
    return (Heading(f"{number}　{title}"), *blocks)


def _subject(told: Reported) -> Block:
    chapters = load().chapters
    names = {load().controls[each.control].chapter for each in told.items if _known(each)}
    titles = "、".join(worded(each.title) for each in chapters.values() if each.id in names)
    return Definitions(
        (
            (_("監査を受けた所属"), told.audit.unit.name),
            (_("監査計画"), told.audit.plan.title),
            (_("監査した範囲"), titles or "－"),
        )
    )


def _known(item: Item) -> bool:
    return item.control in load().controls


def _period(row: Audit) -> str:
    return _("%(first)sから%(last)sまで") % {
        "first": wareki_only(row.from_date),
        "last": wareki_only(row.until_date),
    }


def _team(members: Sequence[Member]) -> Block:
    rows = tuple(
        (_("主任") if each.lead else _("監査人"), each.person.name,
         _("外部") if each.external else each.own_unit.name)
        for each in members
    )  # fmt: skip
    return Table((_("役割"), _("氏名"), _("所属")), rows, widths=(2, 4, 4))


def _criteria(told: Reported) -> tuple[Block, ...]:
    required = sum(each.required for each in told.items)
    words = _(
        "情報セキュリティポリシーに応える対策%(count)d項目（うち必須%(required)d項目）を監査項目とし、"
        "資料の閲覧、質問、視察及び抜取りによって確かめた。"
    ) % {"count": len(told.items), "required": required}
    if not told.samples:
        return (Paragraph(words),)
    rows = tuple(
        (each.population, str(each.population_size), str(each.size), each.seed,
         each.population_sha256[:16])
        for each in told.samples
    )  # fmt: skip
    head = (_("抜取りの母集団"), _("件数"), _("抜取り"), _("乱数の種"), _("母集団の指紋"))
    return (Paragraph(words), Table(head, rows, widths=(4, 1, 1, 2, 3)))


def _results(told: Reported) -> tuple[Block, ...]:
    counts = {
        label: sum(each.result == value for each in told.items)
        for value, label in Item.Result.choices
    }
    summary = "、".join(f"{label} {count}" for label, count in counts.items())
    rows = tuple(
        (str(each.position), _("必須") if each.required else _("推奨"), _title(each),
         str(each.get_result_display() or _("未実施")), each.seen or "－")
        for each in told.items
    )  # fmt: skip
    head = (_("番号"), _("区分"), _("監査項目"), _("判定"), _("確かめたこと"))
    return (
        Heading(_("総評"), 2),
        Paragraph(told.audit.opinion or _("（報告の前です）")),
        Heading(_("項目ごとの判定"), 2),
        Paragraph(summary),
        Table(head, rows, widths=(1, 1, 4, 2, 5)),
    )


def _title(item: Item) -> str:
    known = load().controls.get(item.control)
    return worded(known.title) if known else item.control


def _findings(told: Reported) -> tuple[Block, ...]:
    if not told.findings:
        return (Paragraph(_("指摘はない。")),)
    grades = load_correction_rules().grades
    blocks: list[Block] = []
    for number, each in enumerate(told.findings, start=1):
        known = told.corrections.get(each.pk)
        grade = grades.get(each.grade)
        due = known.due_on if known else each.due_on
        owner = known.owner if known else each.owner
        blocks += [
            Heading(f"（{number}）{each.title}", 2),
            Definitions(
                (
                    (_("重さ"), worded(grade.title) if grade else each.grade),
                    (_("事実と根拠"), each.detail),
                    (_("改善の勧告"), each.advice or "－"),
                    (_("是正案"), (known.action if known else each.action) or _("是正案待ち")),
                    (_("直す人"), owner.name if owner else "－"),
                    (_("期限"), wareki_only(due) if due else "－"),
                    (_("状態"), str(known.state.label) if known else _("報告の前")),
                )
            ),
        ]
    return tuple(blocks)


def _earlier(rows: Sequence[Correction]) -> tuple[Block, ...]:
    if not rows:
        return (Paragraph(_("前回までの指摘はない。")),)
    table = tuple(
        (each.number, each.title, wareki_only(each.due_on), str(each.state.label)) for each in rows
    )
    return (Table((_("番号"), _("指摘"), _("期限"), _("状態")), table, widths=(2, 6, 3, 2)),)
