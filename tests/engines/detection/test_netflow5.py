"""NetFlow version 5."""

from ipaddress import IPv4Address

from hypothesis import given
from hypothesis import strategies as st
from tests.engines.detection.netflows import SENT, UPTIME, Flow, version5
from tests.engines.detection.reading import code, events, log, whole

PORT = st.integers(0, 65535)
FLOWS = st.lists(
    st.builds(
        Flow, st.ip_addresses(v=4), st.ip_addresses(v=4), PORT, PORT, st.integers(0, 255),
        st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(0, UPTIME), st.integers(0, UPTIME),
        st.integers(0, 255),
    ),
    min_size=1, max_size=30,
)  # fmt: skip


@given(FLOWS, st.integers(0, 2**32 - 1))
def test_every_flow_of_a_datagram_comes_back(flows, sequence):
    found = events("netflow5", version5(flows, sequence))
    assert [
        (e["source_ip"], e["destination_ip"], e["source_port"], e["destination_port"], e["network_iana_number"],
         e["source_bytes"], e["source_packets"], e["tcp_flags"], e["start_us"], e["end_us"])
        for e in found
    ] == [
        (str(f.source), str(f.destination), f.source_port, f.destination_port, f.protocol, f.octets, f.packets,
         f.flags, f.start_us, f.end_us)
        for f in flows
    ]  # fmt: skip
    assert {e["one_way"] for e in found} == {True}
    assert [int(e["event_id"]) for e in found] == [
        (sequence + n) % 2**32 for n in range(len(flows))
    ]


@given(FLOWS)
def test_a_duration_is_never_negative(flows):
    assert all(e["duration_us"] >= 0 for e in events("netflow5", version5(flows)))


def test_a_counter_that_began_anew_does_not_put_a_flow_in_the_future():
    flow = Flow(IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2"), first=2**32 - 1_000, last=500)
    (found,) = events("netflow5", version5([flow], uptime=1_000))
    assert found["start_us"] == SENT * 1_000_000 - 2_000_000
    assert found["end_us"] == SENT * 1_000_000 - 500_000


def test_datagrams_one_after_the_other_are_taken_apart():
    flow = Flow(IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2"))
    data = version5([flow] * 3) + version5([flow]) + version5([flow] * 30)
    opened = log(data, "flows.bin")
    found, unread = whole(opened)
    assert opened.reader.kind == "netflow5"
    assert (len(found), len(unread), opened.counts.units) == (34, 0, 3)


def test_a_datagram_that_lies_about_its_count_is_not_understood():
    flow = Flow(IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2"))
    assert code("netflow5", version5([flow] * 2)[:-1]) == "no-netflow5"
    assert code("netflow5", version5([flow] * 2) + b"x") == "no-netflow5"
    assert code("netflow5", b"") == "no-netflow5"


def test_the_rest_after_a_broken_datagram_is_kept_and_counted():
    flow = Flow(IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2"))
    opened = log(version5([flow]) + b"\0\x05\0\x1fgarbage", "flows.bin")
    found, unread = whole(opened)
    assert len(found) == 1
    assert [each["event_original"] for each in unread] == [b"\0\x05\0\x1fgarbage"]
