"""Drafts the agenda of a review from what calls for it."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from sekisho.web.reviews.triggers import KINDS, Trigger


def agenda_of(found: Sequence[Trigger]) -> str:
    """Return numbered lines: the state of the year, each kind of trigger, what follows from it."""
    counts = Counter(each.kind for each in found)
    lines = [_("前回の見直しの結果と、条文の実施状況について")]
    lines += [
        _("%(kind)sについて（%(count)d件）") % {"kind": words, "count": counts[kind]}
        for kind, words in KINDS.items()
        if counts[kind]
    ]
    if not found:
        lines.append(_("見直しのきっかけがないことの確認について"))
    lines.append(_("基本方針、対策基準及び実施手順を改める必要について"))
    return "\n".join(f"{number} {line}" for number, line in enumerate(lines, 1))
