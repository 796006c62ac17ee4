"""Ordinary documents, written by the programs people really use, each of a size and a seed.

They carry nothing that must not cross: the engine delivers them with their text, pages and look.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Benign:
    """One kind of document: what writes it, and how it is made from a size (bytes) and a seed."""

    name: str
    make: Callable[[int, int], bytes]
    producer: str = "Python"

    def __str__(self) -> str:
        return self.name
