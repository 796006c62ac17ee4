"""Makes small ledgers for the tests: entries, stored rows and signed checkpoints of a body."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sekisho.ledger import (
    Checkpoint,
    Entry,
    Frontier,
    NodeReader,
    Row,
    SigningKey,
    entry_bytes,
    leaf_hash,
    node_reader,
    root,
    sign_checkpoint,
)

ORIGIN = "asagiri.example/ledger"
KEY = SigningKey(ORIGIN, bytes(range(32)))
OTHER_KEY = SigningKey(ORIGIN, bytes(range(1, 33)))
START = datetime(2026, 4, 1, tzinfo=UTC)


def sample_entry(index: int, word: str = "確認") -> Entry:
    at = START + timedelta(minutes=index)
    return Entry(index, "check.result", at, {"check": f"c-{index % 7}", "note": word, "held": True})


def sample_data(index: int, word: str = "確認") -> bytes:
    return entry_bytes(sample_entry(index, word))


def grow(datas: list[bytes]) -> tuple[Frontier, list[Row]]:
    """Append the data as a store would, and return the frontier and the rows it keeps."""
    frontier = Frontier()
    rows = []
    for data in datas:
        appended = frontier.append(leaf_hash(data))
        rows.append(Row(appended.index, data, appended.leaf, appended.packed))
        frontier = appended.frontier
    return frontier, rows


def ledger(size: int) -> list[Row]:
    return grow([sample_data(index) for index in range(size)])[1]


def reader(rows: list[Row]) -> NodeReader:
    return node_reader(lambda index: (rows[index].leaf_hash, rows[index].packed))


def rehashed(row: Row, data: bytes) -> Row:
    """Return the row with other data and the hash that fits: a forger who knows leaf hashes."""
    return row._replace(data=data, leaf_hash=leaf_hash(data))


def checkpoint_of(rows: list[Row], size: int, key: SigningKey = KEY) -> bytes:
    head = Checkpoint(ORIGIN, size, root(row.leaf_hash for row in rows[:size]))
    return sign_checkpoint(head, key)


@dataclass
class CountingReader:
    """Counts what is read, to hold proofs to O(log n) reads."""

    read: NodeReader
    count: int = 0

    def __call__(self, level: int, index: int, /) -> bytes:
        self.count += 1
        return self.read(level, index)
