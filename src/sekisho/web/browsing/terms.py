"""On what terms a session may be opened: by the zone of the terminal, and by a permit held there.

The law: from the My Number zone a session opens only by a special permit in force (特定通信), held
by the person who opens it, and reaches only the hosts the permit names, until its end. From any
other place a session is the ordinary one, and no permit widens it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.screen.options import DEFAULT, MY_NUMBER
from sekisho.web.approvals.queries import PermitInForce, permits_in_force
from sekisho.web.assets.whereabouts import declared, place_of
from sekisho.web.browsing.errors import BrowsingRefusedError
from sekisho.web.organization.models import Person

KIND = "screen-destinations"  # of the permit, in the catalogue
GUARDED = "mynumber"  # the zone of the catalogue
_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_HOST = re.compile(rf"(?=.{{4,253}}\Z)(?:{_LABEL}\.)+(?=[a-z]){_LABEL}")  # no address of digits
_BETWEEN = re.compile(r"[\s,、，;；]+")


@dataclass(frozen=True, slots=True)
class Grant:
    """A permit in force: the hosts it names (none: its words name no host), through which day."""

    permit: int
    decision: str
    hosts: tuple[str, ...]
    last_day: date

    @property
    def until(self) -> datetime:
        """The first moment it counts no more: midnight after its last day (Asia/Tokyo)."""
        after = self.last_day + timedelta(days=1)
        return datetime.combine(after, time.min, tzinfo=timezone.get_default_timezone())

    @property
    def key(self) -> str:
        """What session hosts call it."""
        return f"permit:{self.permit}"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a session may reach, and on what grounds; `grant` is None for the ordinary one."""

    zone: str
    grant: Grant | None = None

    @property
    def profile(self) -> str:
        """The profile of the session host."""
        return MY_NUMBER if self.grant else DEFAULT

    @property
    def permit(self) -> str:
        """What it rests on; empty for the ordinary one."""
        return self.grant.key if self.grant else ""


def hosts_named(typed: str) -> tuple[str, ...]:
    """Return the hosts of an answer; none when one word of it is no plain name of a host."""
    words = [each.lower() for each in _BETWEEN.split(typed.strip()) if each]
    return tuple(dict.fromkeys(words)) if all(map(_HOST.fullmatch, words)) else ()


def grant_of(permit: PermitInForce) -> Grant:
    """Return what a permit opens."""
    hosts = hosts_named(str(permit.scope.get("hosts", "")))
    return Grant(permit.id, permit.decision, hosts, permit.ends)


def grants_in_force(at: datetime) -> list[Grant]:
    """Return what all permits in force open; two queries."""
    return [grant_of(each) for each in permits_in_force(KIND, at=at)]


def grants_of(person: Person, at: datetime) -> list[Grant]:
    """Return what the person's own permits open now; two queries."""
    mine = str(person.opaque_id)
    return [grant_of(each) for each in permits_in_force(KIND, at=at) if each.holder == mine]


def zone_at(address: str) -> str:
    """Return the zone of a terminal, empty where it is not known; one query."""
    return place_of(address, declared()).zone


def terms(zone: str, permit: int | None, held: Iterable[Grant]) -> Terms:
    """Return the terms for a terminal in a zone. Raises BrowsingRefusedError."""
    if zone != GUARDED:
        if permit is not None:
            raise BrowsingRefusedError(
                _("この許可の閲覧は、マイナンバー事務系の端末で開いてください。")
            )
        return Terms(zone)
    found = next((each for each in held if each.permit == permit), None)
    if found is None:
        raise BrowsingRefusedError(
            _("マイナンバー事務系の端末からは、決裁を受けた許可がある閲覧先だけを開けます。")
        )
    if not found.hosts:
        raise BrowsingRefusedError(
            _("許可に書かれた閲覧先を、ホストの名前として読めません。情報担当に確かめてください。")
        )
    return Terms(zone, found)
