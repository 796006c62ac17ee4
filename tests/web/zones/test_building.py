"""The policy that counts at a moment, against a plain oracle: what is in force, no more."""

import contextlib
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.separation import Flow, Gateway, PolicyError, Zone, read_policy
from sekisho.web.zones.building import (
    Design,
    Permitted,
    ValueRefusedError,
    build,
    ports,
    prefixes,
    special_flow,
    words_of,
)

ZONES = (
    Zone("mynumber", "マイナンバー事務系", ("10.10.0.0/16", "fd00:10::/32"), ("eth1",)),
    Zone("lgwan", "LGWAN接続系", ("10.20.0.0/16", "fd00:20::/32"), ("eth2",)),
    Zone("internet", "インターネット接続系", ("0.0.0.0/0", "::/0"), ("eth0",)),
)
DESIGN = Design(ZONES, (Gateway("gateway-1", "internet", ("192.0.2.25/32",), "無害化"),), (), "α")
SCOPE = {
    "from_zone": "mynumber",
    "to_zone": "lgwan",
    "source": "10.10.0.5/32",
    "destination": "10.20.0.8/32",
    "protocol": "tcp",
    "ports": "443",
}
days = st.dates(date(2026, 4, 1), date(2027, 3, 31))
numbers = st.integers(1, 65535)


def flow(**changed):
    words = {"source_zone": "lgwan", "destination_zone": "internet", "protocols": (6,)}
    return Flow(**{**words, "ports": ((443, 443),), **changed})


def permitted(*flows):
    return [Permitted(f"flow:{n}", each, special=False) for n, each in enumerate(flows)]


class TestBuilding:
    @given(st.lists(st.tuples(st.sampled_from(["10.20.1.0/24", "10.30.0.0/16"]), numbers)))
    def test_what_does_not_fit_is_left_out_and_named_and_the_rest_stands(self, wanted):
        flows = [flow(sources=(source,), ports=((port, port),)) for source, port in wanted]
        built = build(DESIGN, permitted(*flows))
        fits = [number for number, (source, _) in enumerate(wanted) if source == "10.20.1.0/24"]
        assert [each.reference for each in built.permitted] == [f"flow:{n}" for n in fits]
        assert len(built.unusable) == len(wanted) - len(fits)
        assert all("はみ出しています" in each.why for each in built.unusable)
        assert [each.flow for each in built.permitted] == list(built.policy.flows)

    @given(st.lists(st.tuples(numbers, st.none() | days), max_size=6))
    def test_the_text_is_read_back_as_the_same_flows(self, wanted):
        flows = [flow(ports=((port, port),), until=until) for port, until in wanted]
        found = read_policy(build(DESIGN, permitted(*flows)).text)
        assert [(each.ports, each.until) for each in found.flows] == [
            (each.ports, each.until) for each in flows
        ]

    @given(st.lists(numbers, max_size=5))
    def test_the_same_rows_give_the_same_fingerprint(self, wanted):
        flows = [flow(ports=((port, port),)) for port in wanted]
        one, two = build(DESIGN, permitted(*flows)), build(DESIGN, permitted(*flows))
        assert one.sha256 == two.sha256
        more = build(DESIGN, permitted(*flows, flow(ports=((7, 7),))))
        assert more.sha256 != one.sha256

    def test_a_design_that_contradicts_itself_is_refused(self):
        twice = Design((*ZONES[:2], Zone("other", "別", ("10.20.0.0/16",))))
        with pytest.raises(PolicyError, match="両方にあります"):
            build(twice, [])

    def test_a_flow_through_a_gateway_that_is_gone_permits_nothing(self):
        built = build(DESIGN, permitted(flow(through="gateway-2")))
        assert built.permitted == ()
        assert "経由するゲートウェイ" in built.unusable[0].why


class TestSpecialFlows:
    def test_a_permits_answers_become_a_narrow_flow(self):
        found = special_flow(SCOPE, until=date(2027, 3, 31), decision="令和8年度第1号")
        assert (found.sources, found.destinations) == (("10.10.0.5/32",), ("10.20.0.8/32",))
        assert (found.protocols, found.ports) == ((6,), ((443, 443),))
        assert build(DESIGN, [Permitted("permit:1", found, special=True)]).unusable == ()

    @pytest.mark.parametrize(
        "changed",
        [
            {"source": ""},
            {"destination": "  "},
            {"ports": ""},
            {"source": "窓口の端末"},
            {"source": "10.10.0.5/8"},
            {"destination": "10.20.0.8/33"},
            {"ports": "https"},
            {"ports": "0"},
            {"ports": "65536"},
            {"ports": "500-400"},
            {"ports": "44３"},
            {"protocol": ""},
            {"protocol": "carrier-pigeon"},
        ],
    )
    def test_what_names_no_address_or_no_port_is_refused(self, changed):
        with pytest.raises(ValueRefusedError):
            special_flow({**SCOPE, **changed}, until=date(2027, 3, 31), decision="")

    @given(days, st.integers(-40, 40), st.integers(0, 23))
    def test_it_counts_to_midnight_of_its_last_day_in_tokyo(self, until, offset, hour):
        found = special_flow(SCOPE, until=until, decision="")
        at = datetime(until.year, until.month, until.day, hour, tzinfo=UTC) + timedelta(days=offset)
        tokyo = (at + timedelta(hours=9)).date()
        assert found.in_force(at) == (tokyo <= until)


class TestWords:
    @given(st.lists(st.tuples(numbers, numbers).map(sorted)))
    def test_ports_hold_exactly_the_numbers_written(self, spans):
        found = ports([f"{low}-{high}" for low, high in spans])
        edges = {n for low, high in spans for n in (low - 1, low, high, high + 1)}
        for number in edges:
            written = any(low <= number <= high for low, high in spans)
            assert written == any(low <= number <= high for low, high in found)
        assert list(found) == sorted(found)

    @given(st.lists(st.ip_addresses()))
    def test_prefixes_are_written_as_the_engine_writes_them(self, addresses):
        found = prefixes(str(each) for each in addresses)
        assert set(map(ip_network, found)) == {ip_network(str(each)) for each in addresses}
        assert len(found) == len(set(found))

    @given(st.text(max_size=60))
    def test_any_text_is_words_that_are_read_or_refused_as_such(self, text):
        for word in words_of(text):
            for read in (prefixes, ports):
                with contextlib.suppress(ValueRefusedError):
                    assert len(read([word])) == 1

    def test_words_are_apart_by_any_blank_or_comma(self):
        assert words_of(" 443、8443,\n80　25；1 ") == ("443", "8443", "80", "25", "1")
