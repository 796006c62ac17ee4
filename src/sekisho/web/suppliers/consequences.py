"""What follows a change of a chain in the rooms above: handed in by site, called once saved."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

Follower = Callable[[datetime], object]

_followers: list[Follower] = []


def install(*followers: Follower) -> None:
    """Take what follows; called once at start-up."""
    _followers[:] = followers


def chain_changed(at: datetime) -> None:
    """Say that a chain changed: once it is saved, the checks that read chains count anew."""
    transaction.on_commit(lambda: [follower(at) for follower in _followers])
