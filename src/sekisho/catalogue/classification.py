"""What is protected: kinds of assets, and the schemes by which bodies grade them."""

from dataclasses import dataclass
from typing import Literal

from sekisho.catalogue.model import Text

Aspect = Literal["confidentiality", "integrity", "availability", "importance"]


@dataclass(frozen=True, slots=True)
class AssetKind:
    """One of the kinds of assets the policy's definition lists, by its number there."""

    id: str
    number: int
    title: Text
    examples: Text


@dataclass(frozen=True, slots=True)
class AssetSort:
    """What an entry of the register is, within its kind. `zone`: it must lie in a network zone."""

    id: str
    kind: str
    zone: bool
    title: Text


@dataclass(frozen=True, slots=True)
class ClassificationLevel:
    """One grade of a scheme; a higher `rank` asks for more protection within its scheme."""

    id: str
    rank: int
    title: Text
    meaning: Text
    source: str
    confirmed: bool  # False: wording or content not yet read in the original
    handling: str  # a set of handling rules; empty for integrity and availability
    clearance: str  # the permission without which nobody knows of what carries it; or empty


@dataclass(frozen=True, slots=True)
class ClassificationScheme:
    """A set of grades for one aspect; `levels` run from the highest rank to the lowest."""

    id: str
    aspect: Aspect
    title: Text
    edition: str
    default: bool  # proposed to a new body
    levels: tuple[ClassificationLevel, ...]

    def level(self, identifier: str) -> ClassificationLevel | None:
        """Return the grade of that id, if the scheme has it."""
        return next((level for level in self.levels if level.id == identifier), None)
