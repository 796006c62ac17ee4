"""What a rebuilder receives and answers. Rebuilders run in confined jobs and nowhere else.

A module of this room offers `FORMATS` (the format ids it reads) and

    rebuild(request) -> Rebuilt | Unpacked | Need | Onward

and, when it answers `Unpacked`,

    close(request, closing) -> Rebuilt

It writes *new* bytes from constructs it knows; what it does not know is dropped and logged, or the
document is held (`raise Hold`). It has no clock, no chance, no files: same
request, same answer.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import NoReturn, Protocol, cast

from sekisho.sanitize.options import Options
from sekisho.sanitize.results import Action

LOGGED = 2_000  # removals named one by one; more are counted


class Hold(Exception):  # noqa: N818  # a decision, not a fault of ours
    """Raised by a rebuilder: the document does not cross, for the reason `code`."""

    def __init__(self, code: str, vector: str | None = None, location: str = "") -> None:
        super().__init__(code, vector, location)
        self.code, self.vector, self.location = code, vector, location


class Log:
    """What a rebuilder took out, changed and counted, in the order it met them."""

    def __init__(self) -> None:
        self.removals: dict[tuple[str, str, Action], int] = {}
        self.changes: dict[str, None] = {}
        self.fidelity: Counter[str] = Counter()
        self._place: list[str] = []

    @contextmanager
    def at(self, place: str) -> Iterator[None]:
        """Within the block, locations stand under `place`."""
        self._place.append(place)
        try:
            yield
        finally:
            self._place.pop()

    def remove(self, vector: str, location: str = "", action: Action = Action.REMOVED) -> None:
        """Note that one construct of `vector` did not cross."""
        where = "/".join(part for part in (*self._place, location) if part)[:300]
        key = (vector, where, action)
        if key in self.removals or len(self.removals) < LOGGED:
            self.removals[key] = self.removals.get(key, 0) + 1

    def follow(self, earlier: "Log") -> None:
        """Put what was noted earlier in front."""
        self.removals = {**earlier.removals, **self.removals}
        self.changes = {**earlier.changes, **self.changes}

    def change(self, sentence: str) -> None:
        """Note, in plain Japanese, what else is not as it was."""
        self.changes.setdefault(sentence)

    def count(self, what: str, how_many: int = 1) -> None:
        """Count something that was kept: characters, pages, cells, images."""
        self.fidelity[what] += how_many


@dataclass(frozen=True, slots=True)
class Request:
    """One document to rebuild: bytes nobody has checked, and the options that hold."""

    data: bytes
    name: str
    format: str
    options: Options = field(default_factory=Options)
    grade: str | None = None
    passwords: tuple[str, ...] = ()
    answers: tuple[Mapping[str, bytes], ...] = ()  # files of the programs asked for, in order


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A whole new document, in the output format `format` (which names its verifier)."""

    data: bytes
    format: str
    log: Log
    text_only: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A document found inside a container."""

    name: str
    data: bytes
    media_type: str = ""  # as declared; a claim


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A container's parts, and what its own rebuilder must remember to close it again."""

    parts: tuple[Part, ...]
    skeleton: bytes
    log: Log


@dataclass(frozen=True, slots=True)
class Need:
    """A wish for one confined program (an entry of `programs.PROGRAMS`) before going on."""

    program: str
    files: Mapping[str, bytes]
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Child:
    """What came of a part: its safe name, and its bytes when it was delivered."""

    name: str
    outcome: str
    media_type: str
    data: bytes | None
    reasons: tuple[str, ...]  # sentences a person reads
    removals: int = 0


@dataclass(frozen=True, slots=True)
class Closing:
    """A container's skeleton with what came of its parts, in order."""

    skeleton: bytes
    children: tuple[Child, ...]


@dataclass(frozen=True, slots=True)
class Onward:
    """Bytes this rebuilder opened (decrypted, converted), to be rebuilt as another format."""

    data: bytes
    format: str
    log: Log  # what was noted on the way
    used_answers: int = 0  # of the programs' answers, those that were this rebuilder's


Answer = Rebuilt | Unpacked | Need | Onward


class Rebuilder(Protocol):
    """A module of this room."""

    FORMATS: tuple[str, ...]

    def rebuild(self, request: Request) -> Answer:
        """Return the new document, its parts, or the wish for a program; or raise `Hold`."""

    def close(self, request: Request, closing: Closing) -> Rebuilt:
        """Return the container with the parts that may cross."""


def as_rebuilder(module: ModuleType) -> Rebuilder:
    """Return `module` as the rebuilder it is."""
    return cast("Rebuilder", module)


def broken(location: str = "") -> NoReturn:
    """Hold a document that cannot be read as its format."""
    raise Hold("broken", None, location)
