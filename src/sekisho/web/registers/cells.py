"""One cell: from a file to a value, and from a value to what stands in a file or on a page."""

import math
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from sekisho.web.registers.clocks import ClockError, read_clock
from sekisho.web.registers.columns import Choice, Column, Kind, Options, Value
from sekisho.web.registers.days import DayError, read_day, serial_day
from sekisho.web.registers.yesno import IS_NO, IS_YES, NO, YES

Cell: TypeAlias = Any  # as `apart.reader.table_of` says
MISSING = "〓"  # what CP932 files hold for a character that encoding lacks


class CellError(ValueError):
    """The cell cannot be taken; `str()` says why and what to do, without row and column."""


class Words:
    """The words by which the cells of one column name its choices; read once per file."""

    def __init__(self, choices: tuple[Choice, ...]) -> None:
        self.labels = {each.value: each.label for each in choices}
        self._choosable = [each.label for each in choices if not each.over]
        others: dict[str, str | int | None] = {}
        labels: dict[str, str | int | None] = {}
        for each in choices:
            if not each.over:
                _add(labels, each.label, each.value)
                for word in each.others:
                    _add(others, word, each.value)
        self._values = others | labels  # a label means its own, whatever others are called beside

    def value(self, word: str) -> str | int:
        """Return what the word names. Raises CellError."""
        found = self._values.get(plain(word), "")
        if found is None:
            raise CellError(_("「{word}」は二つ以上あります。").format(word=short(word)))
        if found == "" and plain(word) not in self._values:
            raise CellError(_unknown(word, self._choosable))
        return found


def _add(words: dict[str, str | int | None], word: str, value: str | int) -> None:
    known = words.setdefault(plain(word), value)
    if known != value:
        words[plain(word)] = None  # stands for two: names neither


def words_of(column: Column, options: Mapping[str, Options]) -> Words:
    """Return the words of a choice or reference; of other columns, none."""
    if column.kind is Kind.REFERENCE:
        return Words(options[column.options].choices)
    return Words(column.choices)


def read_cell(column: Column, cell: Cell, words: Words, *, since_1904: bool = False) -> Value:
    """Return the value of a cell; an empty one is the column's `empty`. Raises CellError."""
    if isinstance(cell, dict) and "day" not in cell:
        raise CellError(_odd(cell))
    if cell is None:
        if column.required:
            raise CellError(_("入力してください。"))
        return column.empty
    match column.kind:
        case Kind.TEXT:
            return _text(column, cell)
        case Kind.NUMBER:
            return _number(column, cell)
        case Kind.DAY:
            return _day(cell, since_1904=since_1904)
        case Kind.CLOCK | Kind.FLAG:
            return _clock(cell) if column.kind is Kind.CLOCK else _flag(cell)
        case Kind.CHOICE | Kind.REFERENCE:
            return words.value(_word(cell))


def own_value(cell: Cell) -> str | int | float:
    """Return what a cell of the body's own column holds; dates as ISO text. Raises CellError."""
    if cell is None:
        return ""
    if isinstance(cell, dict):
        if "day" in cell:
            return str(cell["day"])
        raise CellError(_odd(cell))
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, str):
        if MISSING in cell:
            raise CellError(_garbled())
        return cell
    if not math.isfinite(cell):
        raise CellError(_("数字で入力してください。"))
    return int(cell) if isinstance(cell, int) else float(cell)


def in_file(column: Column, value: Value, labels: Mapping[Any, str]) -> str | int | date | None:
    """Return what stands in a file for a value: text, a number, a date or nothing."""
    if value is None or value == "":
        return None
    if column.kind is Kind.FLAG:
        return YES if value else NO
    if column.kind in {Kind.CHOICE, Kind.REFERENCE}:
        return labels.get(value, str(value))
    return value


def in_words(written: str | float | date | None) -> str:
    """Return what stands in a file as text."""
    return "" if written is None else str(written)


def plain(word: str) -> str:
    """Return a word as words are compared: half-width, no blanks, capitals."""
    return "".join(unicodedata.normalize("NFKC", word).split()).upper()


def short(text: str) -> str:
    """Return a text short enough for a message."""
    line = " ".join(text.split())
    return line if len(line) <= 30 else f"{line[:29]}…"  # noqa: PLR2004  # fits a phone's line


def _text(column: Column, cell: Cell) -> str:
    if isinstance(cell, dict):
        raise CellError(
            _(
                "日付になっています。表計算ソフトが文字を日付に変えたときは、"
                "セルの書式を「文字列」にして入力し直してください。"
            )
        )
    text = ("TRUE" if cell else "FALSE") if isinstance(cell, bool) else str(cell)
    if MISSING in text:
        raise CellError(_garbled())
    if len(text) > column.longest:
        raise CellError(_("{most}文字までにしてください。").format(most=column.longest))
    return text


def _number(column: Column, cell: Cell) -> int:
    if isinstance(cell, dict | bool):
        raise CellError(_("数字で入力してください。"))
    digits = unicodedata.normalize("NFKC", str(cell)).replace(",", "").strip()
    negative = digits.startswith("-")
    if not digits.removeprefix("-").isdecimal() or len(digits) > 18:  # noqa: PLR2004  # 64 bits
        raise CellError(_("整数で入力してください（「約」「人」などの文字は付けません）。"))
    number = int(digits) if not negative else -int(digits[1:])
    if not column.least <= number <= column.most:
        raise CellError(
            _("{least}から{most}までの数にしてください。").format(
                least=column.least, most=column.most
            )
        )
    return number


def _day(cell: Cell, *, since_1904: bool) -> date:
    if isinstance(cell, dict):
        return date.fromisoformat(cell["day"])
    try:
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            packed = isinstance(cell, int) and 10_000_101 <= cell <= 99_991_231  # noqa: PLR2004  # YYYYMMDD
            return read_day(str(cell)) if packed else serial_day(cell, since_1904=since_1904)
        return read_day(str(cell), since_1904=since_1904)
    except DayError as error:
        raise CellError(_no_day(error, str(cell))) from None


def _no_day(error: DayError, cell: str) -> str:
    if error.code == "before-era":
        return _("{era}が始まる前の日です。").format(era=error.era)
    if error.code == "no-such-day":
        return _("「{word}」という日はありません。").format(word=short(cell))
    return _(
        "「{word}」を日付として読めません。令和8年3月31日や2026-03-31のように書いてください。"
    ).format(word=short(cell))


def _clock(cell: Cell) -> str:
    try:
        return f"{read_clock(_word(cell)):%H:%M}"
    except ClockError:
        raise CellError(
            _("「{word}」を時刻として読めません。9:30や9時30分のように書いてください。").format(
                word=short(_word(cell))
            )
        ) from None


def _flag(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    word = plain(_word(cell))
    if word in IS_YES:
        return True
    if word in IS_NO:
        return False
    raise CellError(_("○か×で入力してください。"))


def _word(cell: Cell) -> str:
    return str(cell["day"] if isinstance(cell, dict) else cell)


def _odd(cell: Mapping[str, Any]) -> str:
    if "fault" in cell:
        return _("エラー値（{fault}）が入っています。").format(fault=short(str(cell["fault"])))
    return _("数式が入っています。コピーして「値の貼り付け」をし、値に直してください。")


def _garbled() -> str:
    return _("「〓」は、文字コードにない文字が失われた印です。元の文字を入力してください。")


def _unknown(word: str, labels: Any) -> str:
    shown = [str(each) for each in labels][:6]
    if not shown:
        return _("「{word}」は登録されていません。").format(word=short(word))
    return _("「{word}」は選べません。選べるのは {labels} などです。").format(
        word=short(word), labels="、".join(shown)
    )
