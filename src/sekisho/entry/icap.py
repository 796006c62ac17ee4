"""`sekisho icap`: the ICAP service of an instance, and the lines a Squid needs for it."""

import argparse
import asyncio
import logging
import os
import signal
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from sekisho.catalogue import original_days
from sekisho.cli.confinement import Confined
from sekisho.entry import instance as instances
from sekisho.entry.gate_places import Places
from sekisho.entry.setting_words import address, one_of
from sekisho.entry.telling import tell
from sekisho.icap import (
    STANDING,
    Downloads,
    IcapOptions,
    LocalJournal,
    OptionsError,
    Service,
    squid_config,
)
from sekisho.quarantine import Keyring, KeyringError
from sekisho.sandbox import Layer
from sekisho.web.site.instance import Instance, locate, open_instance

_TOKYO = ZoneInfo("Asia/Tokyo")
_MIB = 1 << 20


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `icap` with `run` (the default) and `squid-config`."""
    icap = commands.add_parser("icap", help="ダウンロードを無害化する ICAP サービスを動かす")
    instances.add_option(icap)
    icap.add_argument(
        "--accept-missing",
        metavar="LAYER",
        action="append",
        default=[],
        choices=[layer.value for layer in Layer],
        help="欠けていても続ける隔離の仕組み（記録に残る）",
    )
    icap.set_defaults(run=run_service)
    inner = icap.add_subparsers(metavar="COMMAND")
    config = inner.add_parser("squid-config", help="Squid の設定を出す")
    config.set_defaults(run=run_squid_config)


def icap_options(instance: Instance) -> IcapOptions:
    """Return the service's options; raises OptionsError or SettingError naming what is wrong."""
    settings = instance.settings(os.environ)
    default = IcapOptions()
    return IcapOptions(
        listen=address(settings, "SEKISHO_ICAP_LISTEN", "127.0.0.1:1344"),
        networks=tuple(settings.words("SEKISHO_ICAP_NETWORKS", ",".join(default.networks))),
        body_bytes=settings.number("SEKISHO_ICAP_MEGABYTES", default.body_bytes // _MIB) * _MIB,
        crossers=settings.number("SEKISHO_ICAP_CROSSERS", 2 * (os.cpu_count() or 1)),
        connections=settings.number("SEKISHO_ICAP_CONNECTIONS", default.connections),
        uploads=one_of(settings, "SEKISHO_ICAP_UPLOADS", ("refuse", "pass")),  # type: ignore[arg-type]
        upload_hosts=tuple(settings.words("SEKISHO_ICAP_UPLOAD_HOSTS")),
        contact=settings.text("SEKISHO_ICAP_CONTACT", default.contact),
    )


def _usable(args: argparse.Namespace) -> tuple[Places, IcapOptions]:
    places = Places(open_instance(locate(args.instance)))
    try:
        return places, icap_options(places.instance)
    except OptionsError as error:
        raise instances.UnusableInputError(str(error)) from error


def run_service(args: argparse.Namespace) -> int:
    """Answer the proxy until told to stop. Exit 2 for unusable settings."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    places, options = _usable(args)
    try:
        Keyring.load(places.keys)  # said now rather than with the first file
    except KeyringError as error:
        raise instances.UnusableInputError(str(error)) from error
    accepted = frozenset(Layer(name) for name in args.accept_missing)
    with Confined(accept_missing=accepted, parallel=options.crossers) as sandbox:
        journal = LocalJournal(places.downloads)
        reader = places.instance.settings(os.environ).malware_reader()
        downloads = Downloads(
            options, sandbox, places.store(), journal, original_days(), _now, reader
        )
        telling = partial(tell, places.downloads / STANDING, sandbox, accepted, _now)
        asyncio.run(_serve(Service(options, downloads), options, telling))
    return 0


async def _serve(
    service: Service, options: IcapOptions, telling: Callable[[], Coroutine[None, None, None]]
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await service.start()
    where = f"{options.listen[0]}:{options.listen[1]}"
    print(f"ICAP サービスを動かしています: {where}（止めるには Ctrl+C）", flush=True)
    told = asyncio.create_task(telling())
    await stop.wait()
    told.cancel()
    server.close()


def _now() -> datetime:
    return datetime.now(UTC).astimezone(_TOKYO)  # noqa: TID251  # the program's own clock


def run_squid_config(args: argparse.Namespace) -> int:
    """Print the lines for squid.conf."""
    print(squid_config(_usable(args)[1]), end="")
    return 0
