"""The words by which official documents point at their own places; finds them in a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_N = r"(?:[0-9０-９]{1,4}|[一二三四五六七八九十百]{1,6})"
_B = rf"(?:の{_N}(?![0-9０-９])){{0,3}}"
_D = r"[0-9０-９]{1,3}"
_KATA = r"[ア-ン](?=[^ァ-ヶー一-龠]|[及又並若等各]|$)"  # a letter, not a word's beginning
_ROUND = rf"(?:[（(]{_D}[)）]|[⑴-⒇]|[①-⑳])"
_LETTERS = rf"(?:{_KATA}|[（(][ア-ン][)）])"
_LETTER_WAY = rf"{_LETTERS}(?:[（(][ア-ン][)）])?"
_SUB = rf"(?:の?{_LETTERS}(?:[（(][ア-ン][)）])?)?"

_PARA, _ITEM = rf"第{_N}項", rf"第{_N}号{_B}"
_DOWN = rf"(?:{_PARA})?(?:{_ITEM}{_SUB})?"

# Places named by their marks alone: 3(2)①, 3の(2)の①, 2－1－1, 2(1)2), (2)①.
_HEAD = rf"{_D}(?:(?:[-－―‐–−]{_D})+|(?:\.{_D})+)?"
_STEP = (
    rf"(?:の?\s?(?:{_ROUND}|[（(][ア-ン][)）])|の?{_KATA}|(?:(?<=[)）①-⑳])の?|(?<=の)){_D}[)）])"
)
_WAY = rf"(?:{_HEAD}(?:の(?={_D}[)）]))?{_STEP}{{0,6}}|{_ROUND}{_STEP}{{0,6}})"
_NEXT = rf"(?:{_WAY}|{_LETTERS}{_STEP}{{0,6}})"
_AND = r"(?:及び|又は|並びに|若しくは|から|[、，,～~・])"
_WAYS = rf"{_WAY}(?:\s?{_AND}\s?{_NEXT}){{0,30}}"
_LONG_WAY = (
    rf"{_D}(?:(?:[-－―‐–−]{_D})+{_STEP}{{0,6}}|{_STEP}{{1,6}})(?:\s?{_AND}\s?{_NEXT}){{0,30}}"
)
_BOUNDARY = r"(?<![^\s、。，（(「はがをにびびはとで])"
_UNJOINED = r"(?<![0-9０-９A-Za-zＡ-Ｚａ-ｚ\-－―‐–−.．/／第表図式版話])"
_NO_FIGURE = r"(?![0-9０-９年月日件回項目点つ個台名人時分秒割階歳号条章節円度倍%％\-－―])"
_RULED = r"(?:まで)?(?:に(?:規定|掲げ|定め|示す|示し|基づ|準じ)|の規定)"
_SAID = r"(?:まで)?(?:に(?:より|よる|従|おいて|係る)|のとおり|の定め)"
_ENDS = rf"(?:(?P<ruled{{0}}>(?={_RULED}))|(?P<said{{0}}>(?={_SAID})))?"
_UNITS = r"(?![0-9０-９一二三四五六七八九十百項号条章節款編回次位者種類期版世部課係])"
_NTH = (
    rf"第{_N}(?:の{_N}(?![0-9０-９)）])){{0,2}}{_UNITS}"
    rf"(?:(?:の?\s?{_ROUND}|の{_D}[)）]|の?{_KATA}){_STEP}{{0,6}})?"
)

CITATION = re.compile(
    rf"(?P<above>(?:上記|前記|下記)の?\s?(?P<above_list>{_WAYS})(?![0-9０-９年月日件回項目点つ]))"
    rf"|(?P<article>第{_N}条{_B}{_DOWN})"
    rf"|(?P<same>(?:同|前|次|本)条{_DOWN})"
    rf"|(?P<several>前(?:[2-9２-９]|[二三四五六七八九十]{{1,2}})[条項号])"
    rf"|(?P<all_before>前各[号項])"
    rf"|(?P<near>(?:前|次|同)項(?:{_ITEM}{_SUB})?|(?:前|次|同)号{_SUB})"
    rf"|(?P<down>{_PARA}(?:{_ITEM})?{_SUB}|{_ITEM}{_SUB})"
    rf"|(?P<chapter>第{_N}章(?:第{_N}節)?)"
    rf"|(?P<annex>別表(?:第{_N}{_B})?|(?:別記)?様式(?:第{_N}号?{_B}))"
    rf"|(?P<nth>(?:第{_N}(?=第{_N}[項号]){_DOWN}|{_NTH})){_ENDS.format(1)}"
    rf"|{_BOUNDARY}(?P<plain>{_WAYS}){_NO_FIGURE}{_ENDS.format(2)}"
    rf"|{_UNJOINED}(?P<way>{_LONG_WAY}){_NO_FIGURE}{_ENDS.format(3)}"
    rf"|(?<![ァ-ヶー])(?P<letter>{_LETTER_WAY}(?:\s?{_AND}\s?{_LETTER_WAY}){{0,30}}){_ENDS.format(4)}"
)
WAY = re.compile(_NEXT)
LETTER_WAY = re.compile(_LETTER_WAY)
STEP = re.compile(rf"{_D}[)）]|{_ROUND}|[（(][ア-ン][)）]|[ア-ン]")
LINK = re.compile(rf"[ 　]*(?:{_AND}|まで|の|[（(])?[ 　]*(?:及び|又は)?[ 　]*")
_ONE_PLACE = re.compile(rf"{_D}|{_ROUND}")  # may be a mere figure, or the list's own mark
_POINTS = re.compile(r"(?:上記|前記|下記|本(?:要綱|要領|基準|方針)?)の?$")
_GOES_ON = re.compile(rf"\s?(?:{_AND})\s?第{_N}")

_LAW = re.compile(
    r"(?:法|法律|条例|規則|省令|政令|令|規程|要綱|要領|憲法|告示|訓令|指針|基準|方針|協定|契約|ガイドライン|通知)"
    r"(?:（[^（）]{0,60}）|\([^()]{0,60}\)|」)*$"
)
_OURS = re.compile(r"(?:この|本|当該?)[^、。はがをに]{0,20}$")


class Kind(StrEnum):
    """How a citation points."""

    ABOVE = "above"
    ARTICLE = "article"
    SAME = "same"
    SEVERAL = "several"
    ALL_BEFORE = "all_before"
    NEAR = "near"
    DOWN = "down"
    CHAPTER = "chapter"
    ANNEX = "annex"
    NTH = "nth"  # 第3, 第2(1)2)
    PLAIN = "plain"  # 3及び4, (2)
    WAY = "way"  # 3(2)①, 2－1－1
    LETTER = "letter"  # イ after 第2号ア及び


_NAMED = frozenset({Kind.ARTICLE, Kind.CHAPTER, Kind.ANNEX, Kind.NTH, Kind.WAY})
_UNSURE = frozenset({Kind.PLAIN, Kind.WAY, Kind.NTH, Kind.LETTER})


@dataclass(frozen=True, slots=True)
class Citation:
    """Words that point at a place, and how they hang on the citation before them.

    Only a `sure` citation is reported where it leads nowhere: mere figures may mean nothing.
    """

    kind: Kind
    written: str
    linked: bool = False  # joined to the one before by 及び, 、, から …
    through: bool = False  # `から … まで`: everything between is meant too
    sure: bool = True


def find(text: str) -> Iterator[Citation]:
    """Yield the citations of a text in order; those of other laws are left out."""
    stop, foreign = 0, False
    last: Kind | None = None
    for match in CITATION.finditer(text):
        between = text[stop : match.start()]
        linked = stop > 0 and len(between) <= 8 and LINK.fullmatch(between) is not None  # noqa: PLR2004  # a connective
        kind = Kind(next(name for name in Kind if match.group(name)))
        sure = kind not in _UNSURE or (_ends(match, "ruled") and kind is not Kind.LETTER)
        if not sure and not _means_a_place(match, kind, last if linked else None):
            continue
        foreign = _foreign(text, match.start(), kind, linked=linked, before=foreign)
        stop, last = match.end(), kind
        if not foreign:
            through = between.strip() in {"から", "～", "~"}
            yield Citation(kind, match.group(kind), linked, through, sure)


def _ends(match: re.Match[str], how: str) -> bool:
    """Say whether a citation is followed by words such as に規定する (ruled), により (said)."""
    return any(match.group(f"{how}{n}") is not None for n in (1, 2, 3, 4))


def _means_a_place(match: re.Match[str], kind: Kind, before: Kind | None) -> bool:
    """Say whether words that may be mere figures or letters point at a place where they stand."""
    if _ends(match, "said") or _ends(match, "ruled"):
        return True
    if kind is Kind.LETTER:
        return before in {Kind.ARTICLE, Kind.SAME, Kind.NEAR, Kind.DOWN, Kind.LETTER, Kind.NTH}
    if kind is Kind.NTH:
        return _nth_means_a_place(match, before)
    return kind is Kind.WAY or not _ONE_PLACE.fullmatch(match.group(kind))


def _nth_means_a_place(match: re.Match[str], before: Kind | None) -> bool:
    """Say whether 第3 stands for a place: led to, listed, or written with what is below it."""
    text = match.string
    below = len(match.group(Kind.NTH).split("第")) > 2 or STEP.search(match.group(Kind.NTH))  # noqa: PLR2004  # 第2第1号
    led = _POINTS.search(text[max(0, match.start() - 8) : match.start()])
    listed = _GOES_ON.match(text, match.end()) is not None
    return bool(below or led or listed or before in {Kind.NTH, Kind.ANNEX})


def _foreign(text: str, start: int, kind: Kind, *, linked: bool, before: bool) -> bool:
    """Say whether a citation points into another law or rule."""
    if kind in {Kind.SAME, Kind.NEAR} and text.startswith("同", start):
        return before
    if linked and kind is not Kind.SAME and kind is not Kind.NEAR:
        return before
    if kind is not Kind.DOWN and kind not in _NAMED:
        return False
    head = text[max(0, start - 80) : start]
    return bool(_LAW.search(head)) and not _ours(head)


def _ours(head: str) -> bool:
    return bool(_OURS.search(re.sub(r"(?:（[^（）]*）|\([^()]*\)|」)*$", "", head)))
