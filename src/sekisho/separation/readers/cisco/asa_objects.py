"""Objects, groups and names of an ASA, resolved to addresses and services.

An object may be of either family: addresses are kept as one set for each. What is looked up by
name (`fqdn`) or told by people (`user`) is not known.
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_address
from typing import NamedTuple, TypeVar

from sekisho.separation.packet import ICMP, ICMPV6, TCP, UDP
from sekisho.separation.readers.cisco import terms
from sekisho.separation.readers.cisco.service import Service, checked
from sekisho.separation.readers.cisco.terms import NotKnownError, Words
from sekisho.separation.spans import BITS, Spans, address, normal, one, prefix, union

T = TypeVar("T")
_EVERYTHING = {family: ((0, (1 << bits) - 1),) for family, bits in BITS.items()}
_TCP_UDP: Spans = normal(((TCP, TCP), (UDP, UDP)))


class Addresses(NamedTuple):
    """Addresses of both families: `None` is any, `()` none."""

    v4: Spans | None = ()
    v6: Spans | None = ()

    def of(self, family: int) -> Spans | None:
        """Return the addresses of one family."""
        return self.v4 if family == 4 else self.v6

    def joined(self, other: "Addresses") -> "Addresses":
        """Return what is in either."""
        return Addresses(_either(self.v4, other.v4), _either(self.v6, other.v6))


ANY = Addresses(None, None)


@dataclass(slots=True)
class Objects:
    """Everything that has a name; a name that is missing is not known."""

    names: dict[str, str] = field(default_factory=dict)  # `name 10.1.1.1 server`
    networks: dict[str, Addresses] = field(default_factory=dict)
    network_groups: dict[str, Addresses] = field(default_factory=dict)
    services: dict[str, tuple[Service, ...]] = field(default_factory=dict)
    service_groups: dict[str, tuple[Service, ...]] = field(default_factory=dict)
    protocols: dict[str, tuple[Spans | None, ...]] = field(default_factory=dict)
    icmp_types: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def address(self, text: str) -> int:
        """Return an IPv4 address by number or by name. Raises NotKnownError."""
        try:
            return int(IPv4Address(self.names.get(text, text)))
        except ValueError as error:
            raise NotKnownError(text) from error

    def host(self, text: str) -> Addresses:
        """Return one address of either family. Raises NotKnownError."""
        try:
            version, found = address(self.names.get(text, text))
        except ValueError as error:
            raise NotKnownError(text) from error
        return _placed(version, one(found))

    def network(self, words: Words) -> Addresses:
        """Take an address and its mask, or an IPv6 prefix. Raises NotKnownError."""
        first = words.take()
        try:
            if ":" in first:
                return _placed(*prefix(first))
            mask = words.take()
            return _placed(*prefix(f"{self.names.get(first, first)}/{mask}"))
        except ValueError as error:
            raise NotKnownError(first) from error

    def side(self, words: Words) -> Addresses:
        """Take a source or a destination of an entry. Raises NotKnownError."""
        word = words.next
        if word in {"any", "any4", "any6"}:
            words.take()
            return {"any": ANY, "any4": Addresses(None, ()), "any6": Addresses((), None)}[word]
        if words.takes("host"):
            return self.host(words.take())
        if words.takes("object"):
            return self.named(words.take())
        if words.takes("object-group"):
            return _named(self.network_groups, words.take())
        return self.network(words)

    def named(self, name: str) -> Addresses:
        """Return the addresses of an object. Raises NotKnownError."""
        return _named(self.networks, name)

    def protocol(self, words: Words) -> tuple[Service, ...]:
        """Take what stands for a protocol in an entry. Raises NotKnownError."""
        if words.takes("object"):
            return _named(self.services, words.take())
        if words.takes("object-group"):
            name = words.take()
            if name in self.protocols:
                return tuple(Service(each) for each in self.protocols[name])
            return _named(self.service_groups, name)
        return (Service(terms.protocol(words.take())),)

    def ports(self, words: Words) -> tuple[Spans | None, ...]:
        """Take ports, or a group of ports; (None,) when none are said. Raises NotKnownError."""
        if words.next == "object-group" and self._is_ports(words):
            words.take()
            found = _named(self.service_groups, words.take())
            return tuple(each.destination_port for each in found)
        return (terms.ports(words),)

    def _is_ports(self, words: Words) -> bool:
        name = words.second
        return name in self.service_groups and name not in self.network_groups


def network_object(objects: Objects, words: Words) -> Addresses:
    """Return the addresses of a line below `object network`. Raises NotKnownError."""
    if words.takes("host"):
        return objects.host(words.take())
    if words.takes("subnet"):
        return objects.network(words)
    if words.takes("range"):
        low, high = words.take(), words.take()
        try:
            first, last = ip_address(low), ip_address(high)
        except ValueError as error:
            raise NotKnownError(low) from error
        if first.version != last.version or int(first) > int(last):
            raise NotKnownError(low)
        return _placed(first.version, ((int(first), int(last)),))
    raise NotKnownError(words.next)


def network_group_line(objects: Objects, words: Words) -> Addresses:
    """Return the addresses of a line below `object-group network`. Raises NotKnownError."""
    if words.takes("group-object"):
        return _named(objects.network_groups, words.take())
    if not words.takes("network-object"):
        raise NotKnownError(words.next)
    if words.takes("object"):
        return _named(objects.networks, words.take())
    return objects.host(words.take()) if words.takes("host") else objects.network(words)


def service_object(words: Words) -> tuple[Service, ...]:
    """Return the service of `service tcp [source …] [destination …]`. Raises NotKnownError."""
    protocol = terms.protocol(words.take())
    number = protocol[0][0] if protocol else 0
    if number in {ICMP, ICMPV6}:
        return (checked(Service(protocol, icmp=terms.icmp(words, number))),)
    source = terms.ports(words) if words.takes("source") else None
    words.takes("destination")
    destination = terms.ports(words)
    return (checked(Service(protocol, source, destination)),)


def service_group_line(
    objects: Objects, words: Words, protocol: Spans | None
) -> tuple[Service, ...]:
    """Return the services of a line below `object-group service`. Raises NotKnownError.

    `protocol` is the one the group's own line names, for `port-object`.
    """
    if words.takes("group-object"):
        return _named(objects.service_groups, words.take())
    if words.takes("port-object"):
        return (checked(Service(protocol, None, terms.ports(words))),)
    if words.takes("service-object"):
        if words.takes("object"):
            return _named(objects.services, words.take())
        return service_object(words)
    raise NotKnownError(words.next)


def group_protocol(word: str) -> Spans | None:
    """Return the protocol a group of ports is of."""
    return _TCP_UDP if word == "tcp-udp" else terms.protocol(word)


def _placed(family: int, spans: Spans) -> Addresses:
    found = None if spans == _EVERYTHING[family] else spans
    return Addresses(found, ()) if family == 4 else Addresses((), found)


def _either(a: Spans | None, b: Spans | None) -> Spans | None:
    return None if a is None or b is None else union(a, b)


def _named(kept: dict[str, T], name: str) -> T:
    if name not in kept:
        raise NotKnownError(name)
    return kept[name]


def group_line(objects: Objects, kind: str, of: tuple[str, ...], words: Words) -> object:
    """Return what one line of a group says, for `keep_group`. Raises NotKnownError."""
    if kind == "network":
        return network_group_line(objects, words)
    if kind == "service":
        return service_group_line(objects, words, group_protocol(of[0]) if of else None)
    if kind == "protocol" and words.takes("protocol-object"):
        return objects.protocol(words)[0].protocol
    if kind == "icmp-type" and words.takes("icmp-object"):
        found = terms.icmp(words, ICMP).type
        if found is not None:
            return found
    raise NotKnownError(words.next)


def keep_group(objects: Objects, kind: str, name: str, taken: list[object]) -> None:
    """Keep a group under its name: what each of its lines said."""
    if kind == "network":
        whole = Addresses()
        for each in taken:
            whole = whole.joined(each) if isinstance(each, Addresses) else whole
        objects.network_groups[name] = whole
    elif kind == "service":
        objects.service_groups[name] = tuple(
            each for group in taken if isinstance(group, tuple) for each in group
        )
    elif kind == "protocol":
        objects.protocols[name] = tuple(
            each for each in taken if each is None or isinstance(each, tuple)
        )
    else:
        objects.icmp_types[name] = tuple(each for each in taken if isinstance(each, int))
