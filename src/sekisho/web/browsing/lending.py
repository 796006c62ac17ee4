"""Files a person may take into their session: only those whose sending out was decided (決裁).

Which they are, and that each is taken once, is another room's law, handed in at start-up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.browsing import hosts
from sekisho.web.browsing.errors import BrowsingRefusedError
from sekisho.web.browsing.hosts import Running
from sekisho.web.organization.models import Person

MOST_FILES = 10  # their names travel in one word


@dataclass(frozen=True, slots=True)
class Lendable:
    """What was decided to leave: why, to whom, by which decision, through which day."""

    key: int
    purpose: str
    receiver: str
    decision: str
    last_day: date
    files: int

    @property
    def small(self) -> bool:
        """Whether so many files can be taken in."""
        return self.files <= MOST_FILES


class Source(Protocol):
    """The room that knows what was decided to leave."""

    def open_for(self, person: Person, at: datetime) -> Sequence[Lendable]:
        """Return what the person may take out now."""

    def take(self, key: int, person: Person, at: datetime) -> Sequence[tuple[str, str]]:
        """Take it, once: return (number in quarantine, name). Raises Refused."""


class _Nothing:
    def open_for(self, person: Person, at: datetime) -> Sequence[Lendable]:  # noqa: ARG002
        return ()

    def take(self, key: int, person: Person, at: datetime) -> Sequence[tuple[str, str]]:  # noqa: ARG002
        raise BrowsingRefusedError(_("このファイルは、もう渡せません。"))


_source: list[Source] = [_Nothing()]


def install(source: Source) -> None:
    """Take what knows the decided files; called once at start-up."""
    _source[0] = source


def lendable(person: Person, at: datetime) -> Sequence[Lendable]:
    """Return what the person may take into their session."""
    return _source[0].open_for(person, at)


@transaction.atomic
def lend(*, key: int, session: Running, by: Person, at: datetime) -> int:
    """Let a session read decided files; return how many. Raises Refused, with nothing taken."""
    if session.permit:
        raise BrowsingRefusedError(_("マイナンバー事務系の閲覧には、ファイルを渡せません。"))
    files = _source[0].take(key, by, at)
    if len(files) > MOST_FILES:
        raise BrowsingRefusedError(_("一度に渡せるのは%(most)s個までです。") % {"most": MOST_FILES})
    hosts.asked_of(session, "lend", at=at, files=[list(each) for each in files])
    return len(files)
