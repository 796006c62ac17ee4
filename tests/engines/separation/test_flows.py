"""Flow records against permitted flows: an independent reading agrees, and nothing is left out."""

import random
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.separation import (
    Flow,
    FlowKind,
    FlowNotRead,
    FlowRecord,
    FlowTable,
    FlowTableError,
    TimedFlow,
    judge_flows,
    read_policy,
)

POLICY = read_policy("""
zones:
  mynumber: {prefixes: [10.10.0.0/16, "fd00:10::/32"]}
  lgwan: {prefixes: [10.20.0.0/16, "fd00:20::/32"]}
  internet: {prefixes: ["192.0.2.0/24", "2001:db8::/32"]}
gateways:
  mail: {zone: internet, addresses: [192.0.2.25/32]}
""")
NOON = datetime(2026, 6, 1, 3, tzinfo=UTC)
DAY = timedelta(days=1)
MAIL = Flow("lgwan", "internet", protocols=(6,), ports=((25, 25),), through="mail")
WEB = Flow(
    "lgwan", "internet", destinations=("192.0.2.80/32",), protocols=(6, 17), ports=((440, 445),)
)
SIX = Flow("mynumber", "lgwan", sources=("fd00:10::5/128",), protocols=(6,), ports=((22, 22),))
PING = Flow("lgwan", "mynumber", protocols=(1,), icmp_types=((8, 8),))
TIMED = (
    TimedFlow("mail", MAIL, NOON - 30 * DAY),
    TimedFlow("web", WEB, NOON - 5 * DAY, NOON + DAY),
    TimedFlow("web-later", WEB, NOON + 3 * DAY, NOON + 4 * DAY),
    TimedFlow("six", SIX, NOON - DAY, NOON),
    TimedFlow("ping", PING, NOON - DAY),
)


def record(source, destination, protocol=6, port=0, *, sport=40000, at=NOON):
    a, b = ip_address(source), ip_address(destination)
    return FlowRecord(at, a.version, int(a), int(b), protocol, sport, port)


def kind(one, *others):
    """Return what the first of these records is, and by which flow when it is wrong."""
    found = judge_flows(POLICY, TIMED, [one, *others])
    alone = judge_flows(POLICY, TIMED, [*others]) if others else None
    for each in FlowKind:
        before = alone.counts[each] if alone else 0
        if found.counts[each] > before:
            return each
    raise AssertionError


class TestKinds:
    def test_a_flow_through_a_gateway_reaches_the_gateway_only(self):
        assert kind(record("10.20.0.5", "192.0.2.25", port=25)) is FlowKind.PERMITTED
        assert kind(record("10.20.0.5", "192.0.2.26", port=25)) is FlowKind.UNPERMITTED
        assert kind(record("10.20.0.5", "192.0.2.25", port=26)) is FlowKind.UNPERMITTED
        assert kind(record("10.20.0.5", "192.0.2.25", 17, 25)) is FlowKind.UNPERMITTED

    def test_ends_of_its_time_are_exact(self):
        def at(moment):
            return kind(record("10.20.0.5", "192.0.2.80", port=443, at=moment))

        second = timedelta(microseconds=1)
        assert at(NOON - 5 * DAY - second) is FlowKind.EARLY
        assert at(NOON - 5 * DAY) is FlowKind.PERMITTED
        assert at(NOON + DAY - second) is FlowKind.PERMITTED
        assert at(NOON + DAY) is FlowKind.EXPIRED
        assert at(NOON + 2 * DAY) is FlowKind.EXPIRED  # though another begins after it
        assert at(NOON + 3 * DAY) is FlowKind.PERMITTED
        assert at(NOON + 4 * DAY) is FlowKind.EXPIRED

    def test_inside_a_zone_is_nobodys_business_and_no_zone_is_nowhere(self):
        assert kind(record("10.20.0.5", "10.20.9.9", port=445)) is FlowKind.INSIDE
        assert kind(record("10.20.0.5", "172.16.0.1", port=445)) is FlowKind.NOWHERE
        assert kind(record("172.16.0.1", "172.16.0.2", port=445)) is FlowKind.NOWHERE

    def test_families_are_judged_apart(self):
        assert kind(record("fd00:10::5", "fd00:20::1", port=22, at=NOON - DAY)) is (
            FlowKind.PERMITTED
        )
        assert kind(record("fd00:10::6", "fd00:20::1", port=22, at=NOON - DAY)) is (
            FlowKind.UNPERMITTED
        )

    def test_a_type_nobody_tells_is_permitted_by_no_flow_that_names_types(self):
        assert kind(record("10.20.0.5", "10.10.0.5", 1, sport=8)) is FlowKind.PERMITTED
        assert kind(record("10.20.0.5", "10.10.0.5", 1, sport=-1)) is FlowKind.UNPERMITTED


class TestReplies:
    asked = record("10.20.0.5", "192.0.2.25", port=25, sport=40001)

    def answer(self, **changed):
        words = {"port": 40001, "sport": 25, "at": NOON + timedelta(seconds=1), **changed}
        return record("192.0.2.25", "10.20.0.5", **words)

    def test_the_way_back_of_a_permitted_conversation_is_a_reply(self):
        assert kind(self.answer(), self.asked) is FlowKind.REPLY

    def test_without_the_way_there_it_is_none(self):
        assert kind(self.answer()) is FlowKind.UNPERMITTED
        assert kind(self.answer(port=40002), self.asked) is FlowKind.UNPERMITTED

    def test_long_before_or_after_it_is_none(self):
        assert kind(self.answer(at=NOON - timedelta(minutes=2)), self.asked) is (
            FlowKind.UNPERMITTED
        )
        assert kind(self.answer(at=NOON + 2 * DAY), self.asked) is FlowKind.UNPERMITTED

    def test_what_was_not_permitted_has_no_replies(self):
        asked = record("10.20.0.5", "192.0.2.26", port=25, sport=40001)
        back = record("192.0.2.26", "10.20.0.5", port=40001, sport=25)
        found = judge_flows(POLICY, TIMED, [asked, back])
        assert found.counts[FlowKind.UNPERMITTED] == 2


def plainly(one):
    """Read the law again without the engine: whether some flow covers a record now, or did."""
    zones = {}
    for side in ("source", "destination"):
        address = ip_address(getattr(one, side))  # the worlds below are IPv4
        zones[side] = next(
            (
                name
                for name, each in POLICY.zones.items()
                if any(address in ip_network(text) for text in each.prefixes if ":" not in text)
            ),
            None,
        )
    if None in zones.values():
        return FlowKind.NOWHERE
    if zones["source"] == zones["destination"]:
        return FlowKind.INSIDE
    covering = [each for each in TIMED if covers(each.flow, one, zones)]
    if any(t.begins <= one.at and (t.ends is None or one.at < t.ends) for t in covering):
        return FlowKind.PERMITTED
    if any(t.ends is not None and one.at >= t.ends for t in covering):
        return FlowKind.EXPIRED
    return FlowKind.EARLY if covering else FlowKind.UNPERMITTED


def covers(flow, one, zones):
    def among(texts, number):
        return any(ip_address(number) in ip_network(text) for text in texts if ":" not in text)

    hosts = ("192.0.2.25/32",) if flow.through else flow.destinations
    if (flow.source_zone, flow.destination_zone) != (zones["source"], zones["destination"]):
        return False
    if flow.sources and not among(flow.sources, one.source):
        return False
    if hosts and not among(hosts, one.destination):
        return False
    if one.protocol not in flow.protocols:
        return False
    if one.protocol == 1:
        return any(low <= one.source_port <= high for low, high in flow.icmp_types)
    return any(low <= one.destination_port <= high for low, high in flow.ports)


@pytest.mark.parametrize("seed", range(10))
def test_random_records_are_judged_as_a_plain_reading_does(seed):
    chance = random.Random(seed)
    hosts = ("10.10.0.5", "10.20.0.5", "192.0.2.25", "192.0.2.80", "192.0.2.9", "172.16.0.9")
    for _ in range(300):
        one = record(
            chance.choice(hosts),
            chance.choice(hosts),
            chance.choice((1, 6, 17)),
            chance.choice((22, 25, 439, 440, 445, 446)),
            sport=chance.choice((-1, 0, 8, 40000)),
            at=NOON + chance.randrange(-7, 7) * DAY / 2,
        )
        if one.protocol == 1:
            one = one._replace(destination_port=0)
        elif one.source_port < 0:  # said of ICMP only
            one = one._replace(source_port=0)
        assert kind(one) is plainly(one), one


class TestTelling:
    def test_alike_records_are_told_once_with_their_count_and_times(self):
        wrong = [
            record("10.20.0.5", "192.0.2.9", port=22, sport=sport, at=NOON + sport * DAY)
            for sport in (3, 1, 2)
        ]
        once = record("10.20.0.6", "192.0.2.9", port=22)
        found = judge_flows(POLICY, TIMED, [once, *wrong])
        first, second = found.wrong
        assert (first.source, first.count) == ("10.20.0.5", 3)
        assert (first.first, first.last) == (NOON + DAY, NOON + 3 * DAY)
        assert (second.source, second.count) == ("10.20.0.6", 1)
        assert (found.first, found.last) == (NOON, NOON + 3 * DAY)

    def test_which_permits_were_used_is_told(self):
        found = judge_flows(POLICY, TIMED, [record("10.20.0.5", "192.0.2.25", port=25)])
        assert found.used == {"mail"}

    def test_every_record_is_counted_once_and_what_was_not_read_is_kept(self):
        records = [record(f"10.20.{n}.5", "192.0.2.9", port=n + 1) for n in range(5)] * 300
        found = judge_flows(POLICY, TIMED, [*records, FlowNotRead(9, "at")])
        assert sum(found.counts.values()) == 1500
        assert found.not_read == (FlowNotRead(9, "at"),)

    def test_more_conversations_than_anybody_reads_are_counted_not_told(self):
        records = [record("10.20.0.5", "192.0.2.9", port=port) for port in range(1, 700)]
        found = judge_flows(POLICY, TIMED, records)
        assert (len(found.wrong), found.wrong_conversations) == (500, 699)

    def test_nothing_seen_shows_nothing(self):
        found = judge_flows(POLICY, TIMED, [])
        assert (found.first, found.last, sum(found.counts.values())) == (None, None, 0)


ROW = "2026-06-01 12:00:00,10.20.0.5,192.0.2.25,tcp,40000,25"
HEAD = "日時,送信元,宛先,プロトコル,送信元ポート,宛先ポート"


def rows(text):
    return list(FlowTable(text).records())


class TestTable:
    def test_a_row_is_read_with_the_time_of_its_zone(self):
        (one,) = rows(f"{HEAD}\n{ROW}\n")
        assert one == record("10.20.0.5", "192.0.2.25", port=25)

    @pytest.mark.parametrize(
        "written",
        [
            "2026-06-01T03:00:00Z",
            "2026/06/01 12:00:00",
            "2026-06-01T12:00:00+09:00",
            str(int(NOON.timestamp())),
            f"{NOON.timestamp():.3f}",
            str(int(NOON.timestamp() * 1000)),
        ],
    )
    def test_times_as_collectors_write_them(self, written):
        (one,) = rows(f"{HEAD}\n{ROW.replace('2026-06-01 12:00:00', written)}\n")
        assert one.at == NOON

    @pytest.mark.parametrize(
        "head",
        [
            "ts,sa,da,pr,sp,dp",
            "Time,Source IP,Destination-IP,Protocol,src_port,dst_port",
            '"timestamp","srcip","dstip","proto","srcport","dstport"',
            "\ufeff日時,送信元ＩＰ,宛先ＩＰ,プロトコル,送信元ポート,宛先ポート",
        ],
    )
    def test_headings_as_collectors_write_them(self, head):
        assert rows(f"{head}\n{ROW}\n") == [record("10.20.0.5", "192.0.2.25", port=25)]

    def test_tabs_other_columns_and_another_order(self):
        text = "バイト数\t宛先ポート\t宛先\t送信元\tプロトコル\t日時\n9\t25\t192.0.2.25\t10.20.0.5\t6\t2026-06-01T03:00Z\n"
        assert rows(text) == [record("10.20.0.5", "192.0.2.25", port=25, sport=0)]

    @pytest.mark.parametrize(
        ("cell", "column"),
        [
            ("yesterday,10.20.0.5,192.0.2.25,tcp,1,25", "at"),
            ("2026-06-01 12:00,10.20.0.500,192.0.2.25,tcp,1,25", "source"),
            ("2026-06-01 12:00,10.20.0.0/16,192.0.2.25,tcp,1,25", "source"),
            ("2026-06-01 12:00,10.20.0.5,fd00::1,tcp,1,25", "destination"),
            ("2026-06-01 12:00,10.20.0.5,192.0.2.25,ftp,1,25", "protocol"),
            ("2026-06-01 12:00,10.20.0.5,192.0.2.25,-1,1,25", "protocol"),
            ("2026-06-01 12:00,10.20.0.5,192.0.2.25,tcp,1,", "destination_port"),
            ("2026-06-01 12:00,10.20.0.5,192.0.2.25,tcp,1,65536", "destination_port"),
            ("2026-06-01 12:00,10.20.0.5,192.0.2.25,tcp,x,25", "source_port"),
            ("99999999999999999999,10.20.0.5,192.0.2.25,tcp,1,25", "at"),
            ("2026-06-01 12:00,10.20.0.5", ""),
        ],
    )
    def test_a_row_that_says_no_flow_is_named_by_line_and_column(self, cell, column):
        first, second = rows(f"{HEAD}\n{cell}\n{ROW}\n")
        assert first == FlowNotRead(2, column)
        assert isinstance(second, FlowRecord)

    def test_icmp_needs_no_ports_and_tells_its_type_where_there_is_a_column(self):
        head = "日時,送信元,宛先,プロトコル,ICMPタイプ"
        text = f"{head}\n2026-06-01 12:00,10.20.0.5,10.10.0.5,icmp,8\n2026-06-01 12:00,10.20.0.5,10.10.0.5,1,\n"
        told, untold = rows(text)
        assert (told.source_port, untold.source_port) == (8, -1)

    @pytest.mark.parametrize("text", ["", "a,b\n1,2\n", HEAD.replace("宛先,", ""), "{}"])
    def test_a_table_without_its_columns_is_refused_by_name(self, text):
        with pytest.raises(FlowTableError) as caught:
            rows(text)
        assert "destination" in caught.value.missing

    @given(st.lists(st.text("0123456789.,:/\"'tcp- ", max_size=60), max_size=5))
    def test_every_line_is_a_record_or_named(self, lines):
        text = "\n".join([HEAD, *lines])
        found = rows(text)
        assert all(isinstance(each, FlowRecord | FlowNotRead) for each in found)
        if '"' not in text:
            assert len(found) == sum(1 for line in lines if line.replace(",", ""))
