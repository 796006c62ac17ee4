"""Inert single-vector documents, made by these scripts, each with a benign twin."""

from collections.abc import Callable
from dataclasses import dataclass

MARK = (
    "SEKISHO-MARK"  # stands in every sample's active content and may stand in no delivered output
)


@dataclass(frozen=True)
class Sample:
    vector: str
    name: str
    make: Callable[[], bytes]
    twin: Callable[[], bytes] | None = None
    expected: str = "delivered"  # or "held", "rejected", "text-only"
    twin_name: str = ""  # when the twin is of another kind

    @property
    def benign_name(self) -> str:
        """The name the twin is handed in under."""
        extension = self.name.rstrip(". ").rpartition(".")[2].partition(":")[0]
        return self.twin_name or f"twin.{extension}"

    def __str__(self) -> str:
        return f"{self.vector}-{self.name}"
