"""The automatic checks, handed in by site at start-up."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sekisho.verdicts import Check

_installed: dict[str, Check] = {}


def install(checks: Iterable[Check]) -> None:
    """Take the checks of all rooms; called once at start-up. Raises ValueError on a double id."""
    found: dict[str, Check] = {}
    for check in checks:
        if check.id in found:
            raise ValueError(f"two checks are called {check.id!r}")
        found[check.id] = check
    _installed.clear()
    _installed.update(found)


def checks() -> Mapping[str, Check]:
    """Return the installed checks by id."""
    return MappingProxyType(_installed)
