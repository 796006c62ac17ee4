"""`sekisho serve` and `sekisho worker`: the web pages, and what runs by itself."""

import argparse
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from sekisho.entry import instance as instances

_log = logging.getLogger(__name__)
_TICK_SECONDS = 60.0
_PATIENCE_SECONDS = 30
_INTERNAL = 70


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `serve` and `worker`."""
    serve = commands.add_parser("serve", help="画面と定期処理を動かす")
    serve.add_argument(
        "--bind", default="127.0.0.1:8000", help="待ち受けるアドレス（既定 127.0.0.1:8000）"
    )
    serve.add_argument("--workers", type=int, default=2, help="画面の処理を行うプロセス数")
    serve.add_argument("--certificate", metavar="PEM", help="TLS の証明書")
    serve.add_argument("--key", metavar="PEM", help="TLS の秘密鍵")
    instances.add_option(serve)
    serve.set_defaults(run=run_serve)
    worker = commands.add_parser("worker", help="定期処理だけを動かす")
    worker.add_argument("--once", action="store_true", help="期限の来た処理を一度だけ行って終わる")
    instances.add_option(worker)
    worker.set_defaults(run=run_worker)


def run_serve(args: argparse.Namespace) -> int:
    """Serve until told to stop; web server and worker live and die together."""
    if bool(args.certificate) != bool(args.key):
        raise instances.UnusableInputError("--certificate と --key は両方指定してください。")
    instance = instances.start(args)
    from django.conf import settings  # noqa: PLC0415  # needs Django started

    children = [
        subprocess.Popen(_gunicorn(args)),  # noqa: S603  # our own interpreter and arguments
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "sekisho.entry", "worker", "--instance", str(instance.path)]
        ),
    ]
    print(f"関所を動かしています: {settings.BASE_URL}（止めるには Ctrl+C）", flush=True)
    return _supervise(children)


def _gunicorn(args: argparse.Namespace) -> list[str]:
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "sekisho.web.site.wsgi:application",
        "--bind",
        args.bind,
        "--workers",
        str(args.workers),
        "--threads",
        "4",
        "--access-logfile",
        "-" if os.environ.get("SEKISHO_ACCESS_LOG") else os.devnull,
        "--no-control-socket",
    ]
    if args.certificate and args.key:
        command += ["--certfile", args.certificate, "--keyfile", args.key]
    return command


def _supervise(children: list["subprocess.Popen[bytes]"]) -> int:
    """Wait for the first child to end, or a signal; then end the others, by force after a time."""
    asked = _Stop()
    while not asked.now and all(child.poll() is None for child in children):
        time.sleep(0.5)
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(timeout=_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    return 0 if asked.now else _INTERNAL


class _Stop:
    """Remembers that somebody asked us to stop (SIGTERM, Ctrl+C)."""

    def __init__(self) -> None:
        self.now = False
        self.listen()

    def listen(self) -> None:
        """Hear the signals; again after anything that took them."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._hear)

    def _hear(self, *_: object) -> None:
        self.now = True


def run_worker(args: argparse.Namespace) -> int:
    """Each minute do what is due, until asked to stop."""
    instances.start(args)
    from django.utils import timezone  # noqa: PLC0415  # needs Django started

    from sekisho.web.site.schedule import ready, run_due  # noqa: PLC0415  # needs Django started

    asked = _Stop()
    while not asked.now:
        try:
            run_due(at=timezone.now())
        except Exception:
            if args.once:
                raise
            # A busy database or a full disk now need not stop the pages; the next tick tries again.
            _log.exception("a tick of the worker failed")
        asked.listen()  # the queue's own worker takes the signals while it runs
        if args.once:
            return 0
        _sleep(asked, ready)
    return 0


def _sleep(asked: _Stop, ready: Callable[[], bool]) -> None:
    """Wait for the next tick, or until somebody puts work on the queue or asks us to stop."""
    until = time.monotonic() + _TICK_SECONDS
    while not asked.now and time.monotonic() < until:
        time.sleep(0.5)
        try:
            if ready():
                return
        except Exception:  # noqa: BLE001  # the database is away: the tick says so
            _log.debug("the queue could not be looked at", exc_info=True)
