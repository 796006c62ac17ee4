"""`sekisho separation probe-plan`, `probe-end`, `probe-judge`: a probe between separate machines.

The machines exchange nothing but files: a plan goes out to each of them, each listens, sends and
writes what it saw, and where the plan was made the results are judged together.
"""

import argparse
import json
import secrets
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sekisho.cli import probe
from sekisho.cli.inputs import add_at, fail, now, policy_of, text_of
from sekisho.separation import (
    Endpoint,
    EndResult,
    EndsPlan,
    Limits,
    Outcome,
    Policy,
    ProbeError,
    SeparationError,
    judge_probe,
    plan,
    read_end_result,
    read_ends_plan,
    read_probe,
    together,
    write_end_result,
    write_ends_plan,
)

if TYPE_CHECKING:
    _Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # argparse names it nowhere else

OK, DIFFERENT = 0, 1
_SECRET_BYTES = 16
_MAY = {Outcome.PASSED, Outcome.BLOCKED}  # what the policy lets arrive
_LISTENING = "待ち受けています。全部の機械が待ち受けたら、Enter を押すと送ります。"
_SENT = "送り終えました。全部の機械が送り終えたら、Enter を押すと終えます。"
_WORDS = {
    "unreadable": "計画か結果のファイルとして読めません。書き換えずに指定してください。",
    "other-format": "別の版の関所が書いたファイルか、計画と結果の取り違えです。",
    "changed": "結果が途中で変わったか、別の計画の結果です。その機械から取り直してください。",
    "missing-end": "{} の結果がありません。計画にある機械すべての結果を指定してください。",
    "twice": "{} の結果が二つあります。どちらか一つを指定してください。",
    "no-control": "{} で、自分から自分への通信が届いていません。"
    "待ち受けていない試験では、届かなかったことの証しになりません。",
    "not-listening": "{} は、{} が送っている間ずっとは待ち受けていませんでした。"
    "全部の機械が待ち受けてから送り、全部が送り終えてから終えてください"
    "（機械の時計が合っているかも確かめてください）。",
    "nothing-tried": "試す通信が1件もありません。二つ以上の領域の住所を指定してください。",
    "unknown-zone": "「{}」という領域は zones.yaml にありません。",
    "misplaced": "{} は「{}」の住所とされていますが、zones.yaml では「{}」の範囲にあります。",
}


def add_probe_ends(commands: "_Subparsers") -> None:
    """Add the three commands."""
    making = commands.add_parser(
        "probe-plan", help="別々の機械で行う通信の試験の計画を作る", description=__doc__
    )
    making.add_argument("zones", type=Path, metavar="ZONES.yaml", help="領域と許可する通信")
    making.add_argument(
        "--end",
        action="append",
        default=[],
        metavar="ZONE=ADDRESS",
        help="その領域に置く機械の住所（領域ごとに、IPv4 と IPv6 をそれぞれ書ける）",
    )
    add_at(making)
    making.add_argument("--out", type=Path, required=True, metavar="FILE", help="計画を書く所")
    making.set_defaults(run=run_plan)

    ending = commands.add_parser(
        "probe-end", help="計画に沿って、この機械で待ち受けて送る", description=__doc__
    )
    ending.add_argument("plan", type=Path, metavar="PLAN", help="probe-plan が書いた計画")
    ending.add_argument(
        "--address", action="append", required=True, help="計画にある、この機械の住所"
    )
    ending.add_argument(
        "--send-after", type=int, metavar="SECONDS", help="Enter を待たず、この秒数の後に送る"
    )
    ending.add_argument(
        "--stop-after", type=int, metavar="SECONDS", help="Enter を待たず、送った後この秒数で終える"
    )
    ending.add_argument("--out", type=Path, required=True, metavar="FILE", help="結果を書く所")
    ending.set_defaults(run=run_end)

    judging = commands.add_parser(
        "probe-judge", help="別々の機械の結果を合わせて、方針と比べる", description=__doc__
    )
    judging.add_argument("zones", type=Path, metavar="ZONES.yaml", help="領域と許可する通信")
    judging.add_argument("plan", type=Path, metavar="PLAN", help="probe-plan が書いた計画")
    judging.add_argument("results", type=Path, nargs="+", metavar="RESULT", help="各機械の結果")
    probe.add_telling(judging)
    judging.set_defaults(run=run_judge)


def run_plan(args: argparse.Namespace) -> int:
    """Write a plan; return 0, or 2 when it cannot be made."""
    try:
        policy = policy_of(args.zones)
        ends = tuple(_end(text, policy) for text in args.end)
        attempts = plan(policy, ends, at=args.at or now(), most=probe.MOST)
        if not attempts:
            raise ProbeError("nothing-tried")
        hashed = sha256(args.zones.read_bytes()).hexdigest()
        made = EndsPlan(secrets.token_hex(_SECRET_BYTES), hashed, ends, attempts)
        probe.keep(args.out, write_ends_plan(made))
    except (OSError, SeparationError) as error:
        return _fail(args, error)
    print(
        f"{len(ends)} か所の間で {len(attempts)} 件の通信を試す計画を書きました。"
        "それぞれの機械に渡してください。"
    )
    return OK


def run_end(args: argparse.Namespace) -> int:
    """Listen, send and write what arrived; return 0, or 2 when that cannot be done here."""
    try:
        given = _plan(args.plan)
        result = _taken_part(given, args)
        probe.keep(args.out, write_end_result(given, result))
    except (OSError, SeparationError) as error:
        return _fail(args, error)
    print("結果を書きました。計画を作った所に持ち帰ってください。", flush=True)
    return OK


def _taken_part(given: EndsPlan, args: argparse.Namespace) -> EndResult:
    mine = args.address
    unknown = set(mine) - {end.address for end in given.ends}
    if unknown:
        raise SeparationError(f"計画にない住所です: {'、'.join(sorted(unknown))}")
    with probe.peer("receive", "", given.received_by(mine), given.secret) as receiver:
        if probe.line(receiver) != "ready\n":
            raise SeparationError(
                "待ち受けられません。この住所がこの機械にあるか、"
                "ほかのものが同じポートを使っていないかを確かめてください。"
            )
        begun = now()
        _sent(given.controls(mine, last=False), given.secret)
        _wait(
            "待ち受けています。全部の機械が待ち受けたら、Enter を押すと送ります。", args.send_after
        )
        first = now()
        _sent(given.sent_by(mine), given.secret)
        last = now()
        _wait(_SENT, args.stop_after)
        _sent(given.controls(mine, last=True), given.secret)
        ended = now()
        arrived = frozenset(json.loads(probe.end(receiver)))
    return EndResult(tuple(mine), (begun, ended), (first, last), arrived)


def _sent(jobs: list[tuple[int, str, str, str, int]], secret: str) -> None:
    with probe.peer("send", "", jobs, secret) as sender:
        probe.line(sender)


def _wait(words: str, seconds: int | None) -> None:
    print(words, flush=True)
    if seconds is None:
        sys.stdin.readline()
    else:
        time.sleep(seconds)


def run_judge(args: argparse.Namespace) -> int:
    """Judge results; return 0 (as the policy says), 1 (something else) or 2 (unusable)."""
    try:
        policy, given = policy_of(args.zones), _plan(args.plan)
        _refuse_other(args.zones, given)
        results = [read_end_result(given, _text(path)) for path in args.results]
        found = _judged(policy, together(given, results), args)
        if args.out:
            probe.keep(args.out, json.dumps(found, ensure_ascii=False, indent=2))
    except (OSError, SeparationError) as error:
        return _fail(args, error)
    probe.tell(args, found)
    rows = found["attempts"]
    return OK if all(row["expected"] == row["arrived"] for row in rows) else DIFFERENT


def _refuse_other(zones: Path, given: EndsPlan) -> None:
    if sha256(zones.read_bytes()).hexdigest() != given.policy_sha256:
        raise SeparationError("この zones.yaml から作った計画ではありません。")


def _judged(policy: Policy, found: dict[str, Any], args: argparse.Namespace) -> dict[str, Any]:
    """Return the file of a probe with what the policy expected of each attempt."""
    judged = judge_probe(policy, read_probe(json.dumps(found)), at=args.at or now())
    rows = [
        {**row, "expected": outcome in _MAY}
        for row, (_attempt, outcome) in zip(found["attempts"], judged.rows, strict=True)
    ]
    return {**found, "attempts": rows}


def _plan(path: Path) -> EndsPlan:
    return read_ends_plan(_text(path))


def _text(path: Path) -> str:
    return text_of(path, Limits().policy_bytes)


def _end(text: str, policy: Policy) -> Endpoint:
    leg = probe.leg_of(text, policy, "--end")
    return Endpoint(leg.zone, leg.address)


def _fail(args: argparse.Namespace, error: Exception) -> int:
    if isinstance(error, ProbeError):
        error = SeparationError(_WORDS[error.code].format(*error.figures))
    return fail(args, error)
