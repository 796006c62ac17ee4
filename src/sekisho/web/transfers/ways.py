"""Which way a file may take between the zones: by what is declared, by whom, and from where.

The laws: between the internet and the LGWAN zone files go the ordinary ways (sanitised inwards,
decided by the head outwards). From or into the My Number zone a file goes only for somebody whose
duties reach into that zone, who holds a special permit (特定通信) for exactly that way, at a
terminal where the permit says. Where the zone of a terminal is known, it counts more than what
somebody says: a file is moved from where it is. What is not known opens nothing beyond the
ordinary ways.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network

from django.utils.translation import gettext as _

from sekisho.catalogue import load
from sekisho.web.approvals.queries import PermitInForce
from sekisho.web.assets.whereabouts import DeclaredZone, Place, longest_prefix
from sekisho.web.ui.words import worded

MYNUMBER, LGWAN, INTERNET = "mynumber", "lgwan", "internet"  # zones of the catalogue
_GUARDED = (INTERNET, LGWAN, MYNUMBER)  # each more than the one before
ORDINARY = frozenset({(INTERNET, LGWAN), (LGWAN, INTERNET)})


@dataclass(frozen=True, slots=True)
class Way:
    """From one zone to another."""

    source: str
    target: str

    @property
    def is_ordinary(self) -> bool:
        """Whether it needs no special permit."""
        return (self.source, self.target) in ORDINARY

    @property
    def ends(self) -> frozenset[str]:
        """Both zones."""
        return frozenset({self.source, self.target})


INWARD, OUTWARD = Way(INTERNET, LGWAN), Way(LGWAN, INTERNET)
# Offered on the page where files come in, and on the one where they leave the body.
INNER = (INWARD, Way(MYNUMBER, LGWAN), Way(LGWAN, MYNUMBER), Way(INTERNET, MYNUMBER))
OUTER = (OUTWARD, Way(MYNUMBER, INTERNET))


@dataclass(frozen=True, slots=True)
class Grant:
    """A special permit in force: for which way, from and to which addresses."""

    permit: int
    decision: str
    way: Way
    sources: tuple[str, ...]
    destinations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leave:
    """Whether a way may be taken: `why` it may not, "" when it may; `grant` is what allows it."""

    way: Way
    why: str = ""
    grant: Grant | None = None

    @property
    def open(self) -> bool:
        """Whether it may be taken."""
        return not self.why


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Who asks, as a request says: the address, and whether they are cleared for My Number."""

    address: str = ""
    cleared: bool = False


NOWHERE = Standpoint()


@dataclass(frozen=True, slots=True)
class Traveller:
    """Who moves a file: whether their duties reach into the My Number zone, and their permits."""

    cleared: bool = False
    grants: tuple[Grant, ...] = ()


def leave(
    way: Way, traveller: Traveller, here: Place, zones: Sequence[DeclaredZone], *, taking: bool
) -> Leave:
    """Say whether somebody may hand a file in for a way, or take what came of it (`taking`)."""
    unknown = _undeclared(way, zones)
    if unknown:
        return Leave(way, _("「%(zone)s」は、領域の図に登録されていません。") % {"zone": unknown})
    why = wrong_place(way, here, zones, taking=taking)
    if why or way.is_ordinary:
        return Leave(way, why)
    return _by_permit(way, traveller, here, taking=taking)


def _undeclared(way: Way, zones: Sequence[DeclaredZone]) -> str:
    """Return what is missing of a way's zones; before any is declared only ordinary ways stand."""
    known = {each.key for each in zones}
    if way.is_ordinary and not known:
        return ""
    return next((label(each) for each in (way.source, way.target) if each not in known), "")


def wrong_place(way: Way, here: Place, zones: Sequence[DeclaredZone], *, taking: bool) -> str:
    """Return why not from this terminal, "" when it may be."""
    if not here.zone:
        if way.is_ordinary or not zones:
            return ""
        return _("この端末のある領域が分からないため、この通路は使えません。")
    if here.zone in way.ends if taking else _may_begin(way, here.zone):
        return ""
    words = {"here": label(here.zone), "there": label(way.target if taking else way.source)}
    if taking:
        return (
            _("この端末は「%(here)s」にあります。受け取れるのは「%(there)s」の端末です。") % words
        )
    return (
        _("この端末は「%(here)s」にあります。この通路には「%(there)s」の端末から出します。") % words
    )


def _may_begin(way: Way, zone: str) -> bool:
    """Whether a file that lies in a zone may be handed in for a way.

    What is where it shall go already crosses nothing by an ordinary way.
    """
    return zone == way.source or (way.is_ordinary and zone == way.target)


def _by_permit(way: Way, traveller: Traveller, here: Place, *, taking: bool) -> Leave:
    if not traveller.cleared:
        return Leave(way, _("マイナンバー事務系に関わる事務の担当者だけが使えます。"))
    grants = [each for each in traveller.grants if each.way == way]
    if not grants:
        return Leave(way, _("特定通信の許可が必要です。申請して決裁を受けると使えます。"))
    for each in grants:
        if _covers(each, here, taking=taking):
            return Leave(way, grant=each)
    return Leave(way, _("この端末のアドレスは、特定通信の許可に書かれていません。"))


def _covers(grant: Grant, here: Place, *, taking: bool) -> bool:
    """Whether a permit names the terminal; only the My Number end is told by its address.

    On the other side the permit names the product's own address, not a person's terminal.
    """
    if here.address is None or here.zone != MYNUMBER:
        return True
    named = grant.destinations if taking and grant.way.target == MYNUMBER else grant.sources
    return longest_prefix(here.address, named) >= 0


def is_outward(way: Way) -> bool:
    """Whether a way leads to a zone that is protected less."""
    return _GUARDED.index(way.target) < _GUARDED.index(way.source)


def grant_of(permit: PermitInForce) -> Grant | None:
    """Return a special permit as this room knows it; None when its addresses cannot be read."""
    scope = permit.scope
    try:
        sources, destinations = (
            _prefixes(str(scope.get(n, ""))) for n in ("source", "destination")
        )
    except ValueError:
        return None
    if not (sources and destinations):
        return None
    way = Way(str(scope.get("from_zone", "")), str(scope.get("to_zone", "")))
    return Grant(permit.id, permit.decision, way, sources, destinations)


def _prefixes(typed: str) -> tuple[str, ...]:
    """Return typed prefixes, apart by blanks or commas. Raises ValueError."""
    return tuple(str(ip_network(each)) for each in re.split(r"[\s,、，;；]+", typed) if each)


def label(key: str) -> str:
    """Return what a zone is called; its key for one the catalogue does not know."""
    known = load().zones.get(key)
    return worded(known.title) if known else key
