"""Dates of Japanese documents: 和暦 and western, any digits, 元年."""

import re
import unicodedata
from datetime import date

from japanera import EraDate

from sekisho.policytext import numerals

_N = r"(?:[0-9０-９]{1,4}|元|[〇一二三四五六七八九十]{1,4})"
_SHORT = r"[0-9０-９]{1,2}"
_ERAS = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
PATTERN = re.compile(
    rf"(?P<era>明治|大正|昭和|平成|令和|西暦)?\s?(?P<y>{_N})\s?年\s?(?P<m>{_N})\s?月\s?(?P<d>{_N})\s?日"
    r"|(?P<y2>[0-9０-９]{4})[-/.．／](?P<m2>[0-9０-９]{1,2})[-/.．／](?P<d2>[0-9０-９]{1,2})"
    rf"|(?P<era3>明治|大正|昭和|平成|令和|(?<![A-Za-zＡ-Ｚａ-ｚ])[MTSHRＭＴＳＨＲ])\s?(?P<y3>{_SHORT}|元)"
    rf"[.．・/／]\s?(?P<m3>{_SHORT})[.．・/／]\s?(?P<d3>{_SHORT})(?![0-9０-９.．])"
)
"""A date as documents write it: 令和5年4月1日, 2023-04-01, R5.4.1."""


def from_match(match: re.Match[str]) -> date | None:
    """Return the date a match of `PATTERN` stands for, or None where no such day exists."""
    found = match.groupdict()
    try:
        year, month, day = (
            _number(found[k] or found[f"{k}2"] or found[f"{k}3"] or "") for k in "ymd"
        )
        era = _era(found["era"] or found["era3"] or "")
        if era and era != "西暦":
            return _japanese(era, year, month, day)
        return date(year, month, day) if year > 1800 else None  # noqa: PLR2004  # 和暦 without its era
    except ValueError:
        return None


def find(text: str) -> date | None:
    """Return the first real date in the text."""
    return next((found for m in PATTERN.finditer(text) if (found := from_match(m))), None)


def written(day: date) -> str:
    """Return a date as documents write it: 令和5年4月1日; western where no era is known."""
    try:
        in_era = EraDate.from_date(day)
        year = in_era.era.calc_relative_year(day)
        text = f"{in_era.era.kanji}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    except (ValueError, AttributeError):
        text = ""
    return text if find(text) == day else f"{day.year}年{day.month}月{day.day}日"


def _era(written_era: str) -> str:
    narrow = unicodedata.normalize("NFKC", written_era)
    return _ERAS.get(narrow, narrow)


def _number(written_number: str) -> int:
    return 1 if written_number == "元" else numerals.number(written_number)


def _japanese(era: str, year: int, month: int, day: int) -> date | None:
    text = unicodedata.normalize("NFKC", f"{era}{year}年{month:02}月{day:02}日")
    candidates = EraDate.strptime(text, "%-K%-y年%m月%d日")
    return date.fromisoformat(candidates[0].isoformat()) if candidates else None
