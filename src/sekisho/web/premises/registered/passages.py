"""The entry log as a register that only goes out: what passed a door is written by no file."""

from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.web.evidence import actions as evidence
from sekisho.web.premises.access import MANAGE, READ_EVIDENCE, RECORD
from sekisho.web.premises.checks.entries import LOOKED_BACK
from sekisho.web.premises.entering import unrightful
from sekisho.web.premises.forms.log import LogFilterForm
from sekisho.web.premises.models import Passage
from sekisho.web.premises.passages import passages_found
from sekisho.web.registers import Column, Kind, Reader, Register, Row, Value
from sekisho.web.ui.numbers import row_number

MOST_ROWS = 50_000  # of one file: some weeks of a busy door; a period asks for the others


def narrowed(asked: Mapping[str, str]) -> Q:
    """Return the condition of a log's own filters but for the words; what is no area has none."""
    within = LogFilterForm(asked).within()
    if area := asked.get("area"):
        number = row_number(area)
        within &= Q(pk__in=()) if number is None else Q(area=number)
    if asked.get("shown") == "wrong":
        within &= Q(at__gt=timezone.now() - LOOKED_BACK) & unrightful()
    return within


def _rows(reader: Reader, _locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    within = narrowed(reader.asked)
    if words := LogFilterForm(reader.asked).sought():
        found: Iterable[Passage] = passages_found(words, within)
    else:
        rows = Passage.objects.filter(within)
        found = rows.select_related("area", "person", "visit", "explained_by")[:MOST_ROWS]
    return (Row(_values(each)) for each in found)


def _values(row: Passage) -> dict[str, Value]:
    at = timezone.localtime(row.at)
    return {
        "number": str(row.pk),
        "area": row.area.name,
        "day": at.date(),
        "clock": f"{at:%H:%M:%S}",
        "way": str(row.get_way_display()),
        "who": row.who,
        "staff": row.person.number if row.person else "",
        "card": row.card,
        "door": row.door,
        "explanation": row.explanation,
        "explained_by": row.explained_by.name if row.explained_by else "",
        "explained_on": timezone.localdate(row.explained_at) if row.explained_at else None,
    }


# Headings are Japanese: files are the body's own papers (decision 0008).
PASSAGES = Register(
    id="passages",
    title=gettext_noop("入退室記録"),
    columns=(
        Column("number", gettext_noop("記録の番号"), required=True, unique=True),
        Column("area", gettext_noop("管理区域")),
        Column("day", gettext_noop("日付"), Kind.DAY),
        Column("clock", gettext_noop("時刻")),
        Column("way", gettext_noop("区分")),
        Column("who", gettext_noop("人")),
        Column("staff", gettext_noop("職員番号")),
        Column("card", gettext_noop("カード")),
        Column("door", gettext_noop("扉")),
        Column("explanation", gettext_noop("調べた結果")),
        Column("explained_by", gettext_noop("調べた人")),
        Column("explained_on", gettext_noop("調べた日"), Kind.DAY),
    ),
    key="number",
    look=(MANAGE, RECORD, READ_EVIDENCE),
    keep=(),
    rows=_rows,
    handed_out=evidence.seal_handed_out,
    one_way=gettext_noop(
        "入退室記録は、入退室管理システムのファイルと入口のタブレットからだけ入ります。"
        "書き出すのは新しいものから5万件（言葉で探したときは、画面に示す分）までです。"
        "期間を絞ると、それより前も書き出せます。"
    ),
)
