"""Tells clauses that demand something from those that do not.

The default is *demand*: a clause wrongly shown as not covered is seen by the official and set
right; a demand wrongly hidden would be seen by nobody. Only known patterns demand nothing.
"""

import re
from collections.abc import Sequence
from types import MappingProxyType

from sekisho.policytext.model import Clause
from sekisho.policytext.topics.wording import fold, sentences

REASONS = MappingProxyType(
    {
        "words": "条文の言葉から提案しました。",
        "context": "条文に手がかりがないため、上の条の見出しから提案しました。",
        "unmatched": "求めはありますが、当てはまる項目が見つかりません。手で選んでください。",
        "purpose": "目的を述べる条文で、求めはありません。",
        "definition": "用語の意味を定める条文で、求めはありません。",
        "threats": "対象とする脅威を挙げる条文で、求めはありません。",
        "heading": "見出しだけの条文です。",
        "container": "求めの中身は下の号が定めています。",
        "item": "上の条文の一部を挙げた号です。求めは上の条文にあります。",
        "permission": "できることを定める条文で、求めはありません。",
        "delegation": "細目を別に定めるとする条文で、求めはありません。",
        "statement": "文書の位置付けを述べる条文で、求めはありません。",
        "supplementary": "附則です。",
        "deleted": "削除された条文です。",
    }
)
"""Every reason code of a proposal, with what to tell the official."""

_HEADINGS = (
    ("purpose", re.compile("^(?:目的|趣旨|目的及び趣旨|目的等|趣旨及び目的|前文|はじめに)$")),
    ("definition", re.compile("^(?:用語の)?(?:定義|用語|意義)(?:等|の定義)?$|^用語の(?:定義|意義|説明)")),
    ("threats", re.compile("^(?:(?:対象とする|想定する|情報資産への|情報資産に対する)?(?:脅威|危険性)|対象脅威)(?:の種類|の範囲|等)?$")),
    ("statement", re.compile("^(?:位置付け|位置づけ|体系|構成|文書体系|(?:.*の)?(?:位置付け|構成|体系))$")),
    ("supplementary", re.compile("^附則|^付則")),
)
_DELETED = re.compile("^削除。?$")
_DEFINES = re.compile("をいう。?$|の意味は、.*(?:とおり|定めるところ)|用語の(?:定義|意義)は")
_PURPOSE = re.compile("(?:を目的とする|を趣旨とする|定めるものである|示すものである|とするものである)。?$")
_PERMITS = re.compile("(?:できる|妨げない|足りる|この限りでない)(?:もの(?:と|とす)る)?。?$")
_DELEGATES = re.compile("(?:必要な事項|細目|事項)は、.{0,40}?(?:別に)?(?:定める|決定する)。?$")
_COMES_INTO_FORCE = re.compile("から(?:施行|適用)する。?$|は、?廃止する。?$")
_LEAD = re.compile(
    "(?:次の|次に|以下の|以下に|下記|各号|次号).{0,60}?(?:とする|する|行う|講じる|講ずる|図る|努める|"
    "ならない|いう|おりとする|こととする|ものとする|ある|定める|置く|守る|満たす)。?$"
)
_MEASURES = re.compile(
    "(?:対策|措置|事項|要件|業務|役割|手続|対応|取組|管理|こと).{0,8}?(?:を|に)[^、]{0,24}$"
    "|ならない。?$|(?:行う|実施する|講じる|講ずる|努める)(?:ものとする|こととする)?。?$"
)
_PREDICATE = re.compile("(?:[うくぐすつぬぶむる]|ない|こと|もの|ず)。?$|。$")


def no_demand(clause: Clause, above: Sequence[Clause]) -> str:
    """Return the code of REASONS saying why the clause demands nothing, or "" if it does.

    `above` are its ancestors, the root first.
    """
    for node in (*above, clause):
        kind = _kind_of_heading(node)
        if kind:
            return kind
    said = sentences(clause.text)
    if not said:
        return "heading"
    if _is_item(clause, above):
        return "item"
    if clause.children and _is_container(clause, said):
        return "container"
    return _kind_of_text(clause, said)


def _kind_of_heading(clause: Clause) -> str:
    heading = fold(clause.heading).strip("()（）")
    label = fold(clause.label)
    for kind, pattern in _HEADINGS:
        if pattern.search(heading) or (kind == "supplementary" and pattern.search(label)):
            return kind
    return ""


def _kind_of_text(clause: Clause, said: tuple[str, ...]) -> str:
    """Judge by the words: every sentence must be of a kind that demands nothing."""
    kinds = {_kind_of_sentence(sentence) for sentence in said}
    return "" if "" in kinds or (kinds == {"heading"}) else min(kinds - {"heading"})


def _kind_of_sentence(sentence: str) -> str:
    plain = re.sub(r"\([^()]*\)(?=。?$)", "", sentence)
    for kind, pattern in (
        ("deleted", _DELETED),
        ("definition", _DEFINES),
        ("purpose", _PURPOSE),
        ("permission", _PERMITS),
        ("delegation", _DELEGATES),
        ("supplementary", _COMES_INTO_FORCE),
    ):
        if pattern.search(plain):
            return kind
    return ""


def is_lead(clause: Clause) -> bool:
    """Say whether the text opens a list: 「次の対策を講じる。」."""
    said = sentences(clause.text)
    return bool(said) and bool(_LEAD.search(said[-1]))


def _is_container(clause: Clause, said: tuple[str, ...]) -> bool:
    """A lead whose numbered children carry the demands; ¶ nodes stand beside, not below."""
    listed = [c for c in clause.children if c.label]
    if not listed or not _LEAD.search(said[-1]):
        return False
    if any(_LEAD.search(s) is None for s in said[:-1]):
        return False
    return not _lists_parts(clause, said[-1])


def _is_item(clause: Clause, above: Sequence[Clause]) -> bool:
    """A noun under a lead that counts up parts, or anything below such a noun."""
    for position, parent in enumerate(above):
        said = sentences(parent.text)
        below = above[position + 1] if position + 1 < len(above) else clause
        if below.label and said and _LEAD.search(said[-1]) and _lists_parts(parent, said[-1]):
            return True
    return False


def _lists_parts(parent: Clause, lead: str) -> bool:
    """Say whether the lead counts up things (nouns) and not measures."""
    listed = [c for c in parent.children if c.label]
    if any(c.heading or _says_something(c.text) for c in listed):
        return False
    return bool(listed) and not _MEASURES.search(lead)


def _says_something(text: str) -> bool:
    plain = re.sub(r"\([^()]*\)。?$", "", fold(text))
    return bool(_PREDICATE.search(plain))
