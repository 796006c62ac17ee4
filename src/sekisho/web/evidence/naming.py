"""Who stands behind an opaque id: asked of the organization room, handed in by site at start-up."""

from collections.abc import Callable, Iterable

Namer = Callable[[Iterable[str]], dict[str, str]]


def _nobody(opaque_ids: Iterable[str]) -> dict[str, str]:  # noqa: ARG001  # the Namer's signature
    return {}


_namer: list[Namer] = [_nobody]


def install(namer: Namer) -> None:
    """Take the function that turns opaque ids into names; called once at start-up."""
    _namer[0] = namer


def names_of(opaque_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of the ids that are known; erased people are missing."""
    return _namer[0](opaque_ids)
