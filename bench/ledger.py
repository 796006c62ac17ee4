"""Measures appends and a full audit against raw SHA-256 of the same bytes in the same run.

Usage: python bench/ledger.py [rows]      (default 100,000)
"""

import json
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from sekisho.ledger import (
    Checkpoint,
    Entry,
    Frontier,
    Row,
    SigningKey,
    audit,
    entry_bytes,
    inclusion_proof,
    leaf_hash,
    node_reader,
    sign_checkpoint,
    verify_inclusion,
)

ORIGIN = "bench.example/ledger"
KEY = SigningKey(ORIGIN, bytes(range(32)))
T = TypeVar("T")
ROUNDS = 3  # the best of them counts: the machine is shared


def timed(work: Callable[[], T]) -> tuple[float, T]:
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    return best, result


def entries(count: int) -> list[Entry]:
    """Return evidence of the size the product really seals: a verdict, figures, a few rows."""
    start = datetime(2026, 4, 1, tzinfo=UTC)
    return [
        Entry(
            index,
            "check.result",
            start + timedelta(seconds=index),
            {
                "subject": f"second-factor-{index % 150}",
                "verdict": "holds",
                "figures": {"people": 40, "enrolled": 40, "missing": 0},
                "rows": [{"person": f"p{index % 40:05}", "since": "2026-04-01"}],
            },
        )
        for index in range(count)
    ]


def append_all(datas: list[bytes]) -> tuple[Frontier, list[Row]]:
    frontier, rows = Frontier(), []
    for data in datas:
        appended = frontier.append(leaf_hash(data))
        rows.append(Row(appended.index, data, appended.leaf, appended.packed))
        frontier = appended.frontier
    return frontier, rows


def prove_all(rows: list[Row], size: int, root: bytes) -> int:
    read = node_reader(lambda index: (rows[index].leaf_hash, rows[index].packed))
    for row in rows:
        verify_inclusion(
            row.leaf_hash, row.index, size, inclusion_proof(row.index, size, read), root
        )
    return len(rows)


def audit_memory(rows: list[Row], note: bytes) -> int:
    """Return the peak bytes an audit takes beside the rows themselves."""
    tracemalloc.start()
    audit(
        iter(rows),
        untrusted_checkpoints=[note],
        keys=[KEY.verifier],
        origin=ORIGIN,
        size=len(rows),
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def main(count: int) -> None:
    given = entries(count)
    write, datas = timed(lambda: [entry_bytes(entry) for entry in given])
    raw, _ = timed(lambda: [sha256(data).digest() for data in datas])
    parse, _ = timed(lambda: [json.loads(data) for data in datas])
    grow, (frontier, rows) = timed(lambda: append_all(datas))
    note = sign_checkpoint(Checkpoint(ORIGIN, count, frontier.root), KEY)

    def full_audit(read: list[Row]) -> None:
        report = audit(
            read,
            untrusted_checkpoints=[note],
            keys=[KEY.verifier],
            origin=ORIGIN,
            size=count,
        )
        if not report.intact:
            raise SystemExit("the audit does not find its own ledger intact")

    bare = [row._replace(packed=None) for row in rows]
    one_in_a_hundred = [
        row._replace(data=row.data + b" ") if row.index % 100 == 0 else row for row in rows
    ]
    figures = [
        ("raw SHA-256 of the entries", raw),
        ("json.loads of the entries (not needed)", parse),
        ("append: canonical bytes", write),
        ("append: leaf hash, frontier, nodes", grow),
        ("append: both", write + grow),
        ("full audit, nodes compared", timed(lambda: full_audit(rows))[0]),
        ("full audit, without nodes", timed(lambda: full_audit(bare))[0]),
        ("audit, every hundredth row altered", timed(lambda: audit(one_in_a_hundred))[0]),
        (
            "inclusion proof built and verified, each",
            timed(lambda: prove_all(rows, count, frontier.root))[0],
        ),
    ]
    total = sum(map(len, datas))
    print(f"{count:,} entries, {total / 1e6:.1f} MB, {total // count} bytes each")
    print(f"{'what':<42}{'seconds':>9}{'ratio':>8}{'µs each':>9}")
    for name, seconds in figures:
        print(f"{name:<42}{seconds:>9.3f}{seconds / raw:>8.1f}{seconds / count * 1e6:>9.2f}")
    print(
        f"peak memory of the full audit, beside its rows: {audit_memory(rows, note) / 1024:.0f} KiB"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
