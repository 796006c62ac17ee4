"""Who stands behind an opaque id: asked of the organization room, handed in by site at start-up."""

from collections.abc import Callable, Iterable

Namer = Callable[[Iterable[str]], dict[str, str]]
Finder = Callable[[Iterable[str]], tuple[str, ...]]


def _nobody(opaque_ids: Iterable[str]) -> dict[str, str]:  # noqa: ARG001  # the Namer's signature
    return {}


def _none(words: Iterable[str]) -> tuple[str, ...]:  # noqa: ARG001  # the Finder's signature
    return ()


_namer: list[Namer] = [_nobody]
_finder: list[Finder] = [_none]


def install(namer: Namer, finder: Finder = _none) -> None:
    """Take the functions that turn opaque ids into names and words into ids; once at start-up."""
    _namer[0] = namer
    _finder[0] = finder


def names_of(opaque_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of the ids that are known; erased people are missing."""
    return _namer[0](opaque_ids)


def people_named(words: Iterable[str]) -> tuple[str, ...]:
    """Return the opaque ids of a few people in whose name one of the words stands."""
    return _finder[0](words)
