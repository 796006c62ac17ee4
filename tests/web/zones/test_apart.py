"""The process that proves: its order and answer, the text of bytes, and what lines may show."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT

from sekisho.separation import Packet, follow
from sekisho.web.zones.apart.decoding import NoTextError, decoded
from sekisho.web.zones.apart.hiding import LONGEST, hidden
from sekisho.web.zones.apart.order import File, Order, order_of, read_order
from sekisho.web.zones.apart.prover import proven, read
from sekisho.web.zones.words import ACTIONS, crossing, sentence, service

ZONES = """zones:
  lgwan: {label: LGWAN接続系, prefixes: [10.20.0.0/16], interfaces: [lan1]}
  internet: {label: インターネット接続系, prefixes: ["0.0.0.0/0"], interfaces: [lan3]}
"""
ROUTER = """\
ip lan1 address 10.20.0.1/16
ip lan3 address 192.0.2.1/24
ip lan1 secure filter in 10 99
ip lan3 secure filter in 99
ip filter 10 {first}
ip filter 99 reject * *
"""
NAT = "ip lan3 nat descriptor 1\nnat descriptor type 1 masquerade\n"
files = st.builds(
    File, name=st.text(max_size=9), vendor=st.text(max_size=5), data=st.binary(max_size=40)
)


def asked(text, *, before=None, beside=()):
    old = File("old.txt", "", before.encode()) if before is not None else None
    own = [File("new.txt", "", text.encode(), "境界ルーター"), *beside]
    return json.loads(proven(order_of(Order(ZONES, AT, own, old))))


def router(first="reject * *"):
    return ROUTER.format(first=first)


def device_of(text):
    return read(File("new.txt", "", text.encode()), text)


class TestOrder:
    @given(st.lists(files, min_size=1, max_size=3), st.none() | files)
    def test_what_is_sent_is_read(self, sent, before):
        order = Order(ZONES, AT, sent, before)
        assert read_order(order_of(order)) == order


class TestText:
    @given(st.text(min_size=1).filter(str.strip))
    def test_utf_8_comes_through_or_is_named(self, text):
        try:
            assert decoded(text.encode()) == text.removeprefix("\ufeff")
        except NoTextError as error:
            assert error.code in {"binary", "encoding", "empty"}  # noqa: PT017  # one of two ways

    @given(st.binary(max_size=200))
    def test_no_bytes_break_it(self, data):
        try:
            assert decoded(data)
        except NoTextError:
            return


class TestHiding:
    @pytest.mark.parametrize(
        "line",
        [
            "ipsec ike pre-shared-key 1 text himitsu",
            "enable secret 5 himitsu",
            "set password ENC himitsu",
            "snmp-server community himitsu RO",
            "username admin password 7 himitsu",
            " key-string himitsu",
            "login password himitsu",
        ],
    )
    def test_what_follows_a_word_for_secrets_is_covered(self, line):
        assert "himitsu" not in hidden(line)

    @pytest.mark.parametrize("line", ["ip filter 1 pass * *", "permit tcp any any eq 443"])
    def test_rules_are_shown_as_written(self, line):
        assert hidden(line) == line

    def test_a_long_line_is_cut(self):
        assert len(hidden("a" * 9999)) == LONGEST + 1


class TestProving:
    def test_a_counter_example_names_the_device_as_the_register_does(self):
        told = asked(router("pass * * * * *"))
        assert told["verdict"] == "violated"
        step = told["violations"][0]["path"][0]
        assert (step["device"], step["file"], step["line"]) == ("境界ルーター", "new.txt", 5)

    def test_the_packet_told_is_of_a_service_people_know(self):
        packet = asked(router("pass * * * * *"))["violations"][0]["packet"]
        assert (packet["protocol"], packet["destination_port"]) == ("tcp", 443)
        narrow = asked(router("pass * * tcp * 7000-7010"))["violations"][0]["packet"]
        assert 7000 <= narrow["destination_port"] <= 7010

    def test_what_a_flow_permits_is_no_example(self):
        flows = "flows:\n  - {from: lgwan, to: internet, protocol: tcp, ports: [443]}\n"
        own = [File("new.txt", "", router("pass * * tcp").encode())]
        found = json.loads(proven(order_of(Order(ZONES + flows, AT, own, None))))
        assert found["violations"][0]["packet"]["destination_port"] == 80

    def test_what_a_change_opens_is_told_between_zones_by_a_service_people_know(self):
        (opened,) = asked(router("pass * *"), before=router())["changes"]["opens"]
        packet = opened["packet"]
        assert (packet["source"], packet["destination"]) == ("10.20.0.10", "198.51.100.10")
        assert (packet["protocol"], packet["destination_port"]) == ("tcp", 443)
        assert opened["step"]["text"] == "ip filter 10 pass * *"

    def test_its_sender_is_of_the_zone_whose_interface_it_comes_in_by(self):
        closed = router().replace("lan3 secure filter in 99", "lan3 secure filter in 10 99")
        wide = closed.replace("filter 10 reject * *", "filter 10 pass * * tcp * 3389")
        wide = wide.replace("lan1 secure filter in 10 99", "lan1 secure filter in 99")
        (opened,) = asked(wide, before=closed)["changes"]["opens"]
        assert opened["packet"]["in"] == "lan3"
        assert opened["packet"]["source"] != "10.20.0.10"

    @pytest.mark.parametrize(
        "rule",
        ["pass * * tcp * 7000-7010", "pass 10.20.3.0/24 192.0.2.7 udp * 999", "pass * * icmp"],
    )
    def test_what_is_told_of_a_change_passes_now_and_did_not(self, rule):
        old, new = (device_of(router(each)) for each in ("reject * *", rule))
        opened = asked(router(rule), before=router())["changes"]["opens"]
        assert opened
        for each in opened:
            packet = Packet.from_json(each["packet"])
            assert follow(new, packet).permitted
            assert not follow(old, packet).permitted

    def test_what_a_change_closes_is_told_so_too(self):
        (closed,) = asked(router(), before=router("pass * * tcp"))["changes"]["closes"]
        assert closed["packet"]["destination_port"] == 443
        assert closed["packet"]["destination"] == "198.51.100.10"

    def test_beside_lines_not_understood_the_first_packet_stays(self):
        strange = "ip lan1 wondrous filter in 5\n"
        told = asked(router("pass * *") + strange, before=router())["changes"]
        assert told["why"] == "unknown-lines"
        assert all(each["packet"]["destination_port"] != 443 for each in told["opens"])

    def test_a_masquerade_at_the_end_hinders_no_comparison(self):
        told = asked(router("pass * * tcp * 443") + NAT, before=router() + NAT)
        assert told["changes"]["why"] == ""
        assert [each["packet"]["destination_port"] for each in told["changes"]["opens"]] == [443]

    def test_without_a_difference_nothing_opens_or_closes(self):
        told = asked(f"# 覚書\n{router()}", before=router())
        assert told["changes"] == {"why": "", "opens": [], "closes": []}

    @pytest.mark.parametrize(
        ("text", "code"), [("", "empty"), ("\0", "binary"), ("議事録です\n", "unknown")]
    )
    def test_what_is_no_configuration_is_answered_by_a_code(self, text, code):
        assert asked(text)["refused"] == code

    def test_the_one_before_that_cannot_be_read_is_told(self):
        assert asked(router(), before="議事録です\n")["changes"] == {"why": "before-unreadable"}


class TestWords:
    PACKET = {
        "source": "10.20.0.5",
        "destination": "203.0.113.7",
        "protocol": "tcp",
        "destination_port": 443,
        "fragment": False,
    }

    def test_a_violation_is_said_as_an_official_says_it(self):
        said = sentence(
            {"from": "lgwan", "to": "internet", "packet": self.PACKET},
            {"lgwan": "LGWAN接続系", "internet": "インターネット接続系"},
        )
        assert said == (
            "この設定では、LGWAN接続系の 10.20.0.5 から、インターネット接続系の 203.0.113.7 へ"
            "直接通信できます（TCP 443番・ウェブ（HTTPS））。"
        )

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"destination_port": 9}, "TCP 9番"),
            ({"destination_port": None, "protocol": "icmp"}, "ICMP"),
            ({"fragment": True}, "TCPの後続の断片"),
        ],
    )
    def test_services(self, changed, words):
        packet = {**self.PACKET, **changed}
        assert service(packet) == words
        assert crossing(packet) == f"10.20.0.5 → 203.0.113.7（{words}）"

    def test_every_action_of_the_engine_has_a_word(self):
        from sekisho.separation import Action

        assert {str(each) for each in Action} - {"continue"} == set(ACTIONS)
