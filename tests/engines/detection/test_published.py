"""The published pages and the public door say what the code does."""

from pathlib import Path

import sekisho.detection as room
from sekisho.detection import COLUMNS, READERS
from sekisho.detection.detectors import DETECTORS

PAGE = (Path(__file__).parents[3] / "docs" / "detection.md").read_text("utf-8")


def test_every_kind_and_every_column_is_published_as_it_is():
    for reader in READERS:
        assert f"| `{reader.kind}` | {reader.label} |" in PAGE
    rows = [
        f"| `{name}` | `{column.ecs}` | {column.type} | {column.about} |"
        for name, column in COLUMNS.items()
    ]
    assert [row for row in rows if row not in PAGE] == []
    assert [each.id for each in DETECTORS if f"| `{each.id}` |" not in PAGE] == []
    assert PAGE.count("\n| `") == len(rows) + len(READERS) + len(DETECTORS)


def test_every_name_of_the_public_door_exists():
    assert (
        sorted(room.__all__, key=lambda n: (not n.isupper(), not n[0].isupper(), n)) == room.__all__
    )
    assert all(hasattr(room, name) for name in room.__all__)
