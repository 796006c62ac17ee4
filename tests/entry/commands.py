"""Runs the program as a person at a terminal does: another process, nothing of ours inherited."""

import os
import subprocess
import sys
from pathlib import Path


def run(*args: str, instance: Path | None = None, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run `sekisho ARGS` over an instance and return what it printed and its exit code."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("SEKISHO_", "DJANGO_"))}
    if instance is not None:
        env["SEKISHO_INSTANCE"] = str(instance)
    return subprocess.run(
        [sys.executable, "-m", "sekisho.entry", *args],
        env=env | extra,
        text=True,
        capture_output=True,
        check=False,
        timeout=120,
    )
