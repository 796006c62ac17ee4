"""`sekisho separation`: is the network kept apart as declared? Prove, compile, probe."""

import argparse
import gc
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sekisho.cli import confirm, probe, probe_ends, separation_changes
from sekisho.cli.inputs import add_at, config_of, fail, now, policy_of, text_of
from sekisho.separation import (
    TARGETS,
    Device,
    Limits,
    Policy,
    Reason,
    SeparationError,
    Verdict,
    Verification,
    Violation,
    join,
    verify,
)

if TYPE_CHECKING:
    _Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # argparse names it nowhere else

OK, VIOLATED, UNREADABLE_INPUT, UNDECIDED = 0, 1, 2, 4
_STATUS = {Verdict.PROVEN: OK, Verdict.VIOLATED: VIOLATED, Verdict.UNDECIDED: UNDECIDED}
_WORDS = {
    Verdict.PROVEN: "証明できました。許可した通信のほかに、領域の間を通る通信はありません。",
    Verdict.VIOLATED: "許可していない通信が通ります。",
    Verdict.UNDECIDED: "証明できませんでした。",
}
_REASONS = {
    Reason.POSSIBLE: "理解できない行が、許可していない通信を通すかもしれません。",
    Reason.BUDGET: "規則が多く複雑なため、決められた計算の量では決まりませんでした。",
    Reason.MISSING_FAMILY: "IPv4 か IPv6 の設定がありません。両方の設定を渡してください。",
}
_SEEN = {
    True: "確認済み: この規則を入れたカーネルで送り、出ていくのを見ました。",
    False: "カーネルで送りましたが、出ていくのは見えませんでした。",
}
_SHOWN = 20


def add(subparsers: "_Subparsers") -> None:
    """Add `separation` with its commands."""
    parser = subparsers.add_parser(
        "separation", help="領域の間の通信経路を証明する", description=__doc__
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    add_verify(commands)
    add_compile(commands)
    separation_changes.add_changes(commands)
    probe.add_probe(commands)
    probe_ends.add_probe_ends(commands)


def add_verify(commands: "_Subparsers") -> None:
    """Add `verify ZONES.yaml CONFIG... [--at DATE] [--json] [--confirm]`."""
    parser = commands.add_parser("verify", help="機器の設定が領域を分けているかを証明する")
    parser.add_argument("zones", type=Path, metavar="ZONES.yaml", help="領域と許可する通信")
    parser.add_argument("configs", type=Path, nargs="+", metavar="CONFIG", help="機器の設定")
    add_at(parser)
    parser.add_argument("--json", action="store_true", help="JSON を1件だけ標準出力に出す")
    parser.add_argument(
        "--confirm",
        action="store_true",
        help="通ってしまう通信を、隔離したネットワークのカーネルで実際に送って確かめる"
        "（nftables と iptables、root のみ）",
    )
    parser.set_defaults(run=run_verify)


def add_compile(commands: "_Subparsers") -> None:
    """Add `compile ZONES.yaml --target nftables [--at DATE]`."""
    parser = commands.add_parser("compile", help="領域の方針から機器の規則を作る")
    parser.add_argument("zones", type=Path, metavar="ZONES.yaml", help="領域と許可する通信")
    parser.add_argument("--target", choices=sorted(TARGETS), required=True, help="作る規則の種類")
    add_at(parser)
    parser.set_defaults(run=run_compile)


def run_compile(args: argparse.Namespace) -> int:
    """Print the rules to load now (`--at`: at the beginning of that day); 0, or 2."""
    try:
        print(TARGETS[args.target](policy_of(args.zones), at=args.at or now()), end="")
    except (OSError, SeparationError) as error:
        return fail(args, error)
    return OK


def run_verify(args: argparse.Namespace) -> int:
    """Verify; return 0 proven, 1 violated, 4 undecided, 2 when something cannot be read."""
    gc.disable()  # one proof and out: the collector would only walk the rules over and over
    try:
        return _verified(args)
    finally:
        gc.enable()


def _verified(args: argparse.Namespace) -> int:
    try:
        policy = policy_of(args.zones)
        devices = join([config_of(path) for path in args.configs])
    except (OSError, UnicodeError, SeparationError) as error:
        return fail(args, error)
    found = verify(policy, devices, at=args.at or now())
    seen = _replayed(args, found, devices)
    if args.json:
        print(_json(args, found, seen))
    else:
        print("\n".join(_lines(found, policy, seen)))
    return _STATUS[found.verdict]


def _replayed(
    args: argparse.Namespace, found: Verification, devices: Sequence[Device]
) -> list[bool | None]:
    """Return for each violation whether the kernel let its packet pass; None: not tried."""
    nothing: list[bool | None] = [None] * len(found.violations)
    if not args.confirm or not found.violations:
        return nothing
    if len(devices) != 1 or devices[0].vendor not in confirm.VENDORS:
        print(
            "カーネルで確かめられるのは、nftables か iptables の1台の設定だけです。",
            file=sys.stderr,
        )
        return nothing
    try:
        return confirm.confirmed(found.violations, [_rules(path) for path in args.configs])
    except confirm.NotTriedError as error:
        print(str(error), file=sys.stderr)
        return nothing


def _rules(path: Path) -> confirm.Rules:
    device = config_of(path)
    text = text_of(path, Limits().config_bytes)
    return confirm.Rules(device.vendor, min(device.families), text)


def _json(args: argparse.Namespace, found: Verification, seen: list[bool | None]) -> str:
    said = found.as_json()
    if args.confirm:
        rows = (violation.as_json() for violation in found.violations)
        said["violations"] = [
            {**row, "confirmed": each} for row, each in zip(rows, seen, strict=True)
        ]
    return json.dumps(said, ensure_ascii=False, indent=2)


def _lines(found: Verification, policy: Policy, seen: list[bool | None]) -> Iterator[str]:
    yield _WORDS[found.verdict]
    if found.reason:
        yield _REASONS[found.reason]
    yield f"規則 {found.rules} 件を調べました。"
    for violation, passed in list(zip(found.violations, seen, strict=True))[:_SHOWN]:
        yield ""
        yield from _violation_lines(violation, policy)
        if passed is not None:
            yield f"    {_SEEN[passed]}"
    if found.not_understood:
        yield ""
        yield f"理解できない行（{len(found.not_understood)}件）"
    for line in found.not_understood[:_SHOWN]:
        yield f"  {line.origin.file}:{line.origin.line}  {line.text}"
    if found.warnings:
        yield ""
        yield f"注意（{len(found.warnings)}件）"
    for notice in found.warnings[:_SHOWN]:
        where = f"{notice.origin.file}:{notice.origin.line}  " if notice.origin else ""
        yield f"  {where}{notice.message}"


def _violation_lines(violation: Violation, policy: Policy) -> Iterator[str]:
    source = policy.zones[violation.source_zone].label
    destination = policy.zones[violation.destination_zone].label
    yield f"{source} から {destination} へ: {violation.packet.sentence()}"
    for step in violation.path:
        where = f"{step.origin.file}:{step.origin.line}" if step.origin else "既定の動作"
        yield f"    {step.device} {where}  {step.text or step.action}"
