"""Writes docs/separation-coverage.md: how much of our own fixtures each reader understands.

usage: python -m tests.engines.separation.coverage
"""

from pathlib import Path

from tests.engines.separation.corpus import CASES, CONFIGS, MORE

from sekisho.separation import Config, Coverage, read_config

PAGE = Path(__file__).parents[3] / "docs" / "separation-coverage.md"
AIMS = {"nftables": 98, "iptables": 99, "ios": 99, "asa": 95, "fortigate": 95, "junos": 95, "rtx": 100, "csv": 100}  # fmt: skip
_HEAD = """# What the readers understand

Counted on our own fixtures (`tests/engines/separation/configs/`: fictional, real in shape), a line for each statement that is neither
empty nor a comment. *Outside* cannot bear on forwarded packets whatever it says; the share is understood / (lines - outside). A line not
understood is named with file and line, and counts as able to permit anything. This page is written by
`python -m tests.engines.separation.coverage`, and a test holds it to the readers. It says nothing about configurations in the wild.

| vendor | files | lines | understood | outside | not understood | share | aim |
|---|--:|--:|--:|--:|--:|--:|--:|
"""


def counted():
    """Return the coverage and the number of files of each vendor."""
    found = {}
    for name in sorted({*(case.file for case in CASES), *MORE}):
        device = read_config(Config(name, (CONFIGS / name).read_text("utf-8")))
        files, coverage = found.get(device.vendor, (0, Coverage()))
        found[device.vendor] = (files + 1, coverage + device.coverage)
    return found


def share(coverage):
    """Return the share understood of what bears on packets, in percent."""
    return 100 * coverage.understood / (coverage.lines - coverage.outside)


def page():
    """Return the page as it should stand."""
    rows = []
    for vendor, (files, c) in sorted(counted().items()):
        lost = c.lines - c.understood - c.outside
        rows.append(
            f"| {vendor} | {files} | {c.lines} | {c.understood} | {c.outside} | {lost} "
            f"| {share(c):.1f} % | ≥ {AIMS[vendor]} % |\n"
        )
    return _HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
