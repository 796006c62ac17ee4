"""Control groups of version 2, kept by a real kernel that has nothing else.

The machine's own kernel may have the older form; so another is started as a program (User Mode
Linux, the package `user-mode-linux`) on this machine's files.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.screen import world

KERNEL = shutil.which("linux.uml")
HERE = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(KERNEL is None, reason="linux.uml がありません"),
    pytest.mark.skipif(os.geteuid() != 0, reason="管理者の権限がありません"),
    pytest.mark.timeout(900),
]


def said(what):
    """Start a kernel, have it try something, and return what was said there."""
    words = [
        KERNEL, "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "rw", "mem=2500M", "quiet",
        "con=null", "con0=fd:0,fd:1", f"init={HERE}/tests/screen/unified.sh",
        f"HERE={HERE}", f"PYTHON={sys.executable}", f"WHAT={what}",
    ]  # fmt: skip
    done = subprocess.run(
        words, check=False, capture_output=True, text=True, timeout=880, stdin=subprocess.DEVNULL
    )
    return done.stdout


@pytest.mark.skipif(bool(world.missing()), reason=world.missing())
def test_whole_sessions_are_kept_within_their_limits_under_version_two_as_well():
    told = said("sessions")
    assert "\n3 passed" in told, told[-2000:]
    assert "\nended with 0" in told


def test_memory_processes_and_processor_time_have_an_end_under_version_two_as_well():
    answer = said("groups")
    lines = [line for line in answer.splitlines() if line.startswith('{"kinds"')]
    assert lines, answer[-2000:]
    told = json.loads(lines[0])
    assert told["kinds"] == ["memory", "pids", "cpu"]
    # With memory the whole group goes: no session is left half alive.
    assert told["memory"]["ended"] == -9
    assert int(told["memory"]["counted"]["oom_group_kill"]) >= 1
    assert int(told["pids"]["counted"]["max"]) >= 1
    assert 0 < told["pids"]["most"] <= 20
    assert int(told["cpu"]["counted"]["nr_throttled"]) > 0
    assert all(told[each]["gone"] for each in told["kinds"])
