"""`sekisho separation probe`: real connection attempts between zones, judged at the receiver.

One machine with a leg in every zone (or a network namespace per zone) sends along a plan drawn
from the policy: each permitted port and its neighbours, and ports no flow names. What counts is
whether the receiver got the probe's mark; an answer or its absence is not trusted.
"""

import argparse
import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sekisho.cli import probe_peer
from sekisho.cli.inputs import add_at, fail, now, policy_of
from sekisho.separation import Attempt, Endpoint, Policy, SeparationError, plan

if TYPE_CHECKING:
    _Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # argparse names it nowhere else

OK, DIFFERENT, UNREADABLE_INPUT = 0, 1, 2
MOST = 400  # attempts of one run
_SECONDS = 120  # one receiver or sender may take
_CONTROL = 443  # where an end nobody tries to reach listens for its own mark
_DEAF = (
    "{} で、自分から自分への通信が届きません。"
    "この住所がこの機械（その名前空間）にあるか、そのポートを別のものが使っていないかを確かめてください。"
)


@dataclass(frozen=True, slots=True)
class Leg:
    """This machine's leg in a zone: an address, and the network namespace it is in ("": ours)."""

    zone: str
    address: str
    namespace: str


def add_probe(commands: "_Subparsers") -> None:
    """Add `probe ZONES.yaml --leg ZONE=ADDRESS[@NAMESPACE]… [--at DATE] [--json] [--out FILE]`."""
    parser = commands.add_parser(
        "probe", help="領域の間で実際に通信を試し、受け手で確かめる", description=__doc__
    )
    parser.add_argument("zones", type=Path, metavar="ZONES.yaml", help="領域と許可する通信")
    parser.add_argument(
        "--leg",
        action="append",
        default=[],
        metavar="ZONE=ADDRESS[@NAMESPACE]",
        help="この機械がその領域で使う住所（領域ごとに、IPv4 と IPv6 をそれぞれ書ける）",
    )
    add_telling(parser)
    parser.set_defaults(run=run)


def add_telling(parser: argparse.ArgumentParser) -> None:
    """Add what every command that judges a probe takes: `[--at DATE] [--json] [--out FILE]`."""
    add_at(parser)
    parser.add_argument("--json", action="store_true", help="JSON を1件だけ標準出力に出す")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="結果をファイルに書く（画面の「試験」で取り込める）",
    )


def run(args: argparse.Namespace) -> int:
    """Try; return 0 (as the policy says), 1 (something else passed or was stopped) or 2."""
    try:
        policy = policy_of(args.zones)
        legs = [leg_of(text, policy) for text in args.leg]
    except (OSError, SeparationError) as error:
        return fail(args, error)
    if len({leg.zone for leg in legs}) < 2:  # noqa: PLR2004  # a probe needs two ends
        print("--leg で、二つ以上の領域の住所を指定してください。", file=sys.stderr)
        return UNREADABLE_INPUT
    started = now()
    ends = [Endpoint(leg.zone, leg.address) for leg in legs]
    attempts = plan(policy, ends, at=args.at or started, most=MOST)
    arrived = _tried(attempts, ends, {leg.address: leg.namespace for leg in legs})
    deaf = [end.address for at, end in enumerate(ends, len(attempts)) if at not in arrived]
    if deaf:
        return fail(args, SeparationError(_DEAF.format("、".join(deaf))))
    rows = [_row(number, attempt, arrived) for number, attempt in enumerate(attempts)]
    found = _result(args.zones, started, ends, rows)
    try:
        if args.out:
            keep(args.out, json.dumps(found, ensure_ascii=False, indent=2))
    except OSError as error:
        return fail(args, error)
    tell(args, found)
    return OK if all(row["expected"] == row["arrived"] for row in rows) else DIFFERENT


def _result(
    zones: Path, started: datetime, ends: list[Endpoint], rows: list[dict[str, object]]
) -> dict[str, Any]:
    """Return the file of a probe, as `separation.probed` says."""
    return {
        "format": "sekisho-probe",
        "version": 1,
        "tried_at": started.isoformat(),
        "policy_sha256": sha256(zones.read_bytes()).hexdigest(),
        "controls": [
            {"zone": each.zone, "address": each.address, "arrived": True} for each in ends
        ],
        "attempts": rows,
    }


def keep(path: Path, text: str) -> None:
    """Write a file so that nobody ever sees half of it."""
    made = path.with_name(f"{path.name}.part")
    made.write_text(text, "utf-8")
    made.replace(path)


def leg_of(text: str, policy: Policy, option: str = "--leg") -> Leg:
    """Return what `ZONE=ADDRESS[@NAMESPACE]` names. Raises SeparationError."""
    zone, _, rest = text.partition("=")
    address, _, namespace = rest.partition("@")
    if zone not in policy.zones or not address:
        raise SeparationError(
            f"{option} {text}: 「領域=住所」の形で、zones.yaml の領域を書いてください。"
        )
    return Leg(zone, address, namespace)


def _tried(
    attempts: tuple[Attempt, ...], ends: list[Endpoint], namespaces: dict[str, str]
) -> set[int]:
    """Send every attempt and return the numbers of those the receivers got.

    The numbers behind them are the controls: a mark each end sends to itself. An end that does not
    get its own mark receives nothing, and its silence would say nothing.
    """
    attempts = (*attempts, *(_control(end, attempts) for end in ends))
    with contextlib.ExitStack() as stack:
        receivers = [
            stack.enter_context(peer("receive", namespaces[address], jobs))
            for address, jobs in _by(attempts, "destination")
        ]
        for receiver in receivers:
            line(receiver)  # it listens
        for address, jobs in _by(attempts, "source"):
            with peer("send", namespaces[address], jobs) as sender:
                line(sender)
        return {number for receiver in receivers for number in json.loads(end(receiver))}


def _control(end: Endpoint, attempts: tuple[Attempt, ...]) -> Attempt:
    """Return what an end sends to itself, at a port where it listens anyhow."""
    ports = (
        each.port for each in attempts if each.destination == end.address and each.protocol == "tcp"
    )
    port = next(ports, _CONTROL)
    return Attempt(end.zone, end.zone, end.address, end.address, "tcp", port, expected=True)


def _by(attempts: tuple[Attempt, ...], end: str) -> Iterator[tuple[str, list[list[object]]]]:
    """Yield each address with what its process has to do."""
    grouped: dict[str, list[list[object]]] = {}
    for number, each in enumerate(attempts):
        job = [number, each.protocol, each.source, each.destination, each.port]
        grouped.setdefault(getattr(each, end), []).append(job)
    yield from grouped.items()


@contextlib.contextmanager
def peer(
    role: str, namespace: str, jobs: Sequence[Sequence[object]], secret: str = ""
) -> Iterator["subprocess.Popen[str]"]:
    """Run one end of a probe, in a namespace or here; see `probe_peer`."""
    inside = ["ip", "netns", "exec", namespace] if namespace else []
    words = [*inside, sys.executable, probe_peer.__file__, role, secret, json.dumps(jobs)]
    with subprocess.Popen(  # noqa: S603  # our own program; no shell
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def line(process: "subprocess.Popen[str]") -> str:
    """Return the next line an end says."""
    return process.stdout.readline() if process.stdout else ""


def end(process: "subprocess.Popen[str]") -> str:
    """Tell a receiver to stop; return what it collected."""
    return process.communicate("", timeout=_SECONDS)[0] or "[]"


def _row(number: int, attempt: Attempt, arrived: set[int]) -> dict[str, object]:
    return {
        "from": attempt.source_zone,
        "to": attempt.destination_zone,
        "source": attempt.source,
        "destination": attempt.destination,
        "protocol": attempt.protocol,
        "port": attempt.port,
        "expected": attempt.expected,
        "arrived": number in arrived,
    }


def tell(args: argparse.Namespace, found: dict[str, Any]) -> None:
    """Print what a probe found."""
    if args.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return
    rows = found["attempts"]
    wrong = [row for row in rows if row["expected"] != row["arrived"]]
    print(f"{len(rows)} 件の通信を試しました。方針と違うものは {len(wrong)} 件です。")
    for row in wrong:
        what = "許可していないのに届きました" if row["arrived"] else "許可しているのに届きません"
        print(
            f"  {row['from']} → {row['to']}: {row['source']} → {row['destination']}"
            f"（{row['protocol']} ポート {row['port']}）{what}"
        )
