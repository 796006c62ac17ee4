"""What a verifier is: a function over finished bytes that says nothing, or refuses.

A module of this room offers `FORMATS` (the output formats it judges) and

    verify(data, children) -> None      # raises Refused

`children` are the SHA-256 digests (hex) of the documents inside that were verified before; a
container may hold exactly those bytes and no others.
"""

from types import ModuleType
from typing import Protocol, cast


class Refused(Exception):  # noqa: N818  # a verdict, not a fault
    """Raised by a verifier: these bytes do not cross; the text says which rule they break."""


class Verifier(Protocol):
    """A module of this room."""

    FORMATS: tuple[str, ...]

    def verify(self, data: bytes, children: frozenset[str]) -> None:
        """Return when every byte of `data` is allowed; raise `Refused` when not."""


def as_verifier(module: ModuleType) -> Verifier:
    """Return `module` as the verifier it is."""
    return cast("Verifier", module)


def require(holds: object, rule: str) -> None:
    """Refuse the document unless `holds`."""
    if not holds:
        raise Refused(rule)
