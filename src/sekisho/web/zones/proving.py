"""Has configurations read and proven by a child process: outside bytes stay out of this one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sekisho.web.ui.apart import ApartError, ApartLateError, ApartLimits, run_apart
from sekisho.web.zones.apart.order import File, Order, order_of
from sekisho.web.zones.building import Built
from sekisho.web.zones.errors import ConfigurationRefusedError
from sekisho.web.zones.words import vendor_label

_PROGRAM = "sekisho.web.zones.apart.prover"
LARGEST_BYTES = 16 * 1024 * 1024
LIMITS = ApartLimits(seconds=120.0, cpu_seconds=100, address_bytes=4 * 1024**3)
UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Found:
    """What the child found, as `apart.telling` tells it; `reason` says why nothing was decided."""

    told: Mapping[str, Any]

    @property
    def verdict(self) -> str:
        """proven, violated or undecided."""
        return str(self.told["verdict"])

    @property
    def reason(self) -> str:
        """Why it is undecided: one of the engine's, or `late` or `broken` of this room."""
        return str(self.told["reason"])

    @property
    def pairs(self) -> list[list[str]]:
        """The crossings that are open, or may be, each once: [from, to]."""
        found = {(each["from"], each["to"]) for each in self.told["violations"]}
        found |= {(source, to) for source, to, _family in self.told["possible"]}
        return [list(pair) for pair in sorted(found)]

    @property
    def figures(self) -> dict[str, Any]:
        """What was counted, for the ledger: whole numbers and words, nothing of the text."""
        told = self.told
        lines, understood, outside = told["coverage"]
        stopped, changed = told["blocked"], told["changes"]
        return {
            "rules": told["rules"],
            "lines": lines,
            "understood": understood,
            "outside": outside,
            "unknown": told["unknown"],
            "violations": len(told["violations"]),
            "blocked": len({each["flow"] for each in stopped}) if stopped is not None else 0,
            "blocked_known": stopped is not None,
            "opened": len(changed.get("opens", ())),
            "closed": len(changed.get("closes", ())),
            "unchanged": changed["why"] == "" and not changed["opens"] and not changed["closes"],
            "engines": list(told["engines"]),
            "milliseconds": told["milliseconds"],
        }


def proven_apart(
    files: Sequence[File],
    built: Built,
    *,
    before: File | None,
    at: datetime,
    limits: ApartLimits = LIMITS,
) -> Found:
    """Prove the first file, with the others beside it, against a policy.

    What takes too long, or breaks the process, is undecided; never proven. Raises
    ConfigurationRefusedError for a file that is no configuration of a known device.
    """
    untrusted = files[0].data
    if len(untrusted) > LARGEST_BYTES:
        most = LARGEST_BYTES // 1024 // 1024
        raise ConfigurationRefusedError(_(_REASONS["too-large"]) % {"most": most}, "too-large")
    order = order_of(Order(built.text, at, files, before))
    try:
        told = json.loads(run_apart(_PROGRAM, order, limits))
    except ApartLateError:
        return Found(_nothing("late", untrusted))
    except (ApartError, ValueError):
        return Found(_nothing("broken", untrusted))
    if "refused" in told:
        raise _refusal(told)
    return Found(told)


def _refusal(told: Mapping[str, Any]) -> ConfigurationRefusedError:
    code = str(told["refused"])
    words = _(_REASONS.get(code, _REASONS["unreadable"]))
    more = {"vendor": vendor_label(str(told["vendor"])), "message": str(told["message"])[:300]}
    return ConfigurationRefusedError(words % more if "%(" in words else words, code)


def _nothing(reason: str, untrusted: bytes) -> dict[str, Any]:
    """Return what is told of a file about which nothing could be found out."""
    return {
        "verdict": UNDECIDED,
        "reason": reason,
        "rules": 0,
        "engines": [],
        "violations": [],
        "possible": [],
        "not_understood": [],
        "unknown": 0,
        "notices": [],
        "vendor": "",
        "lines": untrusted.count(b"\n"),
        "coverage": [0, 0, 0],
        "interfaces": [],
        "blocked": None,
        "changes": {"why": reason},
        "milliseconds": 0,
    }


_REASONS: Mapping[str, str] = {
    "empty": gettext_noop("ファイルが空です。"),
    "too-large": gettext_noop(
        "ファイルが大きすぎます（%(most)s MBまで）。"
        "機器の設定だけを書き出したファイルを選んでください。"
    ),
    "binary": gettext_noop(
        "文字のファイルではありません。機器から設定を文字で書き出し（show running-config など）、"
        "そのファイルを選んでください。"
    ),
    "encoding": gettext_noop("文字コードが分かりません。UTF-8かShift_JISで保存し直してください。"),
    "unknown": gettext_noop(
        "どの機種の設定か分かりません。機器から書き出した設定を、書き換えずにそのまま選んでください。"
    ),
    "other-vendor": gettext_noop(
        "選んだ機種の設定ではありません（%(vendor)sの設定のようです）。"
        "機器の登録の機種を直すか、別のファイルを選んでください。"
    ),
    "unreadable": gettext_noop("設定を読めませんでした。機器から書き出し直してください。"),
    "no-json": gettext_noop(
        "nftのJSONとして読めません。「nft -j list ruleset」の結果を、書き換えずに選んでください。"
    ),
    "no-nft": gettext_noop(
        "この機械に nft がないため、文字の形の規則を読めません。"
        "機器で「nft -j list ruleset」を実行した結果を選んでください。"
    ),
    "too-many-rules": gettext_noop("規則が多すぎます。規則を整理するか、機器を分けてください。"),
    "nft-late": gettext_noop("nft が決められた時間で読み終わりませんでした。"),
    "nft-refused": gettext_noop("nft がこの設定を受け付けませんでした。%(message)s"),
}
