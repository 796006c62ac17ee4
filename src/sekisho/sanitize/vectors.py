"""The published list of constructs that must not cross; `vectors.txt` holds it."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final


@dataclass(frozen=True, slots=True)
class Vector:
    """One construct: its stable id, what is done about it, and its name in two languages."""

    id: str
    action: str  # removed, neutralised, converted, held, rejected, dropped (without a word)
    title: str  # Japanese
    english: str

    @property
    def family(self) -> str:
        """The format family, the id's first word."""
        return self.id.partition(".")[0]


_ACTIONS = {
    "R": "removed",
    "N": "neutralised",
    "C": "converted",
    "H": "held",
    "X": "rejected",
    "S": "dropped",
}


@cache
def _read() -> dict[str, Vector]:
    lines = resources.files(__package__).joinpath("vectors.txt").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {id_: Vector(id_, _ACTIONS[action], ja, en) for id_, action, ja, en in rows}


VECTORS: Final = _read()
