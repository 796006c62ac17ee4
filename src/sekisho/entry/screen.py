"""`sekisho screen`: the session host of the screen transfer (端末への画面転送)."""

import argparse
import asyncio
import contextlib
import logging
import os
import secrets
import shutil
import signal
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from sekisho.entry import instance as instances
from sekisho.entry.gate_places import Places
from sekisho.entry.setting_words import address
from sekisho.quarantine import Keyring, KeyringError, QuarantineError, Store
from sekisho.screen import (
    Door,
    Host,
    Journal,
    LocalJournal,
    Profile,
    Record,
    ScreenOptions,
    Unusable,
)
from sekisho.web.site.environment import SettingError, Settings
from sekisho.web.site.instance import locate, open_instance

_TOKYO = ZoneInfo("Asia/Tokyo")
_MIB = 1 << 20
_PROGRAMS = ("bwrap", "Xvnc", "openbox", "socat", "chromium")
_ORIGINAL = "transfer"  # a downloaded file is kept as one handed in at the portal is
_log = logging.getLogger(__name__)


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `screen`."""
    screen = commands.add_parser("screen", help="画面転送（インターネット閲覧）のサーバーを動かす")
    instances.add_option(screen)
    screen.set_defaults(run=run_screen)


def screen_options(settings: Settings) -> ScreenOptions:
    """Return the host's options; raises SettingError or Unusable naming what is wrong."""
    default = ScreenOptions()
    refused = tuple(settings.words("SEKISHO_SCREEN_REFUSED_NETWORKS"))
    also = tuple(settings.words("SEKISHO_SCREEN_ALSO_NETWORKS"))
    ports = tuple(_ports(settings, "SEKISHO_SCREEN_PORTS", "80,443"))
    special = tuple(settings.words("SEKISHO_SCREEN_MYNUMBER_HOSTS"))
    profiles = [Profile(ports=ports, refused=refused, also=also)]
    if special:
        profiles.append(Profile("mynumber", special, ports, refused, also))
    return ScreenOptions(
        host=settings.text("SEKISHO_SCREEN_HOST", default.host),
        listen=address(settings, "SEKISHO_SCREEN_LISTEN", "127.0.0.1:8210"),
        sessions=settings.number("SEKISHO_SCREEN_SESSIONS", default.sessions),
        warm=settings.number("SEKISHO_SCREEN_WARM", default.warm),
        percent=settings.number("SEKISHO_SCREEN_PERCENT", default.percent),
        memory_bytes=settings.number("SEKISHO_SCREEN_MEGABYTES", default.memory_bytes // _MIB)
        * _MIB,
        idle_seconds=settings.number("SEKISHO_SCREEN_IDLE_MINUTES", default.idle_seconds // 60)
        * 60,
        longest_seconds=settings.number("SEKISHO_SCREEN_LONGEST_HOURS", 8) * 3600,
        start=settings.text("SEKISHO_SCREEN_START", default.start),
        trusted_fronts=tuple(settings.words("SEKISHO_SCREEN_TRUSTED_FRONTS")),
        origins=(settings.text("SEKISHO_URL", "http://localhost:8000").rstrip("/"),),
        profiles=tuple(profiles),
        zones=_zones(settings),
        texts=tuple(settings.words("SEKISHO_SCREEN_TEXTS", "read")),
        visit_seconds=settings.number("SEKISHO_SCREEN_VISIT_SECONDS", default.visit_seconds),
    )


def _zones(settings: Settings) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the zones of terminals, each `zone=network`; several networks are several words."""
    found: dict[str, list[str]] = {}
    for word in settings.words("SEKISHO_SCREEN_ZONES"):
        zone, sign, network = word.partition("=")
        if not (zone and sign and network):
            raise SettingError("SEKISHO_SCREEN_ZONES: 領域=ネットワークの形で書いてください。")
        found.setdefault(zone, []).append(network)
    return tuple((zone, tuple(networks)) for zone, networks in found.items())


def _ports(settings: Settings, name: str, default: str) -> list[int]:
    words = settings.words(name, default)
    if not all(each.isdecimal() and 0 < int(each) < 1 << 16 for each in words):
        raise SettingError(f"{name}: ポートの番号をコンマで区切って指定してください。")
    return [int(each) for each in words]


@dataclass(frozen=True)
class Deliveries:
    """Keeps what a session downloaded as an original, and tells the web room of it."""

    originals: Store
    journal: Journal
    host: str

    async def deliver(self, session: str, person: str, name: str, data: bytes) -> None:
        """Keep a file, encrypted; a file that cannot be kept does not cross, and that is logged."""
        at = _now()
        number = f"{at:%Y%m%d}-S{secrets.token_hex(5).upper()}"
        kept: dict[str, object] = {"number": number, "name": name, "bytes": len(data),
                                   "sha256": sha256(data).hexdigest()}  # fmt: skip
        try:
            await asyncio.to_thread(self.originals.put, number, data, kind=_ORIGINAL, at=at)
            when = at.isoformat(timespec="milliseconds")
            self.journal.write(Record("file", when, self.host, session, person, kept))
        except (OSError, QuarantineError):
            _log.exception("a downloaded file could not be kept; it did not cross")

    async def fetch(self, number: str) -> bytes:
        """Return what is kept under a number. Raises LookupError."""
        try:
            return await asyncio.to_thread(self.originals.get, number)
        except QuarantineError as error:
            raise LookupError(number) from error


def run_screen(args: argparse.Namespace) -> int:
    """Serve until told to stop. Exit 2 for unusable settings and missing programs."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    places = Places(open_instance(locate(args.instance)))
    absent = [each for each in _PROGRAMS if shutil.which(each) is None]
    if absent:
        raise instances.UnusableInputError(f"{'、'.join(absent)} がありません。導入してください。")
    try:
        options = screen_options(places.instance.settings(os.environ))
        Keyring.load(places.keys)  # said now rather than with the first file
    except (Unusable, KeyringError) as error:
        raise instances.UnusableInputError(str(error)) from error
    journal = LocalJournal(places.screen)
    deliveries = Deliveries(places.store(), journal, options.host)
    with contextlib.ExitStack() as stack:
        folder = _folder(stack)
        host = Host(
            options, folder / "sessions", journal, _now, deliveries.deliver, deliveries.fetch,
            users=_is_root(),
        )  # fmt: skip
        secret = places.instance.screen_key()
        asyncio.run(_serve(host, Door(host, secret, time.time)))
    return 0


def _folder(stack: contextlib.ExitStack) -> Path:
    """Return a folder for the sockets: it lets through who knows a name, and shows nothing."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sekisho-screen-")))
    folder.chmod(0o711)
    return folder


async def _serve(host: Host, door: Door) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await host.prepare()
    server = await door.start()
    keeping = asyncio.create_task(host.keep())
    where = f"{host.options.listen[0]}:{host.options.listen[1]}"
    print(f"画面転送のサーバーを動かしています: {where}（止めるには Ctrl+C）", flush=True)
    try:
        await stop.wait()
    finally:
        await host.stop()
        keeping.cancel()
        server.close()


def _is_root() -> bool:
    return os.geteuid() == 0


def _now() -> datetime:
    return datetime.now(UTC).astimezone(_TOKYO)  # noqa: TID251  # the program's own clock
