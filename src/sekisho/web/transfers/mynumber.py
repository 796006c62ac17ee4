"""Finds individual numbers (個人番号) in text: twelve digits whose check digit is right.

The check digit is that of article 5 of the ministry's ordinance on individual numbers
(平成26年総務省令第85号 第5条).
One in eleven other twelve-digit numbers passes by chance, so a find is a question, not a verdict.
"""

import re
import unicodedata

LENGTH = 12
# What people write between groups of digits: blanks of any width, hyphens and what looks like one.
_BETWEEN = (
    " \t\u00a0\u2002\u2003\u2009\u3000\\-"
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\uff0d\uff70"
)
_ROW = re.compile(rf"\d(?:[{_BETWEEN}]{{0,2}}\d)*")
_GROUP = re.compile(r"\d+")


def check_digit(eleven: str) -> int:
    """Return the check digit of the first eleven digits."""
    total = sum(
        int(digit) * (place + 1 if place <= 6 else place - 5)  # noqa: PLR2004  # Q of the rule
        for place, digit in enumerate(reversed(eleven), 1)
    )
    rest = total % 11
    return 0 if rest <= 1 else 11 - rest


def is_individual_number(twelve: str) -> bool:
    """Whether twelve ASCII digits carry the right check digit."""
    return len(twelve) == LENGTH and check_digit(twelve[:-1]) == int(twelve[-1])


def count(text: str) -> int:
    """Return how many individual numbers seem to stand in the text.

    A number is one group of digits, or groups next to each other that make twelve together; no
    digit is counted in two numbers. Digits of any width count as digits.
    """
    plain = "".join(_ascii(each) for each in text)
    return sum(_in_row(row[0]) for row in _ROW.finditer(plain))


def _ascii(letter: str) -> str:
    """Return a decimal digit of any script as ASCII; anything else as it is."""
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


def _in_row(row: str) -> int:
    groups = _GROUP.findall(row)
    found, start = 0, 0
    while start < len(groups):
        end = _end(groups, start)
        if end and is_individual_number("".join(groups[start:end])):
            found += 1
            start = end
        else:
            start += 1
    return found


def _end(groups: list[str], start: int) -> int:
    """Return where the groups from `start` that make twelve digits end; 0 when none do."""
    length = 0
    for end in range(start, len(groups)):
        length += len(groups[end])
        if length >= LENGTH:
            return end + 1 if length == LENGTH else 0
    return 0
