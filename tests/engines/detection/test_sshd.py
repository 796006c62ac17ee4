"""OpenSSH's sign-ins."""

import pytest
from tests.engines.detection.reading import code, event, events, says

HEAD = "2026-11-30T10:00:00.123456+09:00 srv1 sshd[55]: "


def test_a_sign_in_that_succeeded():
    says("sshd", HEAD + "Accepted publickey for sato from 10.20.0.7 port 50022 ssh2: ED25519 SHA256:x",
         event_category="authentication", event_outcome="success", user_name="sato", source_ip="10.20.0.7",
         source_port=50022, time_quality="stated", host_name="srv1")  # fmt: skip


@pytest.mark.parametrize("word", ["", "invalid user "])
def test_a_sign_in_that_failed(word):
    says("sshd", HEAD + f"Failed password for {word}root from 2001:db8::5 port 1 ssh2", event_outcome="failure",
         user_name="root", source_ip="2001:db8::5", event_action="login")  # fmt: skip


def test_a_name_that_looks_like_an_address_does_not_move_the_source():
    found = event(
        "sshd",
        HEAD
        + "Failed password for invalid user x from 1.1.1.1 port 9 from 198.51.100.9 port 7 ssh2",
    )
    assert (found["source_ip"], found["user_name"]) == ("198.51.100.9", "x from 1.1.1.1 port 9")


def test_other_lines_of_sshd_are_messages():
    assert event("sshd", HEAD + "Server listening on :: port 22.")["event_category"] == "host"


def test_syslog_knows_it():
    assert (
        event("syslog", HEAD + "Accepted password for a from 10.0.0.1 port 2 ssh2")["event_dataset"]
        == "sshd"
    )


def test_lines_of_others_are_not_understood_and_empty_ones_are_silent():
    assert code("sshd", "Nov 30 10:00:00 h cron[1]: x") == "no-sshd"
    assert events("sshd", "") == []
