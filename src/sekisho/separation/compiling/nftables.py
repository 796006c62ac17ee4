"""A zone policy as an nftables ruleset: what is not permitted is dropped, in both families.

Loading the text with `nft -f` replaces the table `inet sekisho` in one transaction and touches no
other table. Flows are elements of sets, not rules; a flow with a last day leaves its set in the
kernel at the end of that day in Asia/Tokyo, without anybody doing anything. Every chain counts
what it drops and logs it (bounded) under a prefix that names the zones.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from ipaddress import IPv4Address, IPv6Address

from sekisho.separation.compiling.elements import Element, Shape, shapes
from sekisho.separation.errors import PolicyError
from sekisho.separation.policy.model import TOKYO, Policy
from sekisho.separation.policy.regions import FAMILIES, Permit, permits

TABLE = "sekisho"
_INTERFACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:@-]{0,14}")
_KEYS = {
    "protocol": ("meta l4proto", "inet_proto"),
    "sport": ("th sport", "inet_service"),
    "dport": ("th dport", "inet_service"),
}
_LOG = "limit rate 10/second burst 20 packets log prefix"


def compile_nftables(policy: Policy, *, at: date | datetime) -> str:
    """Return the ruleset that permits a policy's flows in force at a time, and nothing else.

    `at` is when the text is loaded: the time a flow has left is counted from it (a date: from its
    first moment in Tokyo). Raises `PolicyError` for a zone without interfaces.
    """
    _check(policy)
    number = {zone: at_ for at_, zone in enumerate(policy.zones, 1)}
    moment = _moment(at)
    flows = policy.flows_in_force(at)
    pairs = {pair: f"z{number[pair[0]]}_to_z{number[pair[1]]}" for pair in policy.pairs()}
    by_pair: dict[tuple[str, str], list[tuple[int, Permit]]] = {pair: [] for pair in pairs}
    for family in FAMILIES:
        for permit in permits(policy, flows, family):
            by_pair[permit.source_zone, permit.destination_zone].append((family, permit))
    sets: list[str] = []
    chains: list[str] = []
    for pair, name in pairs.items():
        set_lines, chain_lines = _pair(name, by_pair[pair], moment)
        sets += set_lines
        chains += chain_lines
    forward = _forward(policy, pairs)
    return "\n".join((*_head(policy, moment), *sets, *chains, *forward, "}", ""))


def _check(policy: Policy) -> None:
    problems = []
    for zone in policy.zones.values():
        if not zone.interfaces:
            problems.append(f"領域 {zone.id} に interfaces がないため、規則を作れません。")
        problems += [
            f"領域 {zone.id} のインターフェース名「{name}」は使えません。"
            for name in zone.interfaces
            if not _INTERFACE.fullmatch(name)
        ]
    if problems:
        raise PolicyError(tuple(problems))


def _moment(at: date | datetime) -> datetime:
    if isinstance(at, datetime):
        return at.astimezone(TOKYO)
    return datetime.combine(at, time(), TOKYO)


def _head(policy: Policy, moment: datetime) -> Iterator[str]:
    yield f"# zones.yaml → nftables, {moment.isoformat(timespec='seconds')}"
    for number, zone in enumerate(policy.zones, 1):
        yield f"# z{number}: {_comment(zone)}"
    yield f"table inet {TABLE} {{}}"
    yield f"delete table inet {TABLE}"
    yield f"table inet {TABLE} {{"


def _comment(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _pair(
    name: str, found: list[tuple[int, Permit]], moment: datetime
) -> tuple[list[str], list[str]]:
    """Return the sets and the chain of one pair of zones."""
    sets: list[str] = []
    rules: list[str] = []
    for family in FAMILIES:
        made = shapes((permit for version, permit in found if version == family), family)
        for number, (shape, elements) in enumerate(made.items(), 1):
            set_name = f"{name}_{family}_{number}"
            sets += _set(set_name, shape, elements, moment)
            rules.append(f"    {_key(shape)} @{set_name} counter accept")
    chain = [
        f"  chain {name} {{",
        *rules,
        f'    {_LOG} "{TABLE} {name} "',
        "    counter drop",
        "  }",
    ]
    return sets, chain


def _key(shape: Shape) -> str:
    ip = "ip" if shape.family == 4 else "ip6"
    icmp = "icmp" if shape.family == 4 else "icmpv6"
    words = {"source": f"{ip} saddr", "destination": f"{ip} daddr", "type": f"{icmp} type"}
    return " . ".join(words.get(part) or _KEYS[part][0] for part in shape.parts)


def _type(shape: Shape) -> str:
    address = f"ipv{shape.family}_addr"
    icmp = "icmp_type" if shape.family == 4 else "icmpv6_type"
    words = {"source": address, "destination": address, "type": icmp}
    return " . ".join(words.get(part) or _KEYS[part][1] for part in shape.parts)


def _set(name: str, shape: Shape, elements: list[Element], moment: datetime) -> Iterator[str]:
    yield f"  set {name} {{"
    yield f"    type {_type(shape)}"
    timed = any(element.until for element in elements)
    yield f"    flags interval{', timeout' if timed else ''}"
    if elements:
        yield "    elements = {"
        for element in elements:
            yield f"      {_element(shape, element, moment)},"
        yield "    }"
    yield "  }"


def _element(shape: Shape, element: Element, moment: datetime) -> str:
    values = " . ".join(
        _value(shape, part, span) for part, span in zip(shape.parts, element.box, strict=True)
    )
    if element.until is None:
        return values
    end = datetime.combine(element.until + timedelta(days=1), time(), TOKYO)
    return f"{values} timeout {int((end - moment).total_seconds())}s"


def _value(shape: Shape, part: str, span: tuple[int, int]) -> str:
    first, last = span
    if part in {"source", "destination"}:
        address = IPv4Address if shape.family == 4 else IPv6Address
        return str(address(first)) if first == last else f"{address(first)}-{address(last)}"
    return str(first) if first == last else f"{first}-{last}"


def _forward(policy: Policy, pairs: dict[tuple[str, str], str]) -> Iterator[str]:
    yield "  chain forward {"
    yield "    type filter hook forward priority filter; policy drop;"
    yield "    ct state established,related counter accept"
    yield f'    ct state invalid {_LOG} "{TABLE} invalid "'
    yield "    ct state invalid counter drop"
    ways = [
        f'"{iif}" . "{oif}" : jump {name}'
        for (source, destination), name in pairs.items()
        for iif in policy.zones[source].interfaces
        for oif in policy.zones[destination].interfaces
    ]
    if ways:
        yield "    iifname . oifname vmap {"
        yield from (f"      {way}," for way in ways)
        yield "    }"
    yield f'    {_LOG} "{TABLE} other "'
    yield "    counter drop"
    yield "  }"
