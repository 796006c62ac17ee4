"""Has a table of flows held against the permits of its time by a child process."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sekisho.web.ui.apart import ApartError, ApartLateError, ApartLimits, run_apart
from sekisho.web.zones.apart.flowing import Span, order_of
from sekisho.web.zones.errors import FlowLogRefusedError

_PROGRAM = "sekisho.web.zones.apart.flowing"
LARGEST_BYTES = 64 * 1024 * 1024
LIMITS = ApartLimits(seconds=120.0, cpu_seconds=100, address_bytes=4 * 1024**3)
WRONG = ("unpermitted", "expired", "early", "nowhere")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a table shows, as `apart.flowing` tells it."""

    told: Mapping[str, Any]

    @property
    def first(self) -> datetime | None:
        """The time of the oldest record."""
        return datetime.fromisoformat(self.told["first"]) if self.told["first"] else None

    @property
    def last(self) -> datetime | None:
        """The time of the newest record."""
        return datetime.fromisoformat(self.told["last"]) if self.told["last"] else None

    @property
    def figures(self) -> dict[str, int]:
        """What was counted, for the ledger."""
        counts = self.told["counts"]
        return {
            **counts,
            "records": sum(counts.values()),
            "wrong": sum(counts[kind] for kind in WRONG),
            "conversations": self.told["conversations"],
            "unread": self.told["unread"],
        }


def judged_apart(
    table: bytes, policy: str, spans: Sequence[Span], limits: ApartLimits = LIMITS
) -> Seen:
    """Return what a table of flows shows. Raises FlowLogRefusedError.

    What takes too long, or breaks the process, is refused: it shows nothing.
    """
    if len(table) > LARGEST_BYTES:
        raise FlowLogRefusedError(_(_WORDS["too-large"]))
    try:
        told = json.loads(run_apart(_PROGRAM, order_of(policy, spans, table), limits))
    except ApartLateError as error:
        raise FlowLogRefusedError(_(_WORDS["late"])) from error
    except (ApartError, ValueError) as error:
        raise FlowLogRefusedError(_(_WORDS["broken"])) from error
    if "refused" in told:
        raise _refusal(told)
    if told["first"] is None:
        raise FlowLogRefusedError(_(_WORDS["nothing"]))
    return Seen(told)


def _refusal(told: Mapping[str, Any]) -> FlowLogRefusedError:
    words = _(_WORDS[told["refused"]])
    if told["refused"] == "columns":
        names = _("、").join(_(COLUMNS[each]) for each in told["missing"])
        return FlowLogRefusedError(words % {"columns": names})
    return FlowLogRefusedError(words)


COLUMNS: Mapping[str, str] = {
    "at": gettext_noop("日時"),
    "source": gettext_noop("送信元"),
    "destination": gettext_noop("宛先"),
    "protocol": gettext_noop("プロトコル"),
    "source_port": gettext_noop("送信元ポート"),
    "destination_port": gettext_noop("宛先ポート"),
    "icmp_type": gettext_noop("ICMPタイプ"),
}
_WORDS: Mapping[str, str] = {
    "empty": gettext_noop("ファイルが空です。"),
    "binary": gettext_noop("文字のファイルではありません。通信の記録をCSVで書き出してください。"),
    "encoding": gettext_noop("文字コードが分かりません。UTF-8かShift_JISで保存し直してください。"),
    "too-large": gettext_noop("ファイルが大きすぎます（64 MBまで）。日ごとに分けてください。"),
    "late": gettext_noop("決められた時間で読み終わりませんでした。日ごとに分けてください。"),
    "broken": gettext_noop("読み取りの途中で処理が止まりました。何も取り込んでいません。"),
    "nothing": gettext_noop("読める通信の記録が1件もありません。"),
    "columns": gettext_noop(
        "1行目の見出しに「%(columns)s」がありません。"
        "日時、送信元、宛先、プロトコル、宛先ポートの列を含めて書き出してください。"
    ),
}
