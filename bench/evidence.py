"""The ledger in the database: appends one transaction each, and a full verification.

Both are set against raw SHA-256 of the same bytes and against plain inserts of the same bytes into
the same SQLite file, in the same run. Run: `.venv/bin/python bench/evidence.py [ENTRIES]`.
"""

import hashlib
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="sekisho-bench-"))
os.environ.pop("SEKISHO_TOOLING", None)
os.environ["SEKISHO_INSTANCE"] = str(FOLDER)
os.environ["DJANGO_SETTINGS_MODULE"] = "sekisho.web.site.settings"


def plain_inserts(rows: list[bytes]) -> float:
    """The floor of durable storage: one transaction per row, same file system, same pragmas."""
    database = sqlite3.connect(FOLDER / "floor.sqlite3", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE leaf (id INTEGER PRIMARY KEY, data BLOB)")
    begin = time.perf_counter()
    for row in rows:
        database.execute("INSERT INTO leaf (data) VALUES (?)", (row,))
    return time.perf_counter() - begin


def main(entries: int) -> None:
    subprocess.run([sys.executable, "-m", "sekisho.entry", "init"], check=True, capture_output=True)
    import django

    django.setup()
    from django.db import transaction
    from django.utils import timezone

    from sekisho.verdicts import Verdict
    from sekisho.web.evidence import actions
    from sekisho.web.evidence.models import Leaf
    from sekisho.web.evidence.verification import verify

    at = timezone.now()
    single = min(entries, 1000)
    begin = time.perf_counter()
    for number in range(single):
        actions.seal(
            kind="check",
            subject=f"bench:{number % 200}",
            at=at,
            verdict=Verdict.HOLDS,
            body={"number": number},
        )
    one_by_one = time.perf_counter() - begin
    with transaction.atomic():  # the rest in one transaction: only to have many rows to verify
        for number in range(single, entries):
            actions.seal(
                kind="check",
                subject=f"bench:{number % 200}",
                at=at,
                verdict=Verdict.HOLDS,
                body={"number": number},
            )
    rows = [bytes(data) for data in Leaf.objects.order_by("pk").values_list("data", flat=True)]
    floor = plain_inserts(rows[:single])
    begin = time.perf_counter()
    for row in rows:
        hashlib.sha256(row).digest()
    hashing = time.perf_counter() - begin
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.perf_counter()
    found = verify()
    verifying = time.perf_counter() - begin
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert found.intact
    print(
        f"{single} durable appends: {one_by_one:.2f} s, {single / one_by_one:.0f}/s, "
        f"{one_by_one / floor:.1f} × plain inserts of the same bytes"
    )
    print(
        f"verification of {entries} entries with their columns: {verifying:.2f} s, "
        f"{verifying / hashing:.0f} × raw SHA-256 of the same bytes ({hashing:.3f} s), "
        f"memory grew by {grown:.0f} MiB"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
