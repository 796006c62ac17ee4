"""The fixed words of a 新旧対照表, in Japanese as officials write them and in English."""

from dataclasses import dataclass
from typing import Literal

from sekisho.policytext.comparison.model import Change, Kind, Side

Lang = Literal["ja", "en"]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Words of one language; `{}` takes a title, an id or a number."""

    title: str
    new: str
    old: str
    kind: str
    legend: str
    no_partner: dict[Side, str]  # what the empty cell says
    moved: dict[Side, str]
    kinds: dict[Kind, str]
    also_moved: str
    omitted: str
    nothing: str


_JA = Phrases(
    title="{} 新旧対照表",
    new="改正後",
    old="改正前",
    kind="区分",
    legend="（下線の部分は、改正部分）",
    no_partner={"old": "（新設）", "new": "（削除）"},
    moved={"old": "（{}へ移動）", "new": "（{}から移動）"},
    kinds={
        "same": "変更なし",
        "changed": "改正",
        "added": "新設",
        "removed": "削除",
        "moved": "移動",
        "renumbered": "番号の変更",
    },
    also_moved="改正・移動",
    omitted="（略）",
    nothing="（条文がありません。）",
)
_EN = Phrases(
    title="{}: table of old and new wording",
    new="After the amendment",
    old="Before the amendment",
    kind="What happened",
    legend="(Underlined: the words that were amended)",
    no_partner={"old": "(new)", "new": "(deleted)"},
    moved={"old": "(moved to {})", "new": "(moved from {})"},
    kinds={
        "same": "unchanged",
        "changed": "amended",
        "added": "new",
        "removed": "deleted",
        "moved": "moved",
        "renumbered": "number changed",
    },
    also_moved="amended and moved",
    omitted="(omitted)",
    nothing="(There are no clauses.)",
)
_BY_LANG: dict[str, Phrases] = {"ja": _JA, "en": _EN}


def phrases(lang: str) -> Phrases:
    """Return the words of `ja` or `en`. Raises ValueError for another language."""
    if lang not in _BY_LANG:
        raise ValueError(f"この表の言語は ja か en です: {lang!r}")
    return _BY_LANG[lang]


def kind_word(change: Change, words: Phrases) -> str:
    """Return what happened to the clause, in words."""
    if change.kind == "changed" and change.relocated:
        return words.also_moved
    return words.kinds[change.kind]
