"""Draws a sample that anybody can draw again (pure).

The law: the population is its different lines, without blanks around them and empty ones, sorted
by their UTF-8 bytes; its fingerprint is SHA-256 over the lines, each ended by a line feed. A line's
lot is SHA-256 over fingerprint, a line feed, seed, a line feed and the line; the lines of the
smallest lots are drawn, and told by their places in the sorted population. No generator of random
numbers takes part, so that no version of any program changes a sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample: the sorted population's fingerprint and size, and the places drawn, from 1."""

    population: tuple[str, ...]
    fingerprint: str  # hexadecimal
    places: tuple[int, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines drawn, in the order of the population."""
        return tuple(self.population[place - 1] for place in self.places)


def draw(untrusted_lines: Sequence[str], seed: str, size: int) -> Drawn:
    """Return the sample of that size, or everything where the population is smaller."""
    kept = {line.strip() for line in untrusted_lines} - {""}
    population = tuple(sorted(kept, key=lambda line: line.encode()))
    fingerprint = sha256("".join(f"{line}\n" for line in population).encode()).hexdigest()
    lots = sorted(
        (sha256(f"{fingerprint}\n{seed}\n{line}".encode()).digest(), place)
        for place, line in enumerate(population, start=1)
    )
    places = tuple(sorted(place for _lot, place in lots[: max(size, 0)]))
    return Drawn(population, fingerprint, places)
