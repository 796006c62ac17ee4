"""Postfix's log."""

import pytest
from tests.engines.detection.reading import code, event, events, says, us

HEAD = "Nov 30 10:00:00 mx1 postfix"


def test_a_delivery_says_to_whom_through_whom_and_how_it_ended():
    line = (
        f"{HEAD}/smtp[123]: 4F5A2B3C1D: to=<sato@example.jp>, relay=mx.example.jp[203.0.113.25]:25, delay=1.2, "
        "delays=0.1/0/0.5/0.6, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as ABC)"
    )
    says(
        "postfix",
        line,
        stated_us=us(2026, 11, 30, 10),
        host_name="mx1",
        event_provider="smtp",
        email_local_id="4F5A2B3C1D",
        email_to_address="sato@example.jp",
        destination_ip="203.0.113.25",
        destination_port=25,
        destination_domain="mx.example.jp",
        event_action="sent",
        event_outcome="success",
    )


@pytest.mark.parametrize(
    ("status", "outcome"), [("bounced", "failure"), ("deferred", "failure"), ("odd", "unknown")]
)
def test_other_ends_are_told(status, outcome):
    found = event(
        "postfix", f"{HEAD}/smtp[1]: 4F5A2B3C1D: to=<a@b>, relay=none, status={status} (x)"
    )
    assert (found["event_action"], found["event_outcome"]) == (status, outcome)
    assert "destination_ip" not in found


def test_a_message_accepted_says_from_whom_and_how_big():
    says("postfix", f"{HEAD}/qmgr[9]: 4F5A2B3C1D: from=<tanaka@city.example>, size=12345, nrcpt=1 (queue active)",
         email_from_address="tanaka@city.example", source_bytes=12345, event_action="from")  # fmt: skip
    says("postfix", f"{HEAD}/cleanup[9]: 4F5A2B3C1D: message-id=<x@y>", email_message_id="x@y")


def test_who_connected_is_told():
    says("postfix", f"{HEAD}/smtpd[9]: connect from host.example[2001:db8::5]", source_ip="2001:db8::5",
         event_action="connect")  # fmt: skip
    says("postfix", f"{HEAD}/smtpd[9]: 4F5A2B3C1D: client=unknown[10.0.0.9], sasl_method=PLAIN, sasl_username=sato",
         source_ip="10.0.0.9", user_name="sato")  # fmt: skip


def test_a_refusal_and_a_failed_sign_in_are_failures():
    line = f"{HEAD}/smtpd[9]: NOQUEUE: reject: RCPT from x[198.51.100.9]: 554 5.7.1 <a@b>: Relay access denied; from=<c@d> to=<a@b> proto=ESMTP helo=<h>"
    says("postfix", line, event_action="rejected", event_type="denied", source_ip="198.51.100.9",
         email_from_address="c@d", email_to_address="a@b")  # fmt: skip
    line = f"{HEAD}/submission/smtpd[9]: warning: x[198.51.100.9]: SASL LOGIN authentication failed: UGFzc3dvcmQ6"
    says("postfix", line, event_action="login", event_outcome="failure", event_provider="smtpd")


def test_several_instances_are_known():
    assert (
        event("postfix", "Nov 30 10:00:00 mx1 postfix-out/qmgr[9]: 4F5A2B3C1D: removed")[
            "event_action"
        ]
        == "removed"
    )


@pytest.mark.parametrize(
    "line", ["x", "Nov 30 10:00:00 mx1 dovecot[9]: x", "Nov 30 10:00:00 mx1 postfixx: y"]
)
def test_other_lines_are_not_understood(line):
    assert code("postfix", line) == "no-postfix"


def test_an_empty_line_carries_no_event():
    assert events("postfix", "") == []


def test_a_failed_sign_in_names_where_it_came_from():
    line = "Nov 30 10:00:00 mx1 postfix/smtpd[1]: warning: unknown[198.51.100.9]: SASL LOGIN authentication failed: x"
    found = event("postfix", line)
    assert (found["source_ip"], found["event_outcome"]) == ("198.51.100.9", "failure")
