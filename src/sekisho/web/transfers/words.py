"""What became of a crossing, in plain words: outcomes with signs, reasons, removals."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sekisho.sanitize import REASONS, VECTORS
from sekisho.web.notices.models import Mail
from sekisho.web.transfers.models import Crossing, Sending
from sekisho.web.transfers.ways import Way, label
from sekisho.web.ui.words import Sign

OUTCOMES: Mapping[str, Sign] = {
    "delivered": Sign("○", gettext_lazy("無害化して渡した"), "good"),
    "text-only": Sign("△", gettext_lazy("文字だけを渡した"), "doubtful"),
    "held": Sign("□", gettext_lazy("保留"), "open"),
    "rejected": Sign("×", gettext_lazy("受取り不可"), "bad"),
}
STATES: Mapping[str, Sign] = {
    "held": Sign("！", gettext_lazy("人の判断待ち"), "doubtful"),
    "sending": Sign("▽", gettext_lazy("送り直し中"), "note"),
    "closed": Sign("－", gettext_lazy("渡さずに終了"), "quiet"),
}
_MADE_SAFE = Sign("○", gettext_lazy("無害化した"), "good")
WORKING = Sign("▽", gettext_lazy("処理中"), "note")
_ACTIONS: Mapping[str, str | Promise] = {
    "removed": gettext_lazy("取り除いた"),
    "neutralised": gettext_lazy("ただの文字にした"),
    "converted": gettext_lazy("安全な形に変えた"),
    "held": gettext_lazy("渡さなかった"),
}
_LOOP = gettext_lazy("同じメールが関所を二度通ろうとしました（配送の輪）。")


@dataclass(frozen=True, slots=True)
class Taken:
    """One kind of thing that did not cross: what, what was done, how often, where first."""

    what: str
    done: str
    count: int
    places: tuple[str, ...]


def outcome(row: Crossing) -> Sign:
    """Return what became of a crossing; what is to leave is made safe first and sent later."""
    leaves = row.direction == Crossing.Direction.OUT and row.way == Crossing.Way.FILE
    return _MADE_SAFE if leaves and row.crosses else OUTCOMES[row.outcome]


def reason(code: str) -> str:
    """Return the sentence of a reason, in the reader's language; the code of an unknown one."""
    if code == "mail-loop":
        return str(_LOOP)
    known = REASONS.get(code)
    return known[1 if _english() else 0] if known else code


def reasons(report: Mapping[str, Any]) -> list[str]:
    """Return why a crossing was held, one sentence a reason."""
    return [reason(code) for code in dict.fromkeys(report.get("reasons", ()))]


def why_waiting(crossing: Crossing, fates: Iterable[str]) -> list[str]:
    """Return why a person has to look."""
    found = set(fates)
    said = reasons(crossing.report)
    if found & {"doubt", "offered"}:
        said.append(
            _("渡したところで通信が切れ、届いたか分かりません。受け取る人に確かめてください。")
        )
    if "refused" in found:
        said.append(_("次のメールサーバが受け取りませんでした。"))
    return said


def words_of(way: Way) -> str:
    """Return a way in words."""
    return _("%(source)s から %(target)s へ") % {
        "source": label(way.source),
        "target": label(way.target),
    }


def way_of(report: Mapping[str, Any]) -> str:
    """Return the way a file went, in words; "" where its record says none."""
    zones = report.get("zones") or ()
    return words_of(Way(*zones)) if len(zones) == 2 else ""  # noqa: PLR2004  # from and to


_PLACES = 5


def removals(report: Mapping[str, Any]) -> list[Taken]:
    """Return what was taken out, the most frequent first; every place is named once."""
    counted: Counter[tuple[str, str]] = Counter()
    places: dict[tuple[str, str], dict[str, None]] = {}
    for vector, place, action in report.get("removals", ()):
        key = (vector, action)
        counted[key] += 1
        places.setdefault(key, {})[place] = None
    return [
        Taken(vector_name(vector), str(_ACTIONS.get(action, action)), count, _first(places, key))
        for key, count in counted.most_common()
        for vector, action in (key,)
    ]


def _first(places: Mapping[tuple[str, str], Mapping[str, None]], key: tuple[str, str]) -> Any:
    return tuple(each for each in places[key] if each)[:_PLACES]


def vector_name(vector: str) -> str:
    """Return what a vector is called; its id when the list no longer has it."""
    known = VECTORS.get(vector)
    return (known.english if _english() else known.title) if known else vector


@dataclass(frozen=True, slots=True)
class Inside:
    """A file inside a mail or an archive, and how deep."""

    name: str
    sign: Sign
    reasons: tuple[str, ...]
    sha256_in: str
    sha256_out: str
    depth: int


def inside(children: Sequence[Mapping[str, Any]], depth: int = 0) -> list[Inside]:
    """Return the files inside, in order, those deeper below their container."""
    found: list[Inside] = []
    for each in children:
        found.append(
            Inside(
                name=each["name"],
                sign=OUTCOMES.get(each["outcome"], OUTCOMES["held"]),
                reasons=tuple(reason(code) for code in each["reasons"]),
                sha256_in=each["sha256_in"],
                sha256_out=each["sha256_out"],
                depth=depth,
            )
        )
        found += inside(each["children"], depth + 1)
    return found


def _english() -> bool:
    return (get_language() or "").startswith("en")


def mail_state(mail: Mail | None) -> str:
    """Return what became of the mail with the page's address; "" when nothing is known of it."""
    if mail is None:
        return ""
    words = {"to": mail.to}
    if mail.sent_at:
        return _("受取りページのアドレスを、%(to)s にメールで送りました。") % words
    if mail.given_up_at:
        return _("%(to)s へのメールは送れませんでした。アドレスを自分で伝えてください。") % words
    return (
        _("受取りページのアドレスを、%(to)s にメールで送ります（メールサーバに渡す前です）。")
        % words
    )


@dataclass(frozen=True, slots=True)
class Layout:
    """What may look different after sanitising, and what was counted on both sides of it."""

    warnings: tuple[str, ...]
    kept: tuple[str, ...]


_GRADES: Mapping[str, str | Promise] = {
    "B": gettext_lazy("PDFのページを描き直しました。文字の形や色が少し変わることがあります。"),
    "C": gettext_lazy("PDFのページを画像にしました。見た目は同じですが、編集はできません。"),
}
_COUNTED: Mapping[str, str | Promise] = {
    "characters": gettext_lazy("文字"),
    "pages": gettext_lazy("ページ"),
    "paragraphs": gettext_lazy("段落"),
    "tables": gettext_lazy("表"),
    "images": gettext_lazy("画像"),
    "sheets": gettext_lazy("シート"),
    "cells": gettext_lazy("セル"),
    "formulas": gettext_lazy("数式"),
    "slides": gettext_lazy("スライド"),
    "charts": gettext_lazy("グラフ"),
    "comments": gettext_lazy("コメント"),
}


def layout(report: Mapping[str, Any], outcome: str = "") -> Layout:
    """Return what the reader should look at: the form that changed, and what stayed by count."""
    found = []
    if (outcome or report.get("outcome")) == "text-only":
        found.append(_("文字だけを渡しました。図、表の形、書式はなくなっています。"))
    if report.get("grade") in _GRADES:
        found.append(str(_GRADES[report["grade"]]))
    found += [str(each) for each in report.get("changes", ())]
    counts = report.get("fidelity") or {}
    kept = (f"{word} {counts[name]:,}" for name, word in _COUNTED.items() if counts.get(name))
    return Layout(tuple(found), tuple(kept))


_SENDINGS: Mapping[str, Sign] = {
    "taken": Sign("○", gettext_lazy("受け取られた"), "good"),
    "stopped": Sign("×", gettext_lazy("止めた"), "bad"),
    "returned": Sign("×", gettext_lazy("差し戻された"), "bad"),
    "working": Sign("▽", gettext_lazy("調べている"), "note"),
    "waiting": Sign("！", gettext_lazy("決裁待ち"), "doubtful"),
    "open": Sign("○", gettext_lazy("受け取れる"), "good"),
    "over": Sign("－", gettext_lazy("期限切れ"), "quiet"),
}


def sending_state(row: Sending, at: datetime) -> Sign:
    """Return how a sending stands."""
    if row.taken_at:
        return _SENDINGS["taken"]
    if row.returned_at:
        return _SENDINGS["stopped" if row.returned_at == row.scanned_at else "returned"]
    if row.scanned_at is None:
        return _SENDINGS["working"]
    if row.decided_at is None:
        return _SENDINGS["waiting"]
    return _SENDINGS["open" if row.is_open(at) else "over"]
