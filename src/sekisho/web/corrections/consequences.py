"""What follows in other rooms when a correction was seen done: handed in by site."""

from collections.abc import Callable
from datetime import datetime

from sekisho.web.organization.models import Person

Follower = Callable[[str, str, Person, datetime], object]

_followers: list[Follower] = []


def install(*followers: Follower) -> None:
    """Take what follows; called once at start-up."""
    _followers[:] = followers


def mended(ref: str, words: str, by: Person, at: datetime) -> None:
    """Say that what `ref` names was seen to be mended; in the same transaction, or not at all."""
    for follower in _followers:
        follower(ref, words, by, at)
