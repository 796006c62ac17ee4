"""Finds what a mail offers as a password, conservatively: only what a phrase for one introduces.

What is found is tried and forgotten; it is written nowhere and said nowhere.
"""

import re
import unicodedata
from collections.abc import Iterator

MOST = 6  # of one mail
_SHORTEST, _LONGEST = 4, 64
_TEXT_MOST = 20_000  # letters of a mail that are looked at: such mails are short
_LINES_BELOW = 3  # a password stands at most so many lines below its phrase

_NAMES = (
    r"(?:パスワード|パス(?=[:：は])|暗証番号|解凍キー"
    r"|(?<![A-Za-z0-9])(?:PASS ?WORD|PASS|PWD|PW))"
)
_LABEL = re.compile(rf"(?i){_NAMES}(?![A-Za-z])(.*)")
# What stands between the name and a password that is not set off by quotes or a colon.
_OF = re.compile(r"^(?:\s*[(（][^()（）]{0,20}[)）]|\s(?:for|of)\s.{1,40}?(?=\s?(?:\bis\b|:)))?\s*")
_SET_OFF = re.compile(r"^(?:は|が|is\b)?[\s、,]*(?:[:：=→]|(?=[「『【\[\"'`“‘<＜]))\s*(.+)$")
_PLAIN = re.compile(r"^(?:は|が|is\s)[\s、,]*([!-~]+)(.*)$")
_BELOW = re.compile(
    r"(?i)^(?:(?:は|が|を)?[\s、,]*(?:次|以下|下記|つぎ)\s*の?\s*(?:とおり|通り|もの)?.*"
    r"|.{0,40}\bis\s+(?:as\s+follows|below|the\s+following).*"
    r"|(?:を|は|が)?[\s、,]*(?:お知らせ|ご?連絡|お送り|送付|通知).{0,20}"
    r"|\s*[】\]』」]?\s*[:：]?\s*)$"
)
_QUOTED = re.compile(r"^[「『【\[\"'`“‘<＜]\s*([!-~]{1,64}?)\s*[」』】\]\"'`”’>＞]")
_TOKEN = re.compile(r"^([!-~]{1,64})(?:\s*(?:です|となります|になります|でございます|を).*)?$")
_ALONE = re.compile(r"^[■●○・◆*>\-\s]*([!-~]{1,64})$")
_WORDS = frozenset({
    "below", "following", "follows", "required", "protected", "separately", "attached",
    "password", "none", "n/a", "here",
})  # fmt: skip


def candidates(text: str) -> tuple[str, ...]:
    """Return what the text offers as passwords, in order, at most `MOST`; none is usual."""
    lines = [line.strip() for line in text[:_TEXT_MOST].splitlines()]
    found: dict[str, None] = {}
    for at, line in enumerate(lines):
        for word in _introduced(_narrow(line), lines[at + 1 :]):
            found.update(dict.fromkeys(_spellings(word)))
    return tuple(found)[:MOST]


def _introduced(line: str, below: list[str]) -> Iterator[str]:
    label = _LABEL.search(line)
    if label is None:
        return
    rest = _OF.sub("", label[1])
    if (set_off := _SET_OFF.match(rest)) and set_off[1].strip():
        yield from _first(set_off[1].strip())
    elif _BELOW.match(rest):
        yield from _next_line(below)
    elif (plain := _PLAIN.match(rest)) and _looks_chosen(plain[1]):
        yield plain[1]


def _first(rest: str) -> Iterator[str]:
    """Give the word a text begins with: in quotes, or up to what ends the sentence."""
    if match := _QUOTED.match(rest) or _TOKEN.match(rest):
        yield match[1]


def _next_line(below: list[str]) -> Iterator[str]:
    """Give the word that stands alone on the next line that has anything on it."""
    for line in below[:_LINES_BELOW]:
        narrow = _narrow(line)
        if not narrow or set(narrow) <= set("-=*―─━_"):
            continue
        if match := _QUOTED.match(narrow) or _ALONE.match(narrow):
            yield match[1]
        return


def _spellings(word: str) -> Iterator[str]:
    """Give a word if it may be a password, and without the full stop a sentence may have added."""
    for each in (word, word.rstrip(".,;")):
        usual = _SHORTEST <= len(each) <= _LONGEST and each.lower() not in _WORDS
        if usual and "://" not in each and "hxxp" not in each and "@" not in each[1:-1]:
            yield each


def _looks_chosen(word: str) -> bool:
    """Whether a word no sign sets off is more than a word of the sentence."""
    return any(letter.isdigit() or not letter.isalnum() for letter in word.rstrip(".,;"))


def _narrow(line: str) -> str:
    """Return a line with full-width letters and signs as ASCII; what is ASCII stays as it is."""
    kept = "「」『』【】“”‘’―─━"
    return "".join(c if c in kept else unicodedata.normalize("NFKC", c) for c in line)
