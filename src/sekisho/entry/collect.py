"""`sekisho collect`: receives the logs of an instance, and says how it stands."""

import argparse
import json
import logging
import os
from datetime import UTC, datetime
from pathlib import Path

from sekisho.cli.inputs import now
from sekisho.collect import CollectOptions, OptionsError, SpoolBusyError, Standing, keep
from sekisho.collect.doors import Doors
from sekisho.detection.times import micros
from sekisho.entry import instance as instances
from sekisho.entry.gate_places import Places
from sekisho.entry.setting_words import address, existing_file
from sekisho.web.site.environment import Settings
from sekisho.web.site.instance import Instance, locate, open_instance

_MIB = 1 << 20
_FRESH_SECONDS = 60


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `collect` with `run` (the default) and `status`."""
    collect = commands.add_parser("collect", help="記録（syslog など）を受け取る")
    instances.add_option(collect)
    collect.set_defaults(run=run_collect)
    inner = collect.add_subparsers(metavar="COMMAND")
    status = inner.add_parser("status", help="受け取った記録の数と、受信の状態")
    status.add_argument("--json", action="store_true", help="JSON を1件だけ標準出力に出す")
    status.set_defaults(run=run_status)


def collect_options(instance: Instance) -> CollectOptions:
    """Return the receiver's options; raises OptionsError or SettingError naming what is wrong."""
    settings = instance.settings(os.environ)
    default = CollectOptions()
    return CollectOptions(
        udp=_place(settings, "SEKISHO_COLLECT_UDP", "127.0.0.1:5514"),
        tcp=_place(settings, "SEKISHO_COLLECT_TCP", "127.0.0.1:5514"),
        tls=_place(settings, "SEKISHO_COLLECT_TLS", "off"),
        netflow=_place(settings, "SEKISHO_COLLECT_NETFLOW", "off"),
        certificate=existing_file(settings, "SEKISHO_COLLECT_CERTIFICATE"),
        key=existing_file(settings, "SEKISHO_COLLECT_KEY"),
        client_ca=existing_file(settings, "SEKISHO_COLLECT_CLIENT_CA"),
        networks=tuple(settings.words("SEKISHO_COLLECT_NETWORKS", ",".join(default.networks))),
        files={name: Path(path) for name, path in settings.pairs("SEKISHO_COLLECT_FILES").items()},
        free_bytes=settings.number("SEKISHO_COLLECT_FREE_MEGABYTES", default.free_bytes // _MIB)
        * _MIB,
        connections=settings.number("SEKISHO_COLLECT_CONNECTIONS", default.connections),
    )


def _place(settings: Settings, name: str, default: str) -> tuple[str, int] | None:
    return None if settings.text(name, default) == "off" else address(settings, name, default)


def run_collect(args: argparse.Namespace) -> int:
    """Take logs in until told to stop. Exit 2 for unusable settings."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    places = Places(open_instance(locate(args.instance)))
    try:
        keep(collect_options(places.instance), places.logs, places.dropped_logs, _now_us, _told)
    except (OptionsError, SpoolBusyError) as error:
        raise instances.UnusableInputError(str(error)) from error
    return 0


def _told(doors: Doors) -> None:
    where = "、".join(doors.places()) or "ファイルのみ"
    print(f"記録を受け取っています: {where}（止めるには Ctrl+C）", flush=True)


def _now_us() -> int:
    return micros(now())


def run_status(args: argparse.Namespace) -> int:
    """Tell how the receiver stands. Exit 0."""
    places = Places(open_instance(locate(args.instance)))
    standing = Standing.read(places.logs) or Standing()
    seconds = (_now_us() - standing.at_us) // 1_000_000
    running = seconds < _FRESH_SECONDS
    stored = sum(messages for messages, _ in standing.channels.values())
    if args.json:
        figures = {
            "running": running,
            "stored": stored,
            "refused": standing.refused,
            "unspoken": standing.unspoken,
            "dropped": standing.dropped,
            "unreadable": standing.unreadable,
            "full": bool(standing.full_us),
            "missing": list(standing.missing),
            "channels": {
                name: {"messages": messages, "last": _iso(last)}
                for name, (messages, last) in sorted(standing.channels.items())
            },
        }
        print(json.dumps(figures, ensure_ascii=False))
        return 0
    print("受け取っています。" if running else "受け取っていません。")
    for name, (messages, last) in sorted(standing.channels.items()):
        print(f"{name}\t{messages:,} 件\t{_iso(last)}")
    return 0


def _iso(us: int) -> str:
    return datetime.fromtimestamp(us // 1_000_000, UTC).astimezone().isoformat()
