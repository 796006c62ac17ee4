"""Tries the limits of one group where control groups are of version 2; says what the kernel did.

Run by `unified.sh` under a kernel of its own; prints one line of JSON.
"""

import json
import subprocess
import sys
from pathlib import Path

from sekisho.screen import caps
from sekisho.screen.caps import Caps, Most
from sekisho.screen.options import MIB

MOST = Most(memory=100 * MIB, processes=20, percent=20)


def words_of(file: Path) -> dict[str, str]:
    return dict(line.split() for line in file.read_text().splitlines())


def tried(found: Caps, name: str, script: str, file: str) -> dict[str, object]:
    """Run a script in a group of its own; return how it ended and what the kernel counted."""
    group = found.made(name, MOST)
    program = subprocess.Popen(
        ["/bin/sh", "-c", f"read -r go; {script}"], stdin=subprocess.PIPE, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    group.join(program.pid)
    program.communicate("go\n", timeout=200)
    counted, most = words_of(group.folders[0] / file), len(group.pids())
    (group.folders[0] / "cgroup.kill").write_text("1")
    group.remove()
    return {
        "ended": program.returncode,
        "counted": counted,
        "most": most,
        "gone": not group.folders[0].exists(),
    }


def main() -> None:
    found = caps.found()
    told: dict[str, object] = {"kinds": found.kinds}
    if found.kinds == caps.KINDS:
        told["memory"] = tried(
            found, "memory", "dd if=/dev/zero of=/dev/null bs=300M count=1", "memory.events"
        )
        told["pids"] = tried(
            found, "pids", "i=0; while [ $i -lt 40 ]; do sleep 500 & i=$((i+1)); done",
            "pids.events",
        )  # fmt: skip
        told["cpu"] = tried(found, "cpu", "timeout 3 sh -c 'while :; do :; done'", "cpu.stat")
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
