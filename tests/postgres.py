"""A throw-away PostgreSQL server on a Unix socket, for tests that need the real one."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def missing() -> str:
    """Why no server can be started here; empty when one can."""
    if not _BINARIES:
        return "PostgreSQL のサーバがありません（apt-get install postgresql で入ります）"
    if os.getuid() == 0 and not shutil.which("setpriv"):
        return "root では setpriv が必要です"
    return ""


@contextmanager
def server() -> Iterator[str]:
    """Start a cluster, yield its URL for a database `sekisho`, stop and remove it."""
    folder = Path(tempfile.mkdtemp(prefix="sekisho-pg-"))
    data = folder / "data"
    run = _as_other_user(folder)
    try:
        _call(
            [
                *run,
                str(_BINARIES[0] / "initdb"),
                "-D",
                str(data),
                "-U",
                "sekisho",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ]
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        control = [*run, str(_BINARIES[0] / "pg_ctl"), "-w", "-D", str(data)]
        _call([*control, "-o", options, "-l", str(folder / "log"), "start"])
        try:
            _call([str(_BINARIES[0] / "createdb"), "-h", str(folder), "-U", "sekisho", "sekisho"])
            yield f"postgresql://sekisho@{str(folder).replace('/', '%2F')}/sekisho"
        finally:
            _call([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_other_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: hand the folder to the postgres user."""
    if os.getuid() != 0:
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def _call(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
