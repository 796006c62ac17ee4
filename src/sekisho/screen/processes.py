"""What the machine knows of a session's processes: which they are, and what memory they share."""

import contextlib
from pathlib import Path

_PROC = Path("/proc")


def family(root: int) -> list[int]:
    """Return a process and everything it has started, as far as it still runs."""
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        with contextlib.suppress(OSError):
            tasks = list((_PROC / str(pid) / "task").iterdir())
            found.append(pid)
            for task in tasks:
                with contextlib.suppress(OSError):
                    waiting += map(int, (task / "children").read_text("ascii").split())
    return found


def memory(pids: list[int]) -> int:
    """Return the bytes these processes take: each its share of what several map (PSS)."""
    return sum(map(_share, pids))


def _share(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in (_PROC / str(pid) / "smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) << 10
    return 0
