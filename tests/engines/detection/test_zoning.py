"""The zone check against a judge that knows nothing of classes: every flow, one after the other."""

from ipaddress import ip_address, ip_network
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.detection.schema import COLUMNS
from sekisho.detection.storing import arrow
from sekisho.detection.values import endpoint
from sekisho.detection.zoning import FlowKind, Permit, ZoneCheck, ZoneSpan

MINUTE, DAY = 60_000_000, 86_400_000_000
T0 = 1_764_464_400_000_000
PREFIXES = {
    "mynumber": ["10.10.0.0/16", "fd00:10::/32"],
    "lgwan": ["10.20.0.0/16", "fd00:20::/32"],
    "desk": ["10.20.5.0/24", "10.10.9.9/32", "fd00:20:5::/48"],  # nested within two other zones
    "internet": ["0.0.0.0/0", "::/0"],
}
NARROW = {name: prefixes for name, prefixes in PREFIXES.items() if name != "internet"}
ADDRESSES = [
    "10.10.0.0", "10.10.255.255", "10.9.255.255", "10.11.0.0", "10.10.9.9", "10.10.9.10", "10.20.4.255", "10.20.5.0",
    "10.20.5.255", "10.20.6.0", "0.0.0.0", "255.255.255.255", "203.0.113.25", "203.0.113.26",
    "fd00:10::", "fd00:10:ffff:ffff:ffff:ffff:ffff:ffff", "fd00:11::", "fd00:20:5::1", "fd00:20:6::", "::", "2001:db8::25",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
]  # fmt: skip
PORTS = [0, 24, 25, 26, 442, 443, 444, 65535]
TIMES = [T0 - 1, T0, T0 + 1, T0 + MINUTE, T0 + MINUTE + 1, T0 + DAY, T0 + DAY + 1]


def number(address):
    """Return an address among 128 bits, IPv4 as ::ffff/96."""
    address = ip_address(address)
    return int(address) if address.version == 6 else 0xFFFF << 32 | int(address)


def ends_of(prefix):
    network = ip_network(prefix)
    return number(network[0]), number(network[-1])


def spans_of(prefixes):
    """Return the union of prefixes as disjoint spans."""
    found = []
    for first, last in sorted(map(ends_of, prefixes)):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def zone_of(address, prefixes=PREFIXES):
    """The zone of the longest prefix, within the address's own family."""
    own = ip_address(address)
    inside = [
        (ip_network(each).prefixlen, name)
        for name, some in prefixes.items()
        for each in some
        if ip_network(each).version == own.version and own in ip_network(each)
    ]
    return max(inside)[1] if inside else ""


def zone_spans(prefixes=PREFIXES):
    """Return the zones as disjoint spans: cut at every end of every prefix, each piece looked up."""
    cuts = sorted(
        {
            cut
            for some in prefixes.values()
            for each in some
            for cut in (ends_of(each)[0], ends_of(each)[1] + 1)
        }
    )
    found = []
    for first, after in pairwise(cuts):
        mapped = 0xFFFF << 32 <= first < 0x10000 << 32
        name = zone_of(ip_address(first & 0xFFFFFFFF) if mapped else ip_address(first), prefixes)
        if name:
            found.append(ZoneSpan(first, after - 1, name))
    return found


def row(source, destination, protocol=6, sport=50_000, dport=443, at=T0, **more):
    """Return an event that is a flow."""
    return {
        "ts_us": at, "event_category": "network", "event_type": "connection", "log_delivery": "f", "log_position": 1,
        **endpoint("source", source, sport), **endpoint("destination", destination, dport),
        **({} if protocol is None else {"network_iana_number": protocol}), **more,
    }  # fmt: skip


def plain(event, permits, prefixes=PREFIXES):
    """Judge one event the slow way; one-way answers are left to `with_replies`."""
    source, destination = event["source_ip"], event["destination_ip"]
    zones = zone_of(source, prefixes), zone_of(destination, prefixes)
    if "" in zones:
        return FlowKind.STOPPED if event["event_type"] == "denied" else FlowKind.NOWHERE
    if zones[0] == zones[1]:
        return FlowKind.INSIDE
    if event["event_type"] == "denied":
        return FlowKind.STOPPED
    covering = [each for each in permits if covers(each, event, zones)]
    if any((p.begins_us is None or p.begins_us <= event["ts_us"]) and (p.ends_us is None or event["ts_us"] < p.ends_us)
           for p in covering):  # fmt: skip
        return FlowKind.PERMITTED
    return FlowKind.EXPIRED if covering else FlowKind.UNPERMITTED


def within(spans, value):
    return any(first <= value <= last for first, last in spans)


def covers(permit, event, zones):  # noqa: PLR0911
    if (permit.source_zone, permit.destination_zone) != zones:
        return False
    if not within(permit.sources, number(event["source_ip"])) or not within(
        permit.destinations, number(event["destination_ip"])
    ):
        return False
    protocol = event.get("network_iana_number")
    if protocol is None:
        return permit.protocols == (
            (0, 255),
        ) and permit.source_ports == permit.destination_ports == ((0, 65535),)
    if not within(permit.protocols, protocol):
        return False
    every = ((0, 65535),)
    if protocol in {1, 58}:
        return permit.source_ports == every or within(
            permit.source_ports, event.get("icmp_type", -1)
        )
    if protocol not in {6, 17, 33, 132, 136}:
        return True
    return all(
        spans == every or within(spans, event.get(name, -1))
        for spans, name in (
            (permit.source_ports, "source_port"),
            (permit.destination_ports, "destination_port"),
        )
    )


def with_replies(events, permits):
    """Judge all events: a one-way wrong one is a reply when what it answers was permitted."""
    kinds = [plain(event, permits) for event in events]
    ported = [e.get("one_way", False) and e.get("network_iana_number") in {6, 17} for e in events]
    asked = {}
    for event, kind, is_ in zip(events, kinds, ported, strict=True):
        if is_ and kind is FlowKind.PERMITTED:
            asked.setdefault(five(event), []).append(event["ts_us"])
    for place, (event, kind, is_) in enumerate(zip(events, kinds, ported, strict=True)):
        times = asked.get(five(event, back=True)) if is_ and kind >= FlowKind.EXPIRED else None
        if times and min(times) - MINUTE <= event["ts_us"] <= max(times) + DAY:
            kinds[place] = FlowKind.REPLY
    return kinds


def five(event, *, back=False):
    ends = [
        (event["source_ip"], event.get("source_port")),
        (event["destination_ip"], event.get("destination_port")),
    ]
    return (event["network_iana_number"], *(reversed(ends) if back else ends))


def checked(events, permits, prefixes=PREFIXES, batch=3):
    """Return the kinds batch by batch, and the tally."""
    check = ZoneCheck(zone_spans(prefixes), permits)
    kinds = []
    for begin in range(0, len(events), batch):
        kinds += check.judge(arrow(events[begin : begin + batch])).tolist()
    return kinds, check.finish()


SPANS = st.lists(
    st.sampled_from([each for some in PREFIXES.values() for each in some]), min_size=1, max_size=3
).map(spans_of)
PORT_SPANS = st.just(((0, 65535),)) | st.lists(st.sampled_from(PORTS), min_size=1, max_size=2).map(
    lambda p: ((min(p), max(p)),)
)
ZONES = st.sampled_from(sorted(PREFIXES))
PERMITS = st.lists(
    st.builds(
        Permit, st.text("abc", min_size=1, max_size=2), ZONES, ZONES, SPANS, SPANS,
        st.sampled_from([((0, 255),), ((6, 6),), ((6, 6), (17, 17)), ((1, 1),), ((47, 47),)]), PORT_SPANS, PORT_SPANS,
        st.none() | st.sampled_from(TIMES), st.none() | st.sampled_from(TIMES),
    ),
    max_size=5,
)  # fmt: skip
EVENTS = st.lists(
    st.builds(
        row, st.sampled_from(ADDRESSES), st.sampled_from(ADDRESSES), st.sampled_from([6, 17, 1, 58, 47, None]),
        st.none() | st.sampled_from(PORTS), st.none() | st.sampled_from(PORTS), st.sampled_from(TIMES),
        event_type=st.sampled_from(["connection", "allowed", "denied", "start"]),
        one_way=st.booleans(), icmp_type=st.sampled_from([0, 8, 25, 128]),
    ),
    max_size=12,
)  # fmt: skip


@given(EVENTS, PERMITS)
def test_every_flow_is_what_the_slow_judge_says(events, permits):
    kinds, tally = checked(events, permits)
    plain_kinds = [plain(event, permits) for event in events]
    assert kinds == plain_kinds
    expected = with_replies(events, permits)
    assert tally.counts == {kind: expected.count(kind) for kind in FlowKind}
    wrong = [
        (event, kind)
        for event, kind in zip(events, expected, strict=True)
        if kind >= FlowKind.EXPIRED
    ]
    assert sum(each.count for each in tally.wrong) == len(wrong)
    assert {(e["source_ip"], e["destination_ip"], kind) for e, kind in wrong} == {
        (each.source, each.destination, each.kind) for each in tally.wrong
    }


@given(EVENTS, PERMITS)
def test_how_the_events_are_cut_into_batches_does_not_matter(events, permits):
    assert (
        checked(events, permits, batch=1)[1].counts == checked(events, permits, batch=100)[1].counts
    )


@given(EVENTS)
def test_without_permits_nothing_between_zones_is_permitted(events):
    counts = checked(events, [])[1].counts
    assert counts[FlowKind.PERMITTED] == counts[FlowKind.REPLY] == 0


def test_an_address_in_no_zone_is_nowhere():
    kinds, _ = checked([row("192.0.2.1", "10.10.0.1")], [], NARROW)
    assert kinds == [FlowKind.NOWHERE]


def test_the_longest_prefix_decides_in_both_families():
    assert checked([row("10.20.5.1", "10.20.6.1"), row("fd00:20:5::1", "fd00:20:6::1"), row("10.20.6.1", "10.20.7.1")], [])[0] == [
        FlowKind.UNPERMITTED, FlowKind.UNPERMITTED, FlowKind.INSIDE,
    ]  # fmt: skip


def test_a_conversation_tells_its_ends_zones_times_and_rows():
    events = [
        row("10.10.0.5", "203.0.113.9", at=T0 + n, sport=n, log_position=n) for n in range(1, 31)
    ]
    _, tally = checked(events, [])
    (told,) = tally.wrong
    assert (told.source_zone, told.destination_zone, told.source, told.destination, told.port) == (
        "mynumber", "internet", "10.10.0.5", "203.0.113.9", 443,
    )  # fmt: skip
    assert (told.count, told.first_us, told.last_us, len(told.rows), told.rows[0]) == (
        30,
        T0 + 1,
        T0 + 30,
        20,
        ("f", 1),
    )


def test_the_permit_that_is_over_is_named():
    permit = Permit(
        "令和8年度第12号",
        "mynumber",
        "lgwan",
        spans_of(["10.10.0.0/16"]),
        spans_of(["10.20.0.0/16"]),
        ends_us=T0,
    )
    (told,) = checked([row("10.10.0.5", "10.20.0.9")], [permit])[1].wrong
    assert (told.kind, told.reference) == (FlowKind.EXPIRED, "令和8年度第12号")


@pytest.mark.parametrize(
    "change",
    [
        {"event_category": "web"},
        {"event_type": "info"},
        {"duplicate": True},
        {"source_ip_key": None},
    ],
)
def test_what_is_no_flow_is_not_judged(change):
    kinds, tally = checked([{**row("10.10.0.5", "203.0.113.9"), **change}], [])
    assert kinds == [-1]
    assert sum(tally.counts.values()) == 0


def test_an_empty_batch_is_no_trouble():
    kinds, tally = checked([], [])
    assert (kinds, tally.wrong) == ([], ())
    assert ZoneCheck([], []).judge(arrow([])).tolist() == []
    assert isinstance(arrow([]), pa.Table)
    assert set(arrow([]).column_names) == set(COLUMNS)
