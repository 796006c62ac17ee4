"""The file of a probe held against the policy: what arrived where nothing may, in plain rows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sekisho.separation import (
    Attempt,
    Outcome,
    Policy,
    Probed,
    ProbeError,
    ProbeFile,
    judge_probe,
    read_probe,
)
from sekisho.web.zones.errors import ProbeRefusedError

LARGEST_BYTES = 2 * 1024 * 1024
Row = list[Any]  # from, to, source, destination, protocol, port, outcome


@dataclass(frozen=True, slots=True)
class Shown:
    """What a probe shows: everything that is kept of it."""

    rows: tuple[Row, ...]
    figures: dict[str, int]
    reached: list[list[str]]
    untried: list[list[str]]


def read(untrusted: bytes) -> ProbeFile:
    """Return what a probe left. Raises ProbeRefusedError."""
    if len(untrusted) > LARGEST_BYTES:
        raise ProbeRefusedError(_(_WORDS["too-large"]))
    try:
        return read_probe(untrusted.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ProbeRefusedError(_(_WORDS["unreadable"])) from error
    except ProbeError as error:
        raise _refusal(error) from error


def shown(policy: Policy, found: ProbeFile, at: datetime) -> Shown:
    """Return what a probe shows by the policy of a moment. Raises ProbeRefusedError."""
    try:
        judged = judge_probe(policy, found, at=at)
    except ProbeError as error:
        raise _refusal(error) from error
    pairs = {(each.source_zone, each.destination_zone) for each in judged.of(Outcome.REACHED)}
    return Shown(
        rows=tuple(_row(attempt, outcome) for attempt, outcome in judged.rows),
        figures=_figures(found, judged),
        reached=[list(pair) for pair in sorted(pairs)],
        untried=[list(pair) for pair in judged.untried],
    )


def _figures(found: ProbeFile, judged: Probed) -> dict[str, int]:
    counts = Counter(outcome for _attempt, outcome in judged.rows)
    return {
        "attempts": len(judged.rows),
        "ends": len(found.ends),
        **{str(outcome): counts[outcome] for outcome in Outcome},
    }


def _row(attempt: Attempt, outcome: Outcome) -> Row:
    return [
        attempt.source_zone,
        attempt.destination_zone,
        attempt.source,
        attempt.destination,
        attempt.protocol,
        attempt.port,
        str(outcome),
    ]


def _refusal(error: ProbeError) -> ProbeRefusedError:
    words = _(_WORDS[error.code])
    given = dict(zip(_FIGURES.get(error.code, ()), error.figures, strict=False))
    return ProbeRefusedError(words % given if given else words)


_FIGURES: Mapping[str, tuple[str, ...]] = {
    "no-control": ("address",),
    "unknown-zone": ("zone",),
    "misplaced": ("address", "zone", "owner"),
}
_WORDS: Mapping[str, str] = {
    "too-large": gettext_noop("ファイルが大きすぎます（2 MBまで）。"),
    "unreadable": gettext_noop(
        "試験の結果のファイルとして読めません。"
        "「sekisho separation probe」の --out が書いたファイルを、書き換えずに選んでください。"
    ),
    "other-format": gettext_noop(
        "別の版の関所が書いた結果です。この関所と同じ版の命令で、試験をやり直してください。"
    ),
    "nothing-tried": gettext_noop(
        "試した通信が1件もありません。二つ以上の領域に --leg を指定してください。"
    ),
    "no-control": gettext_noop(
        "%(address)s が自分の通信を受け取った記録がありません。"
        "受け手が働いていない試験では、届かなかったことの証しになりません。"
    ),
    "unknown-zone": gettext_noop(
        "「%(zone)s」という領域はありません。今の zones.yaml で試験をやり直してください。"
    ),
    "misplaced": gettext_noop(
        "%(address)s は「%(zone)s」の住所として使われましたが、"
        "登録では「%(owner)s」の範囲にあります。領域の範囲か --leg を直してください。"
    ),
}
