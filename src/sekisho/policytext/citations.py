"""The words by which official documents point at their own places; finds them in a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_N = r"(?:[0-9０-９]{1,4}|[一二三四五六七八九十百]{1,6})"
_B = rf"(?:の{_N}(?![0-9０-９])){{0,3}}"
_PARA, _ITEM = rf"第{_N}項", rf"第{_N}号{_B}"
_SUB = r"(?:[（(][ア-ン][)）]|[ア-ン](?=[、。にのをはがと及又及並若かまで）)]|$))?"
_DOWN = rf"(?:{_PARA})?(?:{_ITEM}{_SUB})?"

_D = r"[0-9０-９]{1,3}"
_PLAIN_ITEM = (
    rf"(?:{_D}(?:[-－―][0-9０-９]{{1,3}})*(?:[（(]{_D}[)）])?[①-⑳]?"
    rf"|[（(]{_D}[)）][①-⑳]?|[⑴-⒇]|[①-⑳])"
)
_AND = r"(?:及び|又は|並びに|若しくは|から|[、，,～~・])"
_PLAIN_LIST = rf"{_PLAIN_ITEM}(?:\s?{_AND}\s?{_PLAIN_ITEM}){{0,30}}"
_BOUNDARY = r"(?<![^\s、。，（(「はがをにびびはとで])"

CITATION = re.compile(
    rf"(?P<above>(?:上記|前記|下記)の?\s?(?P<above_list>{_PLAIN_LIST})(?![0-9０-９年月日件回項目点つ]))"
    rf"|(?P<article>第{_N}条{_B}{_DOWN})"
    rf"|(?P<same>(?:同|前|次|本)条{_DOWN})"
    rf"|(?P<several>前(?:[2-9２-９]|[二三四五六七八九十]{{1,2}})[条項号])"
    rf"|(?P<all_before>前各[号項])"
    rf"|(?P<near>(?:前|次|同)[項号](?:{_ITEM})?)"
    rf"|(?P<down>{_PARA}(?:{_ITEM})?{_SUB}|{_ITEM}{_SUB})"
    rf"|(?P<chapter>第{_N}章(?:第{_N}節)?)"
    rf"|(?P<annex>別表(?:第{_N}{_B})?|(?:別記)?様式(?:第{_N}号?{_B}))"
    rf"|{_BOUNDARY}(?P<plain>{_PLAIN_LIST})(?:まで)?(?=に(?:規定|掲げ|定め|示す|示し|基づ|準じ)|の規定)"
)
LIST_ITEM = re.compile(_PLAIN_ITEM)
LINK = re.compile(rf"[ 　]*(?:{_AND}|まで|の|[（(])?[ 　]*(?:及び|又は)?[ 　]*")

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
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Citation:
    """Words that point at a place, and how they hang on the citation before them."""

    kind: Kind
    written: str
    linked: bool = False  # joined to the one before by 及び, 、, から …
    through: bool = False  # `から … まで`: everything between is meant too


def find(text: str) -> Iterator[Citation]:
    """Yield the citations of a text in order; those of other laws are left out."""
    stop, foreign = 0, False
    for match in CITATION.finditer(text):
        between = text[stop : match.start()]
        linked = stop > 0 and len(between) <= 8 and LINK.fullmatch(between) is not None  # noqa: PLR2004  # a connective
        kind = Kind(next(name for name in Kind if match.group(name)))
        foreign = _foreign(text, match.start(), kind, linked=linked, before=foreign)
        stop = match.end()
        if not foreign:
            yield Citation(
                kind, match.group(kind), linked, through=between.strip() in {"から", "～", "~"}
            )


def _foreign(text: str, start: int, kind: Kind, *, linked: bool, before: bool) -> bool:
    """Say whether a citation points into another law or rule."""
    if kind is Kind.SAME and text.startswith("同条", start):
        return before
    if kind is Kind.NEAR and text.startswith("同", start):
        return before
    if kind is Kind.DOWN or linked:
        head = text[max(0, start - 80) : start]
        return before if linked else bool(_LAW.search(head)) and not _ours(head)
    if kind is not Kind.ARTICLE and kind is not Kind.CHAPTER and kind is not Kind.ANNEX:
        return False
    head = text[max(0, start - 80) : start]
    return bool(_LAW.search(head)) and not _ours(head)


def _ours(head: str) -> bool:
    return bool(_OURS.search(re.sub(r"(?:（[^（）]*）|\([^()]*\)|」)*$", "", head)))
