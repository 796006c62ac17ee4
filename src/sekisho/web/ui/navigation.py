"""The main navigation: groups of places."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NavItem:
    """A place in the product: where, what it is called, whether we are in it, how much waits there.

    `badge` is a count shown beside the label; 0 shows nothing.
    """

    url: str
    label: str
    current: bool = False
    badge: int = 0


@dataclass(frozen=True)
class NavGroup:
    """Places of one subject under one heading; a group without places is not shown at all."""

    label: str
    items: tuple[NavItem, ...]
