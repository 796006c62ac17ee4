"""What follows a proof in the rooms above: handed in by site, called once the proof is sealed."""

from collections.abc import Callable
from datetime import datetime

Follower = Callable[[datetime], object]

_followers: list[Follower] = []


def install(*followers: Follower) -> None:
    """Take what follows; called once at start-up."""
    _followers[:] = followers


def proved(at: datetime) -> None:
    """Say that something was proven at that moment: the checks that read proofs count anew."""
    for follower in _followers:
        follower(at)
