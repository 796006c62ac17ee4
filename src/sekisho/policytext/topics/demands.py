"""Tells clauses that demand something from those that do not.

The default is *demand*: a clause wrongly shown as not covered is seen by the official and set
right; a demand wrongly hidden would be seen by nobody. Only known patterns demand nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
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
    (
        "definition",
        re.compile("^(?:用語の)?(?:定義|用語|意義)(?:等|の定義)?$|^用語の(?:定義|意義|説明)"),
    ),
    (
        "threats",
        re.compile(
            "^(?:(?:対象とする|想定する|情報資産への|情報資産に対する)?(?:脅威|危険性)|対象脅威)(?:の種類|の範囲|等)?$"
        ),
    ),
    (
        "statement",
        re.compile("^(?:位置付け|位置づけ|体系|構成|文書体系|(?:.*の)?(?:位置付け|構成|体系))$"),
    ),
    ("supplementary", re.compile("^附則|^付則")),
)
_DELETED = re.compile("^削除。?$")
_DEFINES = re.compile("をいう。?$|の意味は、.*(?:とおり|定めるところ)|用語の(?:定義|意義)は")
_DEFINES_ALL = re.compile("用語の(?:定義|意義|意味)は")
_PURPOSE = re.compile(
    "(?:を目的とする|を趣旨とする|定めるものである|示すものである|とするものである)。?$"
)
_PERMITS = re.compile("(?:できる|妨げない|足りる|この限りでない)(?:もの(?:と|とす)る)?。?$")
_DELEGATES = re.compile("(?:必要な事項|細目|事項)は、.{0,40}?(?:別に)?(?:定める|決定する)。?$")
_COMES_INTO_FORCE = re.compile("から(?:施行|適用)する。?$|は、?廃止する。?$")
_SENTENCES = (
    ("deleted", _DELETED),
    ("definition", _DEFINES),
    ("purpose", _PURPOSE),
    ("permission", _PERMITS),
    ("delegation", _DELEGATES),
    ("supplementary", _COMES_INTO_FORCE),
)
_LAST_BRACKET = re.compile(r"\([^()]*\)(?=。?$)")
_LEAD = re.compile(
    "(?:次の|次に|以下の|以下に|下記|各号|次号).{0,60}?(?:とする|する|行う|講じる|講ずる|図る|努める|"
    "ならない|いう|おりとする|こととする|ものとする|ある|定める|置く|守る|満たす)。?$"
)
_MEASURES = re.compile(
    "(?:対策|措置|事項|要件|業務|役割|手続|対応|取組|管理|こと).{0,8}?(?:を|に)[^、]{0,24}$"
    "|ならない。?$|(?:行う|実施する|講じる|講ずる|努める)(?:ものとする|こととする)?。?$"
)
_PREDICATE = re.compile("(?:[うくぐすつぬぶむる]|ない|こと|もの|ず)。?$|。$")


@dataclass(frozen=True, slots=True)
class Seen:
    """A clause with what its words and its numbered children say of its kind."""

    clause: Clause
    said: tuple[str, ...]  # its folded sentences
    kind: str  # what its heading says it is, or ""
    leads: bool  # opens a list: 「次の対策を講じる。」
    lists_parts: bool  # what it lists are things and no measures


def look(clause: Clause) -> Seen:
    """Look at a clause once, before its children are judged."""
    said = sentences(clause.text)
    leads = bool(said) and bool(_LEAD.search(said[-1]))
    kind = _kind_of_heading(clause)
    if not kind and leads and _DEFINES_ALL.search(said[-1]):
        kind = "definition"  # what it lists are meanings, whatever the heading
    return Seen(clause, said, kind, leads, leads and _lists_parts(clause, said))


def no_demand(seen: Seen, above: Sequence[Seen]) -> str:
    """Return the code of REASONS saying why the clause demands nothing, or "" if it does.

    `above` are its ancestors, the root first.
    """
    for each in (*above, seen):
        if each.kind:
            return each.kind
    if not seen.said:
        return "heading"
    if _is_item(seen, above):
        return "item"
    return "container" if _is_container(seen) else _kind_of_text(seen.said)


def _kind_of_heading(clause: Clause) -> str:
    heading = fold(clause.heading).strip("()")
    label = fold(clause.label)
    for kind, pattern in _HEADINGS:
        if pattern.search(heading) or (kind == "supplementary" and pattern.search(label)):
            return kind
    return ""


def _kind_of_text(said: tuple[str, ...]) -> str:
    """Judge by the words: every sentence must be of a kind that demands nothing."""
    kinds = [_kind_of_sentence(sentence) for sentence in said]
    return kinds[0] if all(kinds) else ""


def _kind_of_sentence(sentence: str) -> str:
    plain = _LAST_BRACKET.sub("", sentence)
    return next((kind for kind, pattern in _SENTENCES if pattern.search(plain)), "")


def _is_container(seen: Seen) -> bool:
    """Say whether numbered children carry the demands; ¶ nodes stand beside, not below."""
    if not seen.leads or seen.lists_parts:
        return False
    only_leads = all(_LEAD.search(sentence) for sentence in seen.said)
    return only_leads and any(child.label for child in seen.clause.children)


def _is_item(seen: Seen, above: Sequence[Seen]) -> bool:
    """Say whether it is a noun under a lead that counts up parts, or below such a noun."""
    return any(
        parent.lists_parts and bool(child.clause.label)
        for parent, child in pairwise((*above, seen))
    )


def _lists_parts(parent: Clause, said: tuple[str, ...]) -> bool:
    """Say whether the lead counts up things (nouns) and not measures."""
    listed = [child for child in parent.children if child.label]
    if any(child.heading or _says_something(child.text) for child in listed):
        return False
    return bool(listed) and not _MEASURES.search(said[-1])


def _says_something(text: str) -> bool:
    return bool(_PREDICATE.search(_LAST_BRACKET.sub("", fold(text))))
