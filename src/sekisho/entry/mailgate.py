"""`sekisho mailgate`: the mail gateway of an instance, its held mail, its Postfix settings."""

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sekisho.catalogue import original_days
from sekisho.cli.confinement import Confined
from sekisho.entry import instance as instances
from sekisho.entry.gate_places import Places
from sekisho.entry.gate_settings import gate_options
from sekisho.entry.telling import tell
from sekisho.mailgate import (
    Crossing,
    Fate,
    GateOptions,
    Gateway,
    OptionsError,
    Pairing,
    Records,
    Row,
    SmtpRelay,
    Spool,
    SpoolBusyError,
    postfix_config,
)
from sekisho.mailgate.receiving import Door, open_door
from sekisho.quarantine import Keyring, KeyringError
from sekisho.sandbox import Layer
from sekisho.web.site.instance import locate, open_instance

_TOKYO = ZoneInfo("Asia/Tokyo")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `mailgate` with `run` (the default), `held`, `release` and `postfix-config`."""
    gate = commands.add_parser("mailgate", help="メールゲートウェイを動かす・調べる")
    instances.add_option(gate)
    gate.add_argument(
        "--accept-missing",
        metavar="LAYER",
        action="append",
        default=[],
        choices=[layer.value for layer in Layer],
        help="欠けていても続ける隔離の仕組み（記録に残る）",
    )
    gate.set_defaults(run=run_gateway)
    inner = gate.add_subparsers(metavar="COMMAND")
    held = inner.add_parser("held", help="保留しているメールの一覧")
    held.add_argument("--json", action="store_true", help="JSON を1件だけ標準出力に出す")
    held.set_defaults(run=run_held)
    status = inner.add_parser("status", help="待っているメールの数と、最も古いものの時間")
    status.add_argument("--json", action="store_true", help="JSON を1件だけ標準出力に出す")
    status.set_defaults(run=run_status)
    again = inner.add_parser("resend", help="届いたか分からないメールを、もう一度送る")
    again.add_argument("number", help="受付番号")
    again.set_defaults(run=run_resend)
    config = inner.add_parser("postfix-config", help="Postfix の設定を出す")
    config.set_defaults(run=run_postfix_config)


def run_gateway(args: argparse.Namespace) -> int:
    """Take mail in and hand it on until told to stop. Exit 2 for unusable settings."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd tells every command
    with _usable(args) as (places, options):
        days = original_days()
        Keyring.load(places.keys)  # said now rather than with the first mail
        store = places.store()
        lookup = Records(options.name_servers) if options.dkim == "verify" else None
        reader = places.instance.settings(os.environ).malware_reader()
        accepted = frozenset(Layer(name) for name in args.accept_missing)
        with (
            Spool(places.spool) as spool,
            Confined(accept_missing=accepted, parallel=options.crossers) as sandbox,
            Gateway(
                options,
                spool,
                Crossing(options, sandbox, store, days, lookup, reader, _pairing(options, spool)),
                SmtpRelay(options),
            ) as gateway,
        ):
            asyncio.run(_serve(gateway, options, sandbox, accepted))
    return 0


def _pairing(options: GateOptions, spool: Spool) -> Pairing | None:
    """Return what pairs locked files with passwords, if the body decided for it."""
    return Pairing(spool.folder / "pairs", options.pair_minutes) if options.pair_minutes else None


async def _serve(
    gateway: Gateway, options: GateOptions, sandbox: Confined, accepted: frozenset[Layer]
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    door = Door(options, gateway.spool, accepted=gateway.accepted, now=_now)
    server = await open_door(door, options)
    where = f"{options.listen[0]}:{options.listen[1]}"
    print(f"メールゲートウェイを動かしています: {where}（止めるには Ctrl+C）", flush=True)
    telling = asyncio.create_task(tell(gateway.spool.folder, sandbox, accepted, _now))
    await stop.wait()
    telling.cancel()
    server.close()
    await door.finish()


def _now() -> datetime:
    return datetime.now(UTC).astimezone(_TOKYO)  # noqa: TID251  # the program's own clock


@contextmanager
def _usable(args: argparse.Namespace) -> Iterator[tuple[Places, GateOptions]]:
    """Give places and settings; what cannot be used ends with exit code 2 and a sentence."""
    places = Places(open_instance(locate(args.instance)))
    try:
        yield places, gate_options(places.instance)
    except (OptionsError, KeyringError, SpoolBusyError) as error:
        raise instances.UnusableInputError(str(error)) from error


def run_status(args: argparse.Namespace) -> int:
    """Tell how many messages wait, and for how long the oldest has. Exit 0."""
    with _usable(args) as (places, _):
        spool = Spool(places.spool)
        waiting = [datetime.fromisoformat(each.received_at) for each in spool.waiting()]
        held, done = len(places.held()), sum(1 for _ in spool.records.glob("*.json"))
    oldest = int((_now() - min(waiting)).total_seconds()) if waiting else None
    if args.json:
        figures = {"waiting": len(waiting), "oldest_seconds": oldest, "held": held, "done": done}
        print(json.dumps(figures))
        return 0
    age = f"（最も古いものは {oldest // 60:,} 分前）" if oldest is not None else ""
    print(f"配達を待つメール {len(waiting):,} 通{age}、保留 {held:,} 通、渡し終えた {done:,} 通")
    return 0


def run_held(args: argparse.Namespace) -> int:
    """List what waits for a person. Exit 0."""
    with _usable(args) as (places, _):
        rows = places.held()
    if args.json:
        print(json.dumps({"held": [_held_row(row) for row in rows]}, ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        print("\t".join([row.number, row.envelope.received_at, row.envelope.sender, _why(row)]))
    if not rows:
        print("保留しているメールはありません。", file=sys.stderr)
    return 0


def _held_row(row: Row) -> dict[str, object]:
    return {
        "number": row.number,
        "received_at": row.envelope.received_at,
        "sender": row.envelope.sender,
        "recipients": dict(row.fates),
        "outcome": row.outcome,
        "why": _why(row),
    }


def _why(row: Row) -> str:
    """Say in one line why somebody has to look."""
    if Fate.DOUBT in row.fates.values():
        return "渡したところで切れ、届いたか分かりません。届いていなければ resend で送り直します。"
    if Fate.REFUSED in row.fates.values():
        return "次のサーバが受け取りませんでした。" + " ".join(row.answers)
    reasons = row.report.get("reasons")
    said = [str(each.get("message", "")) for each in reasons] if isinstance(reasons, list) else []
    return " ".join(said).strip() or "同じメールが関所を二度通ろうとしました（配送の輪）。"


def run_resend(args: argparse.Namespace) -> int:
    """Send again what was made safe but may not have arrived. Exit 2 when there is none."""
    with _usable(args) as (places, _), Spool(places.spool) as spool:
        row = next((row for row in places.held() if row.number == args.number), None)
        unclear = {Fate.DOUBT, Fate.REFUSED}
        who = tuple(w for w, fate in row.fates.items() if fate in unclear) if row else ()
        if not who:
            print("送り直せるメールがありません。受付番号を確かめてください。", file=sys.stderr)
            return 2
        spool.release(args.number, who)
    print("次にメールゲートウェイを動かすと、送り直します。")
    return 0


def run_postfix_config(args: argparse.Namespace) -> int:
    """Print the lines for main.cf and master.cf."""
    with _usable(args) as (_, options):
        print(postfix_config(options), end="")
    return 0
