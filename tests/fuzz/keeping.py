"""Keeps the smallest seeds of each target in the repository: `python -m tests.fuzz.keeping`.

Seeds are made by the samples' own scripts. Inputs that once broke a law are put there by hand,
under the name they were found with.
"""

import sys
import zlib

from tests.fuzz.__main__ import CORPUS
from tests.fuzz.targets import TARGETS

_KEPT = 3
_MOST = 4_096


def main() -> None:
    """Write the seeds that are not there yet."""
    for name, target in TARGETS.items():
        folder = CORPUS / name
        folder.mkdir(parents=True, exist_ok=True)
        if any(path.name.startswith("seed-") for path in folder.iterdir()):
            continue
        seeds = sorted(set(target.seeds()), key=lambda data: (len(data), data))
        small = [data for data in seeds if data and len(data) <= _MOST][:_KEPT] or seeds[:1]
        for data in small:
            (folder / f"seed-{zlib.crc32(data):08x}").write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
