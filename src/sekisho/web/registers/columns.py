"""What the columns of a register are, as data."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = str | int | bool | date | None
LONGEST_TEXT = 4000


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    NUMBER = "number"  # a whole number
    CLOCK = "clock"  # a time of day, kept as its text `09:30`
    DAY = "day"  # a date, 和暦 or western, or a spreadsheet's serial number
    CHOICE = "choice"  # one of the column's own choices
    REFERENCE = "reference"  # one of the options the register hands in when it is read
    FLAG = "flag"  # ○ or ×


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a cell can name: its value in the row, its words in a file, other words for it.

    `over`: it stands in rows, and a file can leave it there, but no row can take it any more.
    """

    value: str | int
    label: str
    others: tuple[str, ...] = ()
    over: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `heading` and `others` are Japanese: files are the body's own papers.

    An empty cell of a column that is not `required` is the empty text (so of a clock), False
    for a flag, None else.
    `unique`: no two rows have the same value. `only_out`: written into files, never read.
    `of_new`: the register refuses a new row without it; what stands may lack it.
    """

    key: str
    heading: str
    kind: Kind = Kind.TEXT
    required: bool = False
    unique: bool = False
    only_out: bool = False
    of_new: bool = False
    choices: tuple[Choice, ...] = ()
    options: str = ""  # of a reference: its name among the register's options
    longest: int = 200  # characters of a text
    least: int = 0  # of a number
    most: int = 999_999_999
    others: tuple[str, ...] = ()  # other headings that mean this column

    def __post_init__(self) -> None:
        if self.longest > LONGEST_TEXT:
            raise ValueError(f"{self.key}: a cell holds at most {LONGEST_TEXT} characters")
        if (self.kind is Kind.CHOICE) != bool(self.choices):
            raise ValueError(f"{self.key}: choices belong to a choice")
        if (self.kind is Kind.REFERENCE) != bool(self.options):
            raise ValueError(f"{self.key}: options belong to a reference")

    @property
    def empty(self) -> Value:
        """What an empty cell means."""
        if self.kind in {Kind.TEXT, Kind.CLOCK}:
            return ""
        return False if self.kind is Kind.FLAG else None


@dataclass(frozen=True)
class Options:
    """What a reference can point to; a word that stands for two things names neither."""

    choices: tuple[Choice, ...]
    labels: Mapping[Hashable, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", {each.value: each.label for each in self.choices})
