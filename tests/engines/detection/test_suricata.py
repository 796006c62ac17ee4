"""Suricata's EVE JSON."""

import json

import pytest
from tests.engines.detection.reading import code, event, events, says, us

BASE = {
    "timestamp": "2026-11-30T10:00:00.123456+0900",
    "flow_id": 1234567890123456,
    "in_iface": "eth1",
    "src_ip": "10.20.0.7",
    "src_port": 51000,
    "dest_ip": "203.0.113.1",
    "dest_port": 443,
    "proto": "TCP",
}


def eve(kind, **more):
    return json.dumps({**BASE, "event_type": kind, **more})


def test_what_every_record_has_is_read():
    says(
        "suricata",
        eve("anomaly"),
        stated_us=us(2026, 11, 30, 10, 0, 0, 123456),
        event_action="anomaly",
        event_id="1234567890123456",
        source_ip="10.20.0.7",
        source_port=51000,
        destination_ip="203.0.113.1",
        destination_port=443,
        network_iana_number=6,
        observer_ingress_interface_name="eth1",
    )


def test_an_alert_names_its_rule():
    found = eve("alert", alert={"action": "blocked", "signature_id": 2000001, "signature": "見本 <b>x</b>",
                                "category": "Trojan", "severity": 1})  # fmt: skip
    says("suricata", found, rule_id="2000001", rule_name="見本 <b>x</b>", event_severity=1, event_type="denied",
         event_category="intrusion_detection")  # fmt: skip


def test_a_flow_has_both_counts_and_its_length():
    flow = {"pkts_toserver": 3, "pkts_toclient": 4, "bytes_toserver": 300, "bytes_toclient": 4000,
            "start": "2026-11-30T09:59:00.000001+0900", "end": "2026-11-30T10:00:00.000000+0900"}  # fmt: skip
    says(
        "suricata",
        eve("flow", app_proto="tls", flow=flow),
        event_type="connection",
        source_bytes=300,
        destination_bytes=4000,
        source_packets=3,
        duration_us=59_999999,
        network_protocol="tls",
    )


def test_the_part_of_a_flow_an_alert_carries_is_no_whole_flow():
    found = event(
        "suricata",
        eve("alert", alert={}, flow={"start": "2026-11-30T09:59:00+0900", "bytes_toserver": 5}),
    )
    assert found["event_type"] == "info"
    assert "duration_us" not in found


@pytest.mark.parametrize(
    "dns",
    [
        {"type": "query", "rrname": "A.Example.JP", "rrtype": "A"},
        {"version": 3, "type": "request", "queries": [{"rrname": "a.example.jp.", "rrtype": "A"}]},
    ],
)
def test_a_question_is_read_in_the_old_form_and_the_new(dns):
    says("suricata", eve("dns", dns=dns), dns_question_name="a.example.jp", dns_question_type="A",
         network_protocol="dns")  # fmt: skip


def test_web_tls_mail_and_files_fill_their_columns():
    says("suricata", eve("http", http={"hostname": "WWW.Example.jp", "url": "/x", "http_method": "GET", "status": 200,
         "http_user_agent": "curl"}), url_domain="www.example.jp", url_original="/x", http_response_status_code=200,
         user_agent_original="curl", event_category="web")  # fmt: skip
    says("suricata", eve("tls", tls={"sni": "Example.jp"}), tls_client_server_name="example.jp")
    says("suricata", eve("smtp", smtp={"mail_from": "<a@b>", "rcpt_to": ["<c@d>", "<e@f>"]}),
         email_from_address="<a@b>", email_to_address="<c@d> <e@f>", event_category="email")  # fmt: skip
    says("suricata", eve("fileinfo", fileinfo={"filename": "/a.exe", "sha256": "ab"}), file_name="/a.exe",
         file_hash_sha256="ab")  # fmt: skip


def test_parts_that_are_no_objects_are_ignored():
    for kind in ("dns", "http", "tls", "alert", "smtp", "flow", "fileinfo"):
        for wrong in (None, 5, "x", [], [1], True, {"queries": [5]}, {"rcpt_to": 5}):
            assert event("suricata", eve(kind, **{kind: wrong}))["event_action"] == kind


def test_the_makers_own_names_are_kept_flat():
    found = event(
        "suricata",
        eve("alert", alert={"metadata": {"tag": ["a", "b"]}, "gid": 1, "x": None, "ok": True}),
    )
    fields = found["fields"]
    assert (fields["alert.metadata.tag"], fields["alert.gid"], fields["alert.ok"]) == (
        "a\nb",
        "1",
        "true",
    )
    assert "alert.x" not in fields


def test_times_in_utc_and_without_offset_are_told_apart():
    assert event("suricata", eve("x", timestamp="2026-11-30T01:00:00Z"))["time_quality"] == "stated"
    assert event("suricata", eve("x", timestamp="2026-11-30T10:00:00"))["time_quality"] == "assumed"


def test_an_empty_line_carries_no_event():
    assert events("suricata", "") == []


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"event_type":"x"', "no-json"),
        ('{"event_type":"alert"}', "no-time"),
        ('{"timestamp":5,"event_type":"alert"}', "no-time"),
        ('{"timestamp":"2026-13-30T10:00:00Z","event_type":"alert"}', "no-time"),
        ("null", "no-object"),
        ('{"a":' * 50_000, "no-json"),
    ],
)
def test_other_lines_are_not_understood(line, why):
    assert code("suricata", line) == why
