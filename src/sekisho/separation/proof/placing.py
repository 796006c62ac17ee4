"""Which of a device's interfaces lie in which zone, and which interfaces need telling apart.

An interface is ours by its name, else by its description, else by an address of it inside a zone's
prefix. Where the device names any interface of ours, a packet from a zone comes in by that zone's
interfaces; a zone without one there is known by its source addresses, on the interfaces that are
nobody's. Where it names none, every zone is known by its source addresses, on every interface.
A packet is expected to leave by the interfaces of the zone its destination lies in (that routes
follow the declared zones is taken as declared, not proven).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_interface

from sekisho.separation.device import Device, Interface, Notice
from sekisho.separation.policy.model import Policy
from sekisho.separation.policy.regions import FAMILIES, regions
from sekisho.separation.rules import Names
from sekisho.separation.spans import Spans, contains

OTHER = ""  # any interface nothing names


@dataclass(frozen=True, slots=True)
class Placement:
    """A device's interfaces among the zones.

    `groups` are the interfaces no rule tells apart, by their first name; `zone_of` their place.
    """

    device: Device
    groups: tuple[str, ...]
    zone_of: Mapping[str, str]
    notices: tuple[Notice, ...] = ()

    def at(self, place: str) -> tuple[str, ...]:
        """Return the interfaces at a zone or link."""
        return tuple(name for name in self.groups if self.zone_of.get(name) == place)

    def ends(self, zone: str) -> tuple[tuple[str, ...], bool]:
        """Return the interfaces of a zone, and whether they are its own (else: by addresses)."""
        own = self.at(zone)
        if own:
            return own, True
        return tuple(name for name in self.groups if name not in self.zone_of), False


def place(device: Device, policy: Policy) -> Placement:
    """Place a device's interfaces by what its configuration and the zones say."""
    sets = mentioned(device)
    known = {each.name: each for each in device.interfaces}
    names = [*known, *(name for name in _names(sets, policy) if name not in known)]
    zone_of, notices = _zones_of(names, known, policy, device)
    if zone_of and not device.interfaces_complete:
        for zone in policy.zones.values():
            for name in zone.interfaces:
                if name not in zone_of:
                    names.append(name)
                    zone_of[name] = zone.id
    if not device.interfaces_complete:
        names.append(OTHER)
    return Placement(device, _groups(names, sets, zone_of), zone_of, notices)


def declared(device: Device, connects: Mapping[str, str]) -> Placement:
    """Place a device's interfaces as the policy's `devices:` declares them."""
    sets = mentioned(device)
    return Placement(device, _groups(list(connects), sets, connects), connects)


def apart(device: Device) -> tuple[str, ...]:
    """Return one interface of each kind that a device's rules tell apart, whatever the zones."""
    sets = mentioned(device)
    names = [each.name for each in device.interfaces]
    names += sorted({name for each in sets for name in each.names} - set(names))
    if not device.interfaces_complete or not names:
        names.append(OTHER)
    return _groups(names, sets, {})


def mentioned(device: Device) -> frozenset[Names]:
    """Return all sets of interfaces the device's rules and stages ask about."""
    found: set[Names | None] = set()
    for chain in device.chains.values():
        for rule in chain.rules:
            for match in rule.matches:
                found.add(match.iif)
                found.add(match.oif)
    for stage in device.stages:
        found |= {stage.iif, stage.oif}
    return frozenset(each for each in found if each is not None)


def _names(sets: frozenset[Names], policy: Policy) -> list[str]:
    """Return the names asked about; for a beginning (`eth*`) the zones' names it holds.

    The beginning itself stands for the other interfaces that have it.
    """
    asked = {name for each in sets for name in each.names}
    ours = {name for zone in policy.zones.values() for name in zone.interfaces}
    beginnings = tuple(name[:-1] for name in asked if name.endswith("*"))
    return sorted(asked | {name for name in ours if name.startswith(beginnings)})


def _groups(
    names: list[str], sets: frozenset[Names], zone_of: Mapping[str, str]
) -> tuple[str, ...]:
    """Return one name for all that lie in the same place and are in the same sets."""
    ordered = sorted(sets, key=lambda each: (sorted(each.names), each.negated))
    seen: dict[object, str] = {}
    for name in names:
        sign = (zone_of.get(name), tuple(each.holds(name) for each in ordered))
        seen.setdefault(sign, name)
    return tuple(seen.values())


def _zones_of(
    names: list[str], known: Mapping[str, Interface], policy: Policy, device: Device
) -> tuple[dict[str, str], tuple[Notice, ...]]:
    found: dict[str, str] = {}
    notices = []
    areas = [regions(policy, family) for family in FAMILIES]
    for name in names:
        zones = _zones(known.get(name, Interface(name)), policy, areas)
        if len(zones) == 1:
            found[name] = zones[0]
        elif zones:
            notices.append(
                Notice(
                    "interface-in-two-zones",
                    f"{device.name} のインターフェース {name} がどの領域か一つに決まりません"
                    f"（{'、'.join(zones)}）。zones.yaml の interfaces に書いてください。",
                    figures=(device.name, name, "、".join(zones)),
                )
            )
    return found, tuple(notices)


def _zones(interface: Interface, policy: Policy, areas: list[dict[str, Spans]]) -> list[str]:
    for guess in (
        _by_name(interface.name, policy),
        _by_description(interface.description, policy),
        _by_address(interface, areas),
    ):
        if guess:
            return sorted(set(guess))
    return []


def _by_name(name: str, policy: Policy) -> list[str]:
    return [zone.id for zone in policy.zones.values() if name in zone.interfaces]


def _by_description(description: str, policy: Policy) -> list[str]:
    text = description.strip().casefold()
    if not text:
        return []
    words = {
        zone.id: {each.casefold() for each in (*zone.interfaces, zone.id, zone.label)}
        for zone in policy.zones.values()
    }
    exact = [zone for zone, known in words.items() if text in known]
    return exact or [
        zone for zone, known in words.items() if any(word and word in text for word in known)
    ]


def _by_address(interface: Interface, areas: list[dict[str, Spans]]) -> list[str]:
    found = []
    for text in interface.addresses:
        address = ip_interface(text).ip
        area = areas[FAMILIES.index(address.version)]
        found += [zone for zone, region in area.items() if contains(region or (), int(address))]
    return found
