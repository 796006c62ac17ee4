"""Zeek's records: both forms say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.detection.reading import code, event, events, says
from tests.engines.detection.zeeks import as_json, as_lines

CONN = {
    "ts": "1764464400.123456", "uid": "CAbc1", "id.orig_h": "10.20.0.7", "id.orig_p": "51000",
    "id.resp_h": "2001:db8::1", "id.resp_p": "443", "proto": "tcp", "service": "ssl", "duration": "12.500000",
    "orig_bytes": "300", "resp_bytes": "4000", "conn_state": "SF", "orig_pkts": "3", "resp_pkts": "4",
}  # fmt: skip
DNS = {
    "ts": "1764464400.1", "uid": "CAbc2", "id.orig_h": "10.20.0.7", "id.orig_p": "5353", "id.resp_h": "10.20.0.53",
    "id.resp_p": "53", "proto": "udp", "query": "A.Example.JP", "qtype_name": "A", "rcode_name": "NOERROR",
    "answers": ["1.2.3.4", "b,c"],
}  # fmt: skip


def test_a_connection_is_read():
    says(
        "zeek-json",
        as_json("conn", CONN),
        stated_us=1764464400_123456,
        event_type="connection",
        event_outcome="success",
        source_ip="10.20.0.7",
        destination_ip="2001:db8::1",
        destination_port=443,
        network_transport="tcp",
        network_protocol="ssl",
        duration_us=12_500000,
        end_us=1764464412_623456,
        source_bytes=300,
        destination_bytes=4000,
        event_id="CAbc1",
        event_action="conn",
    )


@pytest.mark.parametrize(("path", "values"), [("conn", CONN), ("dns", DNS)])
def test_both_forms_give_the_same_event(path, values):
    """Their own names hold numbers as they were written, so those are compared in names only."""
    found = [
        *events("zeek-tsv", *as_lines(path, [values])),
        *events("zeek-json", as_json(path, values)),
    ]
    one, other = (each.pop("fields") for each in found)
    assert found[0] == found[1]
    assert set(one) == set(other) - {"_path"}
    assert one.get("answers") == other.get("answers")


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "ts": st.integers(0, 4_000_000_000_000_000).map(
                    lambda us: f"{us // 10**6}.{us % 10**6:06d}"
                ),
                "uid": st.text(
                    st.characters(codec="utf-8", exclude_characters="\n\r\0"), min_size=1
                ).filter(lambda t: t not in {"-", "(empty)"} and t.strip() == t),
                "id.orig_h": st.ip_addresses().map(str),
                "id.orig_p": st.integers(0, 65535).map(str),
                "id.resp_h": st.ip_addresses().map(str),
                "id.resp_p": st.integers(0, 65535).map(str),
                "proto": st.sampled_from(["tcp", "udp", "icmp"]),
                "orig_bytes": st.none() | st.integers(0, 2**62).map(str),
                "conn_state": st.sampled_from(["SF", "S0", "REJ"]),
            }
        ),
        max_size=5,
    )
)
def test_whatever_is_written_comes_back_from_both_forms(rows):
    from_lines = events("zeek-tsv", *as_lines("conn", rows))
    from_json = events("zeek-json", *(as_json("conn", row) for row in rows))
    for one, other in zip(from_lines, from_json, strict=True):
        one.pop("fields"), other.pop("fields")
        assert one == other
    whole, _, _ = (
        zip(*(row["ts"].partition(".") for row in rows), strict=True) if rows else ((), (), ())
    )
    assert [each["stated_us"] // 10**6 for each in from_lines] == [int(each) for each in whole]


@pytest.mark.parametrize(
    ("state", "outcome"), [("SF", "success"), ("S0", "failure"), ("REJ", "failure")]
)
def test_what_was_never_answered_is_no_success(state, outcome):
    assert (
        event("zeek-json", as_json("conn", {**CONN, "conn_state": state}))["event_outcome"]
        == outcome
    )


def test_a_record_without_its_logs_name_is_known_by_what_it_has():
    assert (
        event("zeek-json", as_json("dns", DNS, named=False))["dns_question_name"] == "a.example.jp"
    )
    assert event("zeek-json", as_json("conn", CONN, named=False))["event_action"] == "conn"


def test_a_very_short_duration_in_scientific_form_is_read():
    line = as_json("conn", CONN).replace("12.5", "1.5e-05")
    assert event("zeek-json", line)["duration_us"] == 15


def test_iso_times_are_read_too():
    line = '{"_path":"http","ts":"2026-11-30T01:00:00.000001Z","host":"Example.jp","method":"GET","uri":"/","status_code":200}'
    says(
        "zeek-json",
        line,
        url_domain="example.jp",
        http_response_status_code=200,
        event_category="web",
    )


def test_mail_tls_files_and_notices_fill_their_columns():
    says("zeek-json", '{"_path":"smtp","ts":1.0,"mailfrom":"a@b","rcptto":["c@d","e@f"],"subject":"件名"}',
         email_from_address="a@b", email_to_address="c@d e@f", email_subject="件名")  # fmt: skip
    says(
        "zeek-json", '{"_path":"ssl","ts":1.0,"server_name":"X.jp"}', tls_client_server_name="x.jp"
    )
    says(
        "zeek-json",
        '{"_path":"files","ts":1.0,"filename":"a","sha256":"ff"}',
        file_name="a",
        file_hash_sha256="ff",
    )
    says(
        "zeek-json",
        '{"_path":"notice","ts":1.0,"note":"Scan::Port","msg":"m"}',
        rule_name="Scan::Port",
        message="m",
    )


def test_rows_before_a_header_and_rows_of_other_width_are_not_understood():
    assert code("zeek-tsv", "a\tb") == "no-header"
    assert code("zeek-tsv", *as_lines("conn", []), "a\tb") == "other-columns"
    assert code("zeek-json", '{"_path":"conn"}') == "no-time"
    assert code("zeek-json", "{") == "no-json"


def test_a_new_header_in_the_middle_counts_from_there():
    found = events("zeek-tsv", *as_lines("conn", [CONN]), *as_lines("dns", [DNS]))
    assert [each["event_action"] for each in found] == ["conn", "dns"]
