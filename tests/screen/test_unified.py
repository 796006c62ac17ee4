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

KERNEL = shutil.which("linux.uml")
HERE = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(KERNEL is None, reason="linux.uml がありません"),
    pytest.mark.skipif(os.geteuid() != 0, reason="管理者の権限がありません"),
    pytest.mark.timeout(400),
]


def test_memory_processes_and_processor_time_have_an_end_under_version_two_as_well():
    words = [
        KERNEL, "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "rw", "mem=1500M", "quiet",
        "con=null", "con0=fd:0,fd:1", f"init={HERE}/tests/screen/unified.sh",
        f"HERE={HERE}", f"PYTHON={sys.executable}",
    ]  # fmt: skip
    done = subprocess.run(
        words, check=False, capture_output=True, text=True, timeout=380, stdin=subprocess.DEVNULL
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith('{"kinds"')]
    assert lines, done.stdout[-2000:]
    told = json.loads(lines[0])
    assert told["kinds"] == ["memory", "pids", "cpu"]
    # With memory the whole group goes: no session is left half alive.
    assert told["memory"]["ended"] == -9
    assert int(told["memory"]["counted"]["oom_group_kill"]) >= 1
    assert int(told["pids"]["counted"]["max"]) >= 1
    assert 0 < told["pids"]["most"] <= 20
    assert int(told["cpu"]["counted"]["nr_throttled"]) > 0
    assert all(told[each]["gone"] for each in told["kinds"])
