"""FortiGate's log."""

import pytest
from tests.engines.detection.reading import code, event, events, says, us

LINE = (
    'date=2026-11-30 time=10:00:00 devname="FG100" devid="FG100X" eventtime=1764464400123456789 tz="+0900" '
    'logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=10.20.0.7 srcport=51000 '
    'srcintf="lan" dstip=203.0.113.1 dstport=443 dstintf="wan1" proto=6 action="close" policyid=12 '
    'policyname="web \\"out\\"" service="HTTPS" duration=12 sentbyte=300 rcvdbyte=4000 sentpkt=3 rcvdpkt=4'
)
OLD = LINE.replace("eventtime=1764464400123456789 ", "")


def test_traffic_is_read():
    says(
        "fortigate",
        LINE,
        stated_us=1764464400_123456,
        host_name="FG100",
        source_ip="10.20.0.7",
        source_port=51000,
        destination_ip="203.0.113.1",
        destination_port=443,
        network_iana_number=6,
        event_type="connection",
        event_outcome="success",
        event_action="close",
        rule_id="12",
        rule_name='web \\"out\\"',
        source_bytes=300,
        destination_bytes=4000,
        duration_us=12_000000,
        network_protocol="https",
        observer_ingress_interface_name="lan",
        observer_egress_interface_name="wan1",
    )


@pytest.mark.parametrize(
    ("line", "at", "quality"),
    [
        (OLD, us(2026, 11, 30, 10), "stated"),
        (OLD.replace('tz="+0900" ', ""), us(2026, 11, 30, 10), "assumed"),
        (LINE.replace("1764464400123456789", "1764464400"), 1764464400_000000, "stated"),
        (LINE.replace("1764464400123456789", "5"), us(2026, 11, 30, 10), "stated"),
    ],
)
def test_times_of_all_versions_are_read(line, at, quality):
    found = event("fortigate", line)
    assert (found["stated_us"], found["time_quality"]) == (at, quality)


@pytest.mark.parametrize("action", ["deny", "blocked", "dropped"])
def test_what_was_stopped_is_denied(action):
    assert event("fortigate", LINE.replace('"close"', f'"{action}"'))["event_type"] == "denied"


def test_a_utm_block_of_a_connection_is_denied():
    assert event("fortigate", LINE + ' utmaction="block"')["event_type"] == "denied"


@pytest.mark.parametrize(("status", "outcome"), [("success", "success"), ("failed", "failure")])
def test_sign_ins_of_administrators_are_sign_ins(status, outcome):
    line = f'date=2026-11-30 time=10:00:00 devid="F" logid="1" type="event" subtype="system" action="login" status="{status}" user="admin" srcip=10.0.0.9'
    says("fortigate", line, event_category="authentication", event_outcome=outcome, user_name="admin",
         source_ip="10.0.0.9")  # fmt: skip


def test_dns_and_web_names_are_read():
    says("fortigate", OLD.replace('type="traffic"', 'type="utm"') + ' qname="A.Example.jp" hostname="H.jp" url="/x" msg="m"',
         dns_question_name="a.example.jp", url_domain="h.jp", url_original="/x", message="m",
         network_protocol="dns", event_category="intrusion_detection")  # fmt: skip


@pytest.mark.parametrize(
    "head", ["<189>", "<189>1 2026-11-30T01:00:00Z FG100 - - - - ", "Nov 30 10:00:00 10.0.0.1 "]
)
def test_it_is_known_when_syslog_carries_it(head):
    found = event("syslog", head + LINE)
    assert (found["event_dataset"], found["host_name"]) == ("fortigate", "FG100")


@pytest.mark.parametrize("line", ["x", "date=2026-11-30 time=10:00:00", "logid=1 type=x"])
def test_other_lines_are_not_understood(line):
    assert code("fortigate", line) == "no-fortigate"


def test_an_empty_line_carries_no_event():
    assert events("fortigate", "") == []
