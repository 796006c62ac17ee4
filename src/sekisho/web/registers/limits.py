"""How much of a file is read; beyond it the file is refused whole, in words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableLimits:
    """Bounds of one table file."""

    bytes: int = 20 * 1024 * 1024
    unpacked_bytes: int = 300 * 1024 * 1024  # a workbook is a ZIP archive
    members: int = 2000
    rows: int = 20_000  # of data; a register of 400 people has some thousands
    columns: int = 100
    cell: int = 4000  # characters
    heading_rows: int = 20  # a title and notes may stand above the headings
