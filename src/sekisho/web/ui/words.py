"""The words and signs of each status: told by sign and word, never by colour alone.

The signs follow what every Japanese form uses: ○ good, △ partly, × bad. All stand in JIS X 0208,
so every font has them.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import Text


@dataclass(frozen=True)
class Sign:
    """What stands for a status: a sign, a word, and the tone its colours come from."""

    sign: str
    word: Promise
    tone: str


CLAUSE_STATUS = {
    "in-force": Sign("○", _("実施中"), "good"),
    "weak": Sign("△", _("弱い"), "doubtful"),
    "failing": Sign("×", _("不備"), "bad"),
    "stale": Sign("▽", _("要確認"), "old"),
    "not-covered": Sign("□", _("未対応"), "open"),
    "no-demand": Sign("－", _("要求なし"), "quiet"),
}

VERDICT = {
    "holds": Sign("○", _("適合"), "good"),
    "weak": Sign("△", _("弱い"), "doubtful"),
    "fails": Sign("×", _("不適合"), "bad"),
}

BANNER = {
    "info": Sign("i", _("お知らせ"), "note"),
    "success": Sign("✓", _("完了"), "good"),
    "warning": Sign("！", _("注意"), "doubtful"),
    "error": Sign("×", _("エラー"), "bad"),
}
KINDS = tuple(BANNER)  # what `{% banner %}` is given
BANNER["debug"] = BANNER["info"]  # a level of Django's messages


def clause_status(status: object) -> Sign:
    """Return the sign of a clause status; `in force` and `in-force` are the same word."""
    return CLAUSE_STATUS[str(status).replace(" ", "-")]


def verdict(value: object) -> Sign:
    """Return the sign of a check's verdict."""
    return VERDICT[str(value)]


def worded(text: Text) -> str:
    """Return catalogue words in the reader's language."""
    return text.en if (get_language() or "ja").startswith("en") else text.ja
