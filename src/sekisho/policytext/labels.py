"""The numbering systems of Japanese official documents: recognises the label a line opens with."""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

from sekisho.policytext import numerals


class System(StrEnum):
    """One way of numbering; each stands on a branch of the tree at most once."""

    PART = "編"
    CHAPTER = "章"
    SECTION = "節"
    SUBSECTION = "款"
    DIVISION = "目"
    SUPPLEMENT = "附則"
    ANNEX = "別表"
    UNNUMBERED = "見出し"  # a heading without a number
    ARTICLE = "条"
    DAI = "第1"
    DASH = "1-1"
    ARABIC = "1"
    DOT = "1."
    PAREN = "(1)"
    HALF_PAREN = "1)"
    CIRCLED = "①"
    KANJI = "一"
    PAREN_KANJI = "(一)"
    KATA = "ア"
    KATA_PAREN = "ア)"
    PAREN_KATA = "(ア)"
    ALPHA = "a"
    PAREN_ALPHA = "(a)"
    ROMAN = "Ⅰ"


CONTAINERS = (System.PART, System.CHAPTER, System.SECTION, System.SUBSECTION, System.DIVISION)
"""Systems that hold articles and have no words of their own, highest first."""

KANA = frozenset({System.KATA, System.KATA_PAREN, System.PAREN_KATA})
FAMILIES = (
    frozenset({System.ARABIC, System.DOT}),
    frozenset({System.PAREN, System.HALF_PAREN}),
    frozenset({System.KATA, System.KATA_PAREN}),
)
"""Sister systems: documents change from one to the other within a row."""


def family(system: System | None) -> frozenset[System]:
    """Return the systems that may count in one row with this one."""
    alone = frozenset({system} if system else ())
    return next((f for f in FAMILIES if system in f), alone)


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the start of a line.

    `written` is the label as it stands, `numbers` its values (a branch such as 5の2 is two),
    `rest` what follows. A label is `firm` when blanks or its own form set it apart; a label that
    is not firm counts only where its number is the next one expected.
    """

    system: System
    written: str
    numbers: tuple[int, ...]
    rest: str
    firm: bool = True
    garbled: bool = False
    until: int = 0  # `第5条から第7条まで 削除` stands for all of them

    @property
    def value(self) -> int:
        """The last number that counts in its row of siblings."""
        return self.numbers[-1] if self.system is System.DASH else self.numbers[0]

    @property
    def mark(self) -> str:
        """The label as canonical ids write it: half-width, without blanks."""
        if self.garbled:
            return numerals.garbled_circled(self.written)
        if self.system in _KEPT_AS_WRITTEN:
            return self.written
        return re.sub(r"\s", "", unicodedata.normalize("NFKC", self.written))


_KEPT_AS_WRITTEN = frozenset({System.CIRCLED, System.ROMAN, System.KANJI})

_D = r"[0-9０-９]{1,4}"
_SHORT = r"[0-9０-９]{1,2}(?![0-9０-９])"  # a step of a dashed number, no year
_K = r"[〇一二三四五六七八九十百]{1,6}"
_N = rf"(?:{_D}|{_K})"
_DASH = r"[-－‐‑–—―−ー]"
_OPEN, _CLOSE = r"[（(]\s?", r"\s?[)）]"
_BRANCH = rf"(?:\s?の\s?{_N})*"

_STEPS = (
    rf"{_SHORT}(?:{_DASH}{_SHORT})++(?=\s|$|[（(]|[^\s0-9０-９~～及又か、，])"
    rf"|{_SHORT}(?:\.{_SHORT}){{1,6}}\.?(?=\s|$)"
)

_HELD = {
    System.DIVISION: r"(?![的次標途録])",
    System.CHAPTER: r"(?!立て)",
    System.SECTION: r"(?![度電])",
}
"""Words that begin as the name of a container does: 第1目的 is no 第1目."""


def _container(system: System) -> str:
    """Return the form of a label that ends in 章 or its like, which a blank may set apart."""
    apart = rf"\s{system.value}(?=\s|$|[（(の])"
    return rf"第\s?{_N}(?:{system.value}{_HELD.get(system, '')}|{apart}){_BRANCH}"


_FORMS: tuple[tuple[System, str], ...] = (
    *((system, _container(system)) for system in CONTAINERS),
    (
        System.ARTICLE,
        rf"第\s?{_N}\s?条{_BRANCH}(?:(?:から|[～~])第{_N}条{_BRANCH}(?:まで)?(?=[\s]+削除|削除))?",
    ),
    (System.DAI, rf"第\s?{_N}(?=\s|$)"),
    (System.ANNEX, rf"(?:別表|別記様式|様式|別記|別図|別紙)(?:第?\s?{_N}(?:号)?{_BRANCH})?"),
    (System.SUPPLEMENT, r"[附付]\s*則"),
    (System.PAREN, rf"{_OPEN}{_D}{_CLOSE}|[⑴-⒇]"),
    (System.PAREN_KANJI, rf"{_OPEN}{_K}{_CLOSE}|[㈠-㈩]"),
    (System.PAREN_KATA, rf"{_OPEN}[ア-ンｱ-ﾝ]{_CLOSE}"),
    (System.PAREN_ALPHA, rf"{_OPEN}[a-zａ-ｚ]{_CLOSE}|[⒜-⒵]"),
    (System.HALF_PAREN, rf"{_D}[)）]"),
    (System.CIRCLED, r"[①-⑳㉑-㉟㊱-㊿]"),
    (
        System.DASH,
        _STEPS,
    ),
    (System.DOT, rf"{_D}[.．](?![0-9０-９])"),
    (System.ARABIC, rf"{_D}(?=\s|$|[^\s0-9０-９])"),
    (System.KATA_PAREN, r"[ア-ンｱ-ﾝ][)）]"),
    (System.KATA, r"[ア-ンｱ-ﾝ](?:[.．](?=\S)|(?=\s))"),
    (System.KANJI, rf"{_K}(?=[\s]|$)"),
    (System.ALPHA, r"[a-zａ-ｚ](?:[.．)）]|(?=\s))"),
    (System.ROMAN, r"[Ⅰ-Ⅻⅰ-ⅻ]"),
)
_LABEL = re.compile("|".join(f"(?P<{s.name}>{form})" for s, form in _FORMS))
_STARTS = re.compile(
    r"[第別様附付（(⑴-⒇㈠-㈩⒜-⒵0-9０-９①-⑳㉑-㉟㊱-㊿ア-ンｱ-ﾝ〇一二三四五六七八九十百a-zａ-ｚⅠ-Ⅻⅰ-ⅻ]"
)
_NUMBER = re.compile(rf"{_D}|{_K}")
_WHOLE_PATH = re.compile(
    rf"(?P<head>{_D}(?:{_DASH}{_D})*)"
    rf"(?P<tail>(?:[（(](?:{_D}|[ア-ン])[)）]|[⑴-⒇]|[①-⑳]|[ア-ン])+)(?=\s)"
)
_STEP = re.compile(rf"[（(](?:{_D}|[ア-ン])[)）]|[⑴-⒇]|[①-⑳]|[ア-ン]")
_RANGE = re.compile(r"(?:から|[～~])(?=第)")
_GARBLED = re.compile(r"[@A-S＠Ａ-Ｓ](?=\s)")

# What can follow a number inside a sentence, so that the number is no label of the line.
_SPEAKS_ON = re.compile(
    r"\s?(?:[、，,~～・及又並若]|から|まで|の(?!り)|に|を|は|が|と|で|第|中「|各|以[上下外内])"
)
_WAY_SPEAKS_ON = re.compile(  # 3(2)①の机, 2-1-2(2)アに規定する
    rf"(?:の?(?:[（(](?:{_D}|[ア-ン])[)）]|[①-⑳]|[ア-ン](?![ァ-ヶー])))+"
    r"(?:[、，・及又]|から|まで|の|に|を|は|が|と|で)"
)
_COUNTERS = re.compile(
    r"(?:[年月日号条項人件回時分秒つ個台名円階か箇ヶカ割倍章節款次週点歳級]|か月|箇月|時間|[%％])"
    r"(?=[以の間目内前後にをはがとで、。，まか（(]|$|[0-9０-９])"
    r"|[.．:：/／,，)）\]A-Za-z]|[-－‐‑–—―−]\s?[0-9０-９]|以[上下内外]|から|まで|[~～]"
)
_DATE_GOES_ON = re.compile(r"[年月]\s?[0-9０-９]|[年月日](?:から|まで|以[内上下])")
_UNITS_AFTER_DAI = re.compile(r"\s*(?:章|節|款|条|項|号|編|回|次|版)(?![一-龠々])")


def parse(text: str) -> Label | None:
    """Return the label `text` opens with, or None. Garbled marks are asked for separately."""
    if not _STARTS.match(text):
        return None
    match = _LABEL.match(text)
    if match is None or match.lastgroup is None:
        return None
    system, written, rest = System[match.lastgroup], match.group(), text[match.end() :]
    firm = _firm(system, rest)
    if firm is None:
        return None
    try:
        numbers = _numbers(system, written)
    except ValueError:
        return None
    if system is System.ARTICLE and (parts := _RANGE.split(written))[1:]:
        first, until = _numbers(system, parts[0]), _numbers(system, parts[1])[0]
        return Label(system, written.strip(), first, rest.strip(), until=until)
    return Label(system, written.strip(), numbers, rest.strip(), firm=firm)


def parse_path(text: str) -> tuple[tuple[str, ...], Label] | None:
    """Return `3-2(1)ア …` as the steps that lead to it (`3-2`, `(1)`) and its last label.

    The label keeps the whole path as written; its system and number are those of the last step.
    """
    match = _WHOLE_PATH.match(text)
    if match is None:
        return None
    *above, last = _STEP.findall(match["tail"])
    label = parse(f"{last} {text[match.end() :]}")
    if label is None:
        return None
    head = re.sub(_DASH, "-", numerals.narrow(match["head"]))
    steps = (head, *(s if s in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳" else numerals.narrow(s) for s in above))
    return steps, replace(label, written=match.group())


def apart(written: str, rest: str) -> Label | None:
    """Return the label a format keeps apart from the words, whatever follows it."""
    label = parse(f"{written} ")
    if label is None or label.rest:
        return None
    return Label(label.system, label.written, label.numbers, rest, until=label.until)


def parse_garbled(text: str) -> Label | None:
    """Return `@ …`, `A …` as the circled number it was before the file was damaged."""
    match = _GARBLED.match(text)
    if match is None:
        return None
    mark = numerals.garbled_circled(match.group())
    value = numerals.circled(mark)
    return Label(System.CIRCLED, match.group(), (value,), text[1:].strip(), garbled=True)


def _firm(system: System, rest: str) -> bool | None:
    """Say how sure a label is from what follows it; None: it is no label."""
    if not rest or rest[0].isspace():
        return _firm_after_blank(system, rest)
    if system in {System.ANNEX, System.SUPPLEMENT}:
        return True if rest[0] in "（(" else None
    if _WAY_SPEAKS_ON.match(rest) or _SPEAKS_ON.match(rest):
        return None
    if system is System.ARABIC:
        return None if _COUNTERS.match(rest) else False
    return rest[0] in "（(" if system is System.ARTICLE or system in CONTAINERS else True


def _firm_after_blank(system: System, rest: str) -> bool | None:
    following = rest.strip()
    if system is System.DAI and _UNITS_AFTER_DAI.match(following):
        return None
    if system is System.ARABIC and _DATE_GOES_ON.match(following):
        return None
    return None if system is System.SUPPLEMENT and following.startswith("第") else True


def _numbers(system: System, written: str) -> tuple[int, ...]:
    if system is System.CIRCLED:
        return (numerals.circled(written),)
    if system in {System.KATA, System.KATA_PAREN, System.PAREN_KATA}:
        return (numerals.kana(unicodedata.normalize("NFKC", written).strip("()）（.． ")),)
    if system in {System.ALPHA, System.PAREN_ALPHA}:
        letter = re.sub(r"[^a-z]", "", unicodedata.normalize("NFKC", written))
        return (ord(letter[0]) - ord("a") + 1,)
    if system is System.ROMAN or (len(written) == 1 and not _NUMBER.match(written)):
        return (int(unicodedata.numeric(written[0])),)
    return tuple(numerals.number(part) for part in _NUMBER.findall(written)) or (1,)
