"""Asking session hosts how full they are, having them end a session, and writing tickets for them.

A host is known by its name and the address of its door (`SEKISHO_SCREEN_DOORS`). It is asked within
the request of whoever looks, so it gets two seconds, and more to end a session; one that does not
answer is said to be away.
"""

import contextlib
import http.client
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from sekisho.screen import Ticket, issue, sealed
from sekisho.web.browsing.errors import BrowsingRefusedError
from sekisho.web.browsing.terms import Terms, grants_in_force
from sekisho.web.organization.models import Person

_SECONDS = 2
_END_SECONDS = 15  # every process of a session is waited for before its host answers
_MOST = 1 << 20
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Running:
    """A session a host says it runs."""

    session: str
    person: str
    host: str
    opened: float
    acted: float
    memory: int
    permit: str  # what it rests on; empty: the ordinary browsing
    texts: tuple[str, ...] = ()  # which texts cross (`screen.texts.KINDS`)


@dataclass(frozen=True, slots=True)
class Standing:
    """What one host answered; away: it did not."""

    host: str
    away: bool = False
    most: int = 0
    waiting: int = 0
    running: tuple[Running, ...] = ()
    kept: tuple[str, ...] = ()  # the limits its kernel keeps for each session

    @property
    def bounded(self) -> bool:
        """Whether a session can take neither all memory nor all processes of the host."""
        return {"memory", "pids"} <= set(self.kept)

    @property
    def free(self) -> int:
        """How many more sessions it can take."""
        return self.most - len(self.running)


@dataclass(frozen=True, slots=True)
class Opening:
    """A session about to be shown: where its door is, with the ticket for it."""

    session: str
    address: str


def standings(at: datetime) -> list[Standing]:
    """Ask every host."""
    return [_asked(name, door, at) for name, door in settings.SCREEN_DOORS.items()]


def running_of(person: Person, hosts: Sequence[Standing], permit: str = "") -> Running | None:
    """Return the session that runs for a person on that permit, None without one."""
    mine = (str(person.opaque_id), permit)
    found = (each for host in hosts for each in host.running)
    return next((each for each in found if (each.person, each.permit) == mine), None)


def opening(person: Person, on: Terms, *, address: str, at: datetime) -> Opening:
    """Return the way into the person's session, a new one on the emptiest host without one.

    Raises BrowsingRefusedError when no host can take it.
    """
    hosts = standings(at)
    known = running_of(person, hosts, on.permit)
    if known is not None:
        session, host = known.session, known.host
    else:
        session, host = str(uuid4()), _emptiest(hosts)
    ticket = Ticket(session, str(person.opaque_id), on.zone, address, host, on.profile,
                    int(at.timestamp()))  # fmt: skip
    if on.grant:
        until = int(on.grant.until.timestamp())
        ticket = replace(ticket, hosts=on.grant.hosts, until=until, permit=on.permit)
    word = quote(issue(ticket, settings.SCREEN_SECRET()))
    return Opening(session, f"{settings.SCREEN_DOORS[host]}/session?ticket={word}")


def end(session: Running, *, at: datetime) -> None:
    """Have a host end a session. Raises BrowsingRefusedError when it does not answer."""
    values: dict[str, object] = {"at": at.timestamp(), "session": session.session}
    if _said(settings.SCREEN_DOORS[session.host], "end", values, seconds=_END_SECONDS) is None:
        raise BrowsingRefusedError(
            _("画面転送のサーバーが応答しません。時間をおいて、もう一度終了してください。")
        )


def asked_of(session: Running, verb: str, *, at: datetime, **said: object) -> dict[str, Any]:
    """Return what a host says of one person's session. Raises BrowsingRefusedError."""
    values = {"at": at.timestamp(), "session": session.session, "person": session.person, **said}
    answer = _answer(settings.SCREEN_DOORS[session.host], verb, values, seconds=_END_SECONDS)
    if answer is None:
        raise BrowsingRefusedError(_("画面転送のサーバーが応答しません。もう一度お試しください。"))
    status, told = answer
    if status == http.client.OK:
        return told
    if status == http.client.CONFLICT:
        raise BrowsingRefusedError(
            _("セッションのブラウザーから答えがありません。ページが開いているか確かめてください。")
        )
    raise BrowsingRefusedError(_("このセッションでは、できない設定になっています。"))


def end_lapsed(at: datetime) -> int:
    """End sessions whose permit counts no more, or whose person left; return how many.

    Three queries at most.

    A host ends them itself on the permit's last day; this is for one ended before. A host that is
    away is asked again when this runs next.
    """
    found = [each for host in standings(at) for each in host.running]
    if not found:
        return 0
    good = {"", *(each.key for each in grants_in_force(at))}
    whose = Person.objects.filter(opaque_id__in=[each.person for each in found])
    here = set(map(str, whose.filter(account__is_active=True).values_list("opaque_id", flat=True)))
    ended = 0
    for each in found:
        if each.permit not in good or each.person not in here:
            with contextlib.suppress(BrowsingRefusedError):
                end(each, at=at)
                ended += 1
    return ended


def _emptiest(hosts: Sequence[Standing]) -> str:
    able = [each for each in hosts if not each.away and each.free > 0]
    if not able:
        raise BrowsingRefusedError(
            _("いま使えるサーバーがありません。しばらくしてから、もう一度開いてください。")
        )
    return max(able, key=lambda each: each.free).host


def _asked(name: str, door: str, at: datetime) -> Standing:
    told = _said(door, "status", {"at": at.timestamp()})
    try:
        if told is None:
            return Standing(name, away=True)
        running = tuple(
            Running(each["session"], each["person"], name, each["opened"], each["acted"],
                    each["memory"], each["permit"], tuple(map(str, each["texts"])))
            for each in told["sessions"]
        )  # fmt: skip
        return Standing(
            name,
            most=int(told["most"]),
            waiting=int(told["waiting"]),
            running=running,
            kept=tuple(map(str, told["kept"])),
        )
    except (KeyError, TypeError, ValueError):
        return Standing(name, away=True)


def _said(
    door: str, verb: str, values: Mapping[str, object], *, seconds: int = _SECONDS
) -> dict[str, Any] | None:
    """Return a host's good answer, None when there is none."""
    answer = _answer(door, verb, values, seconds=seconds)
    return answer[1] if answer and answer[0] == http.client.OK else None


def _answer(
    door: str, verb: str, values: Mapping[str, object], *, seconds: int
) -> tuple[int, dict[str, Any]] | None:
    """Return the status and what was said, None when nobody answers."""
    place = urlsplit(door)
    made = http.client.HTTPSConnection if place.scheme == "wss" else http.client.HTTPConnection
    connection = made(place.hostname or "", place.port, timeout=seconds)
    word = sealed(verb, dict(values), settings.SCREEN_SECRET())
    try:
        connection.request("GET", f"{place.path}/{verb}", headers={"Authorization": word})
        answer = connection.getresponse()
        return answer.status, dict(json.loads(answer.read(_MOST)))
    except (OSError, http.client.HTTPException, ValueError):
        _log.warning("the session host at %s does not answer", place.hostname)
        return None
    finally:
        connection.close()
