"""The product on a later day: a copy of an instance, its clock moved, its daily duties done.

Run as a program it serves the copy at a port. Only its own process believes the later day.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.journeys.conftest import Product, free_port, wait_for


@contextmanager
def days_later(product: Product, days: int, folder: Path) -> Iterator[Product]:
    """Serve a copy of the product's instance as it stands so many days from now."""
    copy = folder / f"later-{days}"
    copy.mkdir()
    for name in ("secret.key", "ledger.key"):
        shutil.copy(product.instance / name, copy / name)
    shutil.copytree(product.instance / "static", copy / "static")
    with sqlite3.connect(product.instance / "sekisho.sqlite3") as source:
        source.execute("VACUUM INTO ?", [str(copy / "sekisho.sqlite3")])
    port = free_port()
    env = os.environ | {
        "SEKISHO_INSTANCE": str(copy),
        "DJANGO_SETTINGS_MODULE": "sekisho.web.site.settings",
    }
    log = (copy / "serve.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.later", str(days), str(port)],
        env=env,
        stdout=log,
        stderr=log,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/policy/", server)
        yield Product(f"http://localhost:{port}", copy, product.accounts)
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def main(days: int, port: int) -> None:
    """Move the clock, do what the worker would have done, and serve."""
    import django
    import time_machine

    with time_machine.travel(datetime.now(UTC) + timedelta(days=days), tick=True):  # noqa: DTZ005, TID251, RUF100  # the one place that asks
        django.setup()
        from django.core.servers.basehttp import run
        from django.core.wsgi import get_wsgi_application

        from sekisho.web.site import tasks

        for duty in (tasks.mind_approvals, tasks.run_checks, tasks.tell):
            duty.func()
        run("127.0.0.1", port, get_wsgi_application(), threading=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
