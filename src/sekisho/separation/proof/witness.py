"""A box of leaking packets as one concrete packet, the plainest the box holds."""

from collections.abc import Sequence

from sekisho.separation.following import Step, follow
from sekisho.separation.packet import Packet, State
from sekisho.separation.proof.coordinates import Coordinates
from sekisho.separation.proof.paths import Hop
from sekisho.separation.proof.searching import Leak
from sekisho.separation.proof.tables import LATER
from sekisho.separation.rules import Action

_SYN = 2
_USUAL_PORT = 49152  # the first an ordinary client uses


class DisagreementError(Exception):
    """A counter-example does not pass when followed: a fault of ours, never of the user."""


def packet_of(leak: Leak, coordinates: Coordinates, hop: Hop, state: int, fragment: int) -> Packet:
    """Return the packet with the lowest values of the box; ports and flags as clients use them."""
    lo, hi = [int(value) for value in leak.lo], [int(value) for value in leak.hi]
    return Packet(
        coordinates.family,
        hop.iif,
        hop.oif,
        _host(coordinates, lo[1]),
        _host(coordinates, lo[2]),
        lo[0],
        _inside(_USUAL_PORT, lo[3], hi[3]),
        _inside(1, lo[4], hi[4]),
        State(state),
        fragment == LATER,
        _inside(_SYN, lo[5], hi[5]),
    )


def _host(coordinates: Coordinates, rank: int) -> int:
    """Return the lowest address of a cell, but not that of a network itself if there is another."""
    first, last = coordinates.value(rank), coordinates.end(rank)
    return first + 1 if first < last and not first & 0xFF else first


def _inside(wanted: int, first: int, last: int) -> int:
    return wanted if first <= wanted <= last else first


def path_of(packet: Packet, hops: Sequence[Hop], states: Sequence[int]) -> tuple[Step, ...]:
    """Follow a packet over a way and return the rules that let it pass.

    Raises `DisagreementError` when it does not pass.
    """
    steps: list[Step] = []
    now = packet
    for hop, state in zip(hops, states, strict=True):
        now = _entering(now, hop, state)
        passage = follow(hop.device, now)
        if not passage.permitted:
            raise DisagreementError(f"{packet} does not pass {hop.device.name}")
        steps += passage.steps or (no_rule(hop.device.name),)
        now = passage.packet
    return tuple(steps)


def no_rule(device: str) -> Step:
    """Return the step of a packet that met no rule on a device."""
    return Step(device, "", Action.PERMIT, None, "この通信を調べる規則がありません。")


def _entering(packet: Packet, hop: Hop, state: int) -> Packet:
    return Packet(
        packet.family,
        hop.iif,
        hop.oif,
        packet.source,
        packet.destination,
        packet.protocol,
        packet.source_port,
        packet.destination_port,
        State(state),
        packet.fragment,
        packet.tcp_flags,
    )
