"""`sekisho serve` and `sekisho worker`: the web pages, and what runs by itself."""

import argparse
import logging
import os
import signal
import subprocess
import sys
import time

from sekisho.entry import instance as instances

_log = logging.getLogger(__name__)
_TICK_SECONDS = 60.0


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
    """Wait for the first child to end, or a signal; then end the others."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    try:
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=30)
    return max(abs(child.returncode or 0) for child in children) and 70


def run_worker(args: argparse.Namespace) -> int:
    """Each minute do what is due."""
    instances.start(args)
    from django.utils import timezone  # noqa: PLC0415  # needs Django started

    from sekisho.web.site.schedule import run_due  # noqa: PLC0415  # needs Django started

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        try:
            run_due(at=timezone.now())
        except Exception:
            if args.once:
                raise
            # A busy database or a full disk now need not stop the pages; the next tick tries again.
            _log.exception("a tick of the worker failed")
        if args.once:
            return 0
        time.sleep(_TICK_SECONDS)
