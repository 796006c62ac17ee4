"""What an entry says of protocols and ports, as alternatives: one match for each."""

from typing import NamedTuple

from sekisho.separation.packet import ICMP, ICMPV6, WITH_PORTS
from sekisho.separation.readers.cisco.terms import Icmp, NotKnownError
from sekisho.separation.rules import Match
from sekisho.separation.spans import Spans, intersection, one


class Service(NamedTuple):
    """A protocol with its ports or its ICMP type; `None` is any."""

    protocol: Spans | None = None
    source_port: Spans | None = None
    destination_port: Spans | None = None
    icmp: Icmp = Icmp(None, None)

    @property
    def needs_first_fragment(self) -> bool:
        """Whether a later fragment cannot be told to be of it."""
        return (self.source_port, self.destination_port, self.icmp) != (None, None, (None, None))

    def on(self, match: Match) -> Match | None:
        """Return a match narrowed to this service; None when nothing is left of it."""
        protocol = _both(match.protocol, self.protocol)
        if protocol == ():
            return None
        kind = None if self.icmp.type is None else one(self.icmp.type)
        code = None if self.icmp.code is None else one(self.icmp.code)
        return match._replace(
            protocol=protocol,
            source_port=_both(match.source_port, self.source_port),
            destination_port=_both(match.destination_port, self.destination_port),
            icmp_type=kind,
            icmp_code=code,
        )


def checked(service: Service) -> Service:
    """Return a service whose ports and types have a protocol that has them, else raise."""
    numbers = (
        set()
        if service.protocol is None
        else {number for low, high in service.protocol for number in range(low, high + 1)}
    )
    ported = service.source_port is not None or service.destination_port is not None
    if ported and (not numbers or not numbers <= WITH_PORTS):
        raise NotKnownError("ports")
    if service.icmp.type is not None and (not numbers or not numbers <= {ICMP, ICMPV6}):
        raise NotKnownError("icmp")
    return service


def _both(a: Spans | None, b: Spans | None) -> Spans | None:
    if a is None or b is None:
        return b if a is None else a
    return intersection(a, b)
