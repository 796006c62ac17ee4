"""IPFIX."""

import struct
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.detection.netflows import REST10, SENT, Flow, data10, ipfix, set_of, template
from tests.engines.detection.reading import code, events, log, whole

PORT = st.integers(0, 65535)
FLOWS = {
    version: st.lists(
        st.builds(
            Flow, st.ip_addresses(v=version), st.ip_addresses(v=version), PORT, PORT, st.integers(0, 255),
            st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1),
        ).filter(lambda flow: int(flow.source) and int(flow.destination)),
        min_size=1, max_size=20,
    )
    for version in (4, 6)
}  # fmt: skip
ONE = Flow(IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2"))
TEMPLATE = set_of(2, template(4, REST10))


@pytest.mark.parametrize("version", [4, 6])
@given(st.data())
def test_every_flow_comes_back_in_both_families(version, data):
    flows = data.draw(FLOWS[version])
    found = events("ipfix", ipfix(set_of(2, template(version, REST10)), data10(flows)))
    assert [
        (int(e["destination_ip_key"], 16) & 2**32 - 1, e["source_port"], e["source_bytes"], e["source_packets"],
         e["start_us"], e["end_us"], e["duration_us"])
        for e in found
    ] == [
        (int(f.destination) & 2**32 - 1, f.source_port, f.octets, f.packets, f.start_us, f.end_us, f.end_us - f.start_us)
        for f in flows
    ]  # fmt: skip


def test_elements_of_other_vendors_and_of_any_length_are_stepped_over():
    fields = struct.pack("!HHHHHHIHHHH", 256, 5, 8, 4, 0x8000 | 99, 0xFFFF, 4711, 12, 4, 7, 2)
    fields += struct.pack("!HH", 82, 0xFFFF)
    row = (
        ONE.source.packed
        + b"\x03abc"
        + ONE.destination.packed
        + struct.pack("!H", 99)
        + b"\x04eth0"
    )
    longer = (
        ONE.source.packed
        + b"\xff\x01\x00"
        + bytes(256)
        + ONE.destination.packed
        + struct.pack("!H", 98)
        + b"\0"
    )
    found = events("ipfix", ipfix(set_of(2, fields), set_of(256, row + longer, pad=False)))
    assert [each["source_port"] for each in found] == [99, 98]


def test_both_ways_in_one_record_are_no_one_way_flow():
    fields = struct.pack("!HHHHHHHHHHHH", 256, 5, 8, 4, 12, 4, 1, 8, 23, 8, 24, 8)
    row = ONE.source.packed + ONE.destination.packed + struct.pack("!QQQ", 5, 6, 7)
    (found,) = events("ipfix", ipfix(set_of(2, fields), set_of(256, row)))
    assert (found["one_way"], found["source_bytes"], found["destination_bytes"], found["destination_packets"]) == (
        False, 5, 6, 7,
    )  # fmt: skip


def test_times_of_ntp_are_read_to_the_microsecond():
    fields = struct.pack("!HHHHHHHH", 256, 3, 8, 4, 12, 4, 154, 8)
    row = (
        ONE.source.packed
        + ONE.destination.packed
        + struct.pack("!II", SENT + 2_208_988_800, 1 << 31)
    )
    (found,) = events("ipfix", ipfix(set_of(2, fields), set_of(256, row)))
    assert found["start_us"] == SENT * 1_000_000 + 500_000


def test_a_template_that_is_withdrawn_no_longer_counts():
    withdrawn = set_of(2, struct.pack("!HH", 256, 0))
    assert (
        code("ipfix", ipfix(TEMPLATE), ipfix(withdrawn), ipfix(data10([ONE]))) == "template-unknown"
    )


def test_a_number_too_great_for_a_column_is_unknown_and_not_wrong():
    fields = struct.pack("!HHHHHHHH", 256, 3, 8, 4, 12, 4, 1, 8)
    row = ONE.source.packed + ONE.destination.packed + b"\xff" * 8
    (found,) = events("ipfix", ipfix(set_of(2, fields), set_of(256, row)))
    assert "source_bytes" not in found


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (b"\0\x0a\0\x10", "no-ipfix"),
        (ipfix(TEMPLATE) + b"x", "no-ipfix"),
        (ipfix(TEMPLATE, set_of(256, b"ab", pad=False) + b"\0\0\0\1"), "cut-set"),
        (ipfix(set_of(2, struct.pack("!HH", 256, 9))), "cut-template"),
    ],
)
def test_broken_messages_are_not_understood(message, why):
    assert code("ipfix", message) == why


def test_a_variable_length_beyond_the_record_is_not_understood():
    fields = struct.pack("!HHHHHHHH", 256, 3, 8, 4, 12, 4, 82, 0xFFFF)
    row = ONE.source.packed + ONE.destination.packed + b"\x40ab"
    assert code("ipfix", ipfix(set_of(2, fields), set_of(256, row, pad=False))) == "cut-record"


def test_a_file_of_messages_is_read():
    opened = log(ipfix(TEMPLATE) + ipfix(data10([ONE] * 3)), "flows.ipfix")
    found, unread = whole(opened)
    assert (opened.reader.kind, len(found), unread) == ("ipfix", 3, [])
