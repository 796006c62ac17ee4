"""NetFlow version 9."""

import contextlib
import struct
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.detection.netflows import (
    REST9,
    SENT,
    UPTIME,
    Flow,
    data9,
    set_of,
    template,
    version9,
)
from tests.engines.detection.reading import code, events, log, whole

from sekisho.detection import Limits, NotUnderstoodError

PORT = st.integers(0, 65535)
FLOWS = {
    version: st.lists(
        st.builds(
            Flow, st.ip_addresses(v=version), st.ip_addresses(v=version), PORT, PORT, st.integers(0, 255),
            st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(0, UPTIME), st.integers(0, UPTIME),
        ).filter(lambda flow: int(flow.source) and int(flow.destination)),
        min_size=1, max_size=20,
    )
    for version in (4, 6)
}  # fmt: skip
ONE = Flow(IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2"))
TEMPLATE = set_of(0, template(4, REST9))


@pytest.mark.parametrize("version", [4, 6])
@given(st.data())
def test_every_flow_comes_back_in_both_families(version, data):
    flows = data.draw(FLOWS[version])
    found = events(
        "netflow9", version9(set_of(0, template(version, REST9))), version9(data9(flows))
    )
    assert [
        (int(e["source_ip_key"], 16) & 2**32 - 1, e["source_port"], e["destination_port"], e["source_bytes"],
         e["source_packets"], e["start_us"], e["end_us"])
        for e in found
    ] == [
        (int(f.source) & 2**32 - 1, f.source_port, f.destination_port, f.octets, f.packets, f.start_us, f.end_us)
        for f in flows
    ]  # fmt: skip


def test_a_template_may_come_in_the_same_datagram():
    assert len(events("netflow9", version9(TEMPLATE, data9([ONE, ONE])))) == 2


def test_data_before_its_template_is_not_understood():
    assert code("netflow9", version9(data9([ONE]))) == "template-unknown"


def test_templates_of_another_domain_do_not_count():
    assert (
        code("netflow9", version9(TEMPLATE, domain=1), version9(data9([ONE]), domain=2))
        == "template-unknown"
    )


def test_a_newer_template_replaces_the_older():
    short = struct.pack("!HHHHHH", 256, 2, 8, 4, 12, 4)
    (found,) = events("netflow9", version9(TEMPLATE), version9(set_of(0, short)),
                      version9(set_of(256, ONE.source.packed + ONE.destination.packed)))  # fmt: skip
    assert "source_port" not in found
    assert found["stated_us"] == SENT * 1_000_000  # when it was sent: nothing says when it was seen


def test_options_are_no_flows():
    options = struct.pack("!HHHHHHH", 257, 4, 4, 1, 4, 34, 4)
    data = set_of(257, bytes(8))
    assert (
        events("netflow9", version9(set_of(1, options), data, TEMPLATE, data9([ONE])))[0][
            "source_port"
        ]
        == 51000
    )


def test_icmp_types_stand_in_their_element():
    fields = struct.pack("!HHHHHHHHHH", 256, 4, 8, 4, 12, 4, 4, 1, 32, 2)
    body = ONE.source.packed + ONE.destination.packed + b"\x01" + struct.pack("!H", 8 << 8)
    (found,) = events("netflow9", version9(set_of(0, fields), set_of(256, body)))
    assert (found["icmp_type"], found["network_transport"]) == (8, "icmp")


@pytest.mark.parametrize(
    ("datagram", "why"),
    [
        (b"\0\x09", "no-netflow9"),
        (version9(b"\0\0\0\x02"), "cut-set"),
        (version9(b"\0\0\xff\xff"), "cut-set"),
        (version9(set_of(0, struct.pack("!HH", 256, 9))), "cut-template"),
        (version9(TEMPLATE, b"\x01"), "cut-set"),
    ],
)
def test_broken_datagrams_are_not_understood(datagram, why):
    assert code("netflow9", datagram) == why


def test_the_oldest_templates_are_forgotten_beyond_the_limit():
    many = b"".join(template(4, REST9, number) for number in range(256, 266))
    limits = Limits(templates=5)
    assert (
        code("netflow9", version9(set_of(0, many)), version9(data9([ONE], 256)), limits=limits)
        == "template-unknown"
    )
    assert events("netflow9", version9(set_of(0, many)), version9(data9([ONE], 265)), limits=limits)


def test_datagrams_one_after_the_other_are_taken_apart():
    opened = log(
        version9(TEMPLATE) + version9(data9([ONE] * 3), data9([ONE])) + version9(data9([ONE])),
        "nf9",
    )
    found, unread = whole(opened)
    assert (opened.reader.kind, len(found), unread, opened.counts.units) == ("netflow9", 5, [], 3)


@given(st.binary(max_size=200))
def test_arbitrary_sets_are_read_or_refused(body):
    with contextlib.suppress(NotUnderstoodError):
        events("netflow9", version9(TEMPLATE), version9(body))
