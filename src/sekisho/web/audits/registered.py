"""Answers of people without an account: out to Excel, filled in, and back (decision 0008).

A row is one question of one person's sheet. A sheet is handed in only when all of it is answered.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sekisho.catalogue import InspectionQuestion, load_inspection
from sekisho.web.audits import access, actions
from sekisho.web.audits.asking import open_questions, unreasoned
from sekisho.web.audits.models import Sheet, SheetQuerySet
from sekisho.web.evidence import actions as evidence
from sekisho.web.registers import Change, Choice, Column, Kind, Reader, Register, Row, Source

_ANSWERS = (
    Choice("yes", gettext_noop("はい"), ("○", "◯")),
    Choice("no", gettext_noop("いいえ"), ("×",)),
    Choice("none", gettext_noop("該当なし"), ("－", "-")),
)
COLUMNS = (
    Column("number", gettext_noop("番号"), required=True, unique=True, longest=80),
    Column("unit", gettext_noop("所属"), only_out=True),
    Column("name", gettext_noop("氏名"), only_out=True),
    Column("question", gettext_noop("問い"), only_out=True, longest=500),
    Column("answer", gettext_noop("答え"), Kind.CHOICE, choices=_ANSWERS),
    Column("reason", gettext_noop("理由"), longest=500),
)


def _sheets() -> SheetQuerySet:
    """Return the sheets of people without an account that can still be filled in."""
    rows = Sheet.objects.filter(person__account=None, person__left_on=None, confirmed_at=None)
    return rows.with_names()


def _rows(reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    del reader
    rows = _sheets()
    for sheet in rows.select_for_update(of=("self",)) if locked else rows:
        for question in load_inspection().asked(sheet.audience):
            answer, reason = sheet.answer(question.control)
            yield Row(
                {
                    "number": _key(sheet, question),
                    "unit": sheet.unit.name,
                    "name": sheet.person.name,
                    "question": question.text.ja,
                    "answer": answer or None,
                    "reason": reason,
                }
            )


def _key(sheet: Sheet, question: InspectionQuestion) -> str:
    return f"{sheet.pk}-{question.control}"


Said = dict[str, tuple[str, str]]


def _by_sheet(changes: Sequence[Change]) -> dict[Sheet, tuple[Said, list[str]]]:
    """Return what a file makes of each sheet it changes, and the numbers of its rows."""
    by_number: dict[int, list[Change]] = defaultdict(list)
    for each in changes:
        head = each.number.partition("-")[0]
        if head.isdecimal() and each.before is not None:
            by_number[int(head)].append(each)
    sheets = _sheets().in_bulk(list(by_number))
    return {
        sheet: (_merged(sheet, by_number[pk]), [each.number for each in by_number[pk]])
        for pk, sheet in sheets.items()
    }


def _merged(sheet: Sheet, changes: Sequence[Change]) -> Said:
    said: Said = {control: sheet.answer(control) for control in sheet.answers}
    for each in changes:
        control = each.number.partition("-")[2]
        said[control] = (str(each.values["answer"] or ""), str(each.values["reason"]))
    return said


def _judge(changes: Sequence[Change], reader: Reader) -> Mapping[str, str]:
    del reader
    unknown = _("この番号の問いはありません。書き出したファイルの行だけを使ってください。")
    wrong = {each.number: unknown for each in changes if each.before is None}
    for sheet, (said, numbers) in _by_sheet(changes).items():
        asked = load_inspection().asked(sheet.audience)
        if left := open_questions(asked, said):
            words = _("%(name)sの答えが%(count)d問足りません。全ての問いに答えてください。") % {
                "name": sheet.person.name,
                "count": len(left),
            }
            wrong |= dict.fromkeys(numbers, words)
        lacking = {f"{sheet.pk}-{control}" for control in unreasoned(asked, said)}
        reason = _("「いいえ」と「該当なし」には、理由を書いてください。")
        wrong |= {number: reason for number in numbers if number in lacking}
    return wrong


def _write(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    del source  # each sheet is sealed as the form seals it
    for sheet, (said, _numbers) in _by_sheet(changes).items():
        actions.answer_sheet(sheet=sheet, answers=said, by=reader.person, at=at, tell=False)
    actions.tell_inspections(at=at)


ANSWERS = Register(
    id="answers",
    title=gettext_noop("アカウントのない人の自己点検の回答"),
    columns=COLUMNS,
    key="number",
    look=(access.INSPECT,),
    keep=(access.INSPECT,),
    rows=_rows,
    judge=_judge,
    write=_write,
    handed_out=evidence.seal_handed_out,
)
