"""`sekisho separation changes`: what differs between two configurations of a device, in packets.

Asked before a change goes live, or of yesterday's and today's backup: which packets pass now and
did not, and which passed and do not, each with the rule that decides it.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sekisho.cli.inputs import config_of, fail
from sekisho.separation import BudgetError, Change, NotUnderstood, SeparationError, changes

if TYPE_CHECKING:
    _Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # argparse names it nowhere else

SAME, DIFFERENT, UNREADABLE_INPUT, UNDECIDED = 0, 1, 2, 4
_STATUS = {"same": SAME, "different": DIFFERENT, "undecided": UNDECIDED}
_WORDS = {
    "same": "二つの設定は、同じ通信を通します。",
    "different": "通る通信が違います。",
    "undecided": "同じ通信を通すかどうかは決まりませんでした。",
}
_REASONS = {
    "possible": "理解できない行があり、その行で違うかもしれません。",
    "budget": "規則が多く複雑なため、決められた計算の量では決まりませんでした。",
    "translation": "住所を書き換える設定（NAT）の行き先が一つに決まらないため、比べられません。",
}
_SHOWN = 20


def add_changes(commands: "_Subparsers") -> None:
    """Add `changes OLD NEW [--json]`."""
    parser = commands.add_parser(
        "changes",
        help="設定の変更で通るように（通らないように）なる通信を示す",
        description=__doc__,
    )
    parser.add_argument("old", type=Path, metavar="OLD", help="前の設定")
    parser.add_argument("new", type=Path, metavar="NEW", help="後の設定")
    parser.add_argument("--json", action="store_true", help="JSON を1件だけ標準出力に出す")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compare; return 0 (the same packets), 1 (others), 4 (undecided), 2 (cannot be read)."""
    try:
        old, new = config_of(args.old), config_of(args.new)
    except (OSError, UnicodeError, SeparationError) as error:
        return fail(args, error)
    lost = (*old.not_understood, *new.not_understood)
    found: tuple[Change, ...] = ()
    reason = "possible" if lost else None
    try:
        found = changes(old, new)
    except BudgetError:
        reason = "budget"
    except ValueError:
        reason = "translation"
    verdict = "different" if found else "undecided" if reason else "same"
    _tell(args, verdict, None if found else reason, found, lost)
    return _STATUS[verdict]


def _tell(
    args: argparse.Namespace,
    verdict: str,
    reason: str | None,
    found: tuple[Change, ...],
    lost: tuple[NotUnderstood, ...],
) -> None:
    if args.json:
        said = {
            "verdict": verdict,
            "reason": reason,
            "changes": [_row(change) for change in found],
            "not_understood": [
                {"file": each.origin.file, "line": each.origin.line, "text": each.text}
                for each in lost
            ],
        }
        print(json.dumps(said, ensure_ascii=False, indent=2))
        return
    print(_WORDS[verdict])
    if reason:
        print(_REASONS[reason])
    print("\n".join(_lines(found)))
    if lost:
        print(f"理解できない行が {len(lost)} 件あります。その行で違う通信は、ここには出ません。")


def _row(change: Change) -> dict[str, object]:
    step = change.step
    return {
        "opens": change.opens,
        "packet": change.packet.as_json(),
        "rule": step.text or f"{step.chain}: {step.action}",
        "file": step.origin.file if step.origin else None,
        "line": step.origin.line if step.origin else None,
    }


def _lines(found: tuple[Change, ...]) -> Iterator[str]:
    for opens, title in ((True, "新しく通る通信"), (False, "通らなくなる通信")):
        listed = [change for change in found if change.opens is opens]
        if listed:
            yield f"{title}（{len(listed)}件）"
        for change in listed[:_SHOWN]:
            step = change.step
            where = f"{step.origin.file}:{step.origin.line}" if step.origin else "既定の動作"
            yield f"  {change.packet.sentence()}"
            yield f"    {where}  {step.text or step.action}"
