"""The ways a packet may take from one zone to another, over one device or several.

Without `devices:` in the policy every device stands alone between the zones. With it, devices are
joined by the links it names; a way never meets the same place twice. A declared device no
configuration is given for is not known: it may permit anything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from sekisho.separation.device import Device, Notice
from sekisho.separation.policy.model import DeviceDeclaration, Policy
from sekisho.separation.proof.placing import Placement, declared, place
from sekisho.separation.rules import Action, Chain, Order, Stage


@dataclass(frozen=True, slots=True)
class Hop:
    """One device on a way, by which interfaces."""

    device: Device
    iif: str
    oif: str


@dataclass(frozen=True, slots=True)
class Way:
    """A way from a zone to a zone. `by_source`: the zone is known by its source addresses."""

    hops: tuple[Hop, ...]
    by_source: bool = False


class Topology:
    """How the devices handed in connect the zones of a policy."""

    def __init__(self, policy: Policy, devices: Sequence[Device]) -> None:
        """Match devices to the declared ones; the others stand alone."""
        self._declared: list[Placement] = []
        left = list(devices)
        notices: list[Notice] = []
        for declaration in policy.devices.values():
            found = next((each for each in left if _is(each, declaration)), None)
            if found is not None:
                left.remove(found)
            else:
                notices.append(_missing(declaration))
            self._declared.append(declared(found or _unknown(declaration), declaration.connects))
        self._alone = [place(device, policy) for device in left]
        if policy.devices or len(left) > 1:
            notices += [_undeclared(device) for device in left]
        notices += [notice for each in self._alone for notice in each.notices]
        self.notices = tuple(notices)
        self.devices = tuple(each.device for each in (*self._declared, *self._alone))

    def ways(self, source: str, destination: str) -> Iterator[Way]:
        """Yield every way from one zone to another."""
        for placement in self._alone:
            entries, own = placement.ends(source)
            exits, _ = placement.ends(destination)
            for iif, oif in product(entries, exits):
                yield Way((Hop(placement.device, iif, oif),), by_source=not own)
        for hops in self._walk(source, destination, (source,)):
            yield Way(hops)

    def _walk(self, here: str, goal: str, met: tuple[str, ...]) -> Iterator[tuple[Hop, ...]]:
        for placement in self._declared:
            for iif in placement.at(here):
                for oif in placement.groups:
                    there = placement.zone_of[oif]
                    if there in met:
                        continue
                    hop = Hop(placement.device, iif, oif)
                    if there == goal:
                        yield (hop,)
                        continue
                    for rest in self._walk(there, goal, (*met, there)):
                        if all(hop.device is not each.device for each in rest):
                            yield (hop, *rest)


def _is(device: Device, declaration: DeviceDeclaration) -> bool:
    names = {(device.host or device.name).casefold(), device.name.casefold()}
    return declaration.host.casefold() in names


def _unknown(declaration: DeviceDeclaration) -> Device:
    chain = Chain("?", (), Action.UNKNOWN)
    return Device(
        declaration.id,
        "unknown",
        frozenset({4, 6}),
        {"?": chain},
        (Stage("?", Order.FORWARD),),
    )


def _missing(declaration: DeviceDeclaration) -> Notice:
    return Notice(
        "device-without-configuration",
        f"機器 {declaration.id} の設定がありません。設定を渡すまで、何でも通すものとして扱います。",
        figures=(declaration.host,),
    )


def _undeclared(device: Device) -> Notice:
    return Notice(
        "device-not-declared",
        f"機器 {device.name} のつながりが zones.yaml の devices にないため、"
        "単独で全ての領域の間にあるものとして調べました。",
        figures=(device.name,),
    )
