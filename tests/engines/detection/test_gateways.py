"""Our own gateways' records, written by our own gateways."""

import json

import pytest
from tests.engines.detection.reading import code, event, events, log, says, us, whole

from sekisho.icap.record import Download
from sekisho.mailgate.rows import Envelope, Fate, Row, Stage
from sekisho.screen.records import Record

MAIL = Row(
    Envelope("R8-1", "2026-11-30T10:00:00+09:00", "203.0.113.25", "mx.example", True,  # noqa: FBT003
              "a@example.jp", ("b@city.example", "c@city.example")),
    Stage.DONE, "delivered", {"b@city.example": Fate.DELIVERED}, {"sha256_in": "aa"}, ("dkim",), "件名",
).as_bytes()  # fmt: skip
FILE = Download("R8-2", "2026-11-30T10:00:01+09:00", "10.20.0.7", "sato", "Files.Example.JP", "http://files.example.jp/a",
                "a.docx", "held", {"sha256_in": "bb"}).as_bytes()  # fmt: skip


def test_a_mail_of_the_gateway_is_read():
    says("gateways", MAIL, stated_us=us(2026, 11, 30, 10), event_dataset="mailgate", event_type="allowed",
         email_from_address="a@example.jp", email_to_address="b@city.example c@city.example", email_subject="件名",
         source_ip="203.0.113.25", event_id="R8-1")  # fmt: skip


def test_a_download_that_was_held_is_denied():
    says("gateways", FILE, stated_us=us(2026, 11, 30, 10, 0, 1), event_dataset="icap", event_type="denied",
         event_action="held", user_name="sato", url_domain="files.example.jp", file_name="a.docx",
         file_hash_sha256="bb", source_ip="10.20.0.7")  # fmt: skip


@pytest.mark.parametrize(("refused", "type_"), [("", "allowed"), ("not-named", "denied")])
def test_a_visit_of_a_browser_session_is_read(refused, type_):
    details = {"to": "WWW.example.jp", "refused": refused}
    visit = Record(
        "visit", "2026-11-30T10:00:02+09:00", "screen1", "s-1", "p-1", details
    ).as_bytes()
    says("gateways", visit, stated_us=us(2026, 11, 30, 10, 0, 2), event_dataset="screen",
         event_category="web", event_type=type_, destination_domain="www.example.jp",
         user_name="p-1", host_name="screen1", event_id="s-1")  # fmt: skip


def test_what_else_a_session_writes_down_is_no_visit():
    opened = Record("opened", "2026-11-30T10:00:02+09:00", "screen1", "s-1", "p-1").as_bytes()
    assert code("gateways", opened.decode()) == "no-gateway"


def test_the_whole_file_is_one_record():
    for data, dataset in ((MAIL, "mailgate"), (FILE, "icap")):
        opened = log(data, "row.json")
        (found,), unread = whole(opened)
        assert (opened.reader.kind, found["event_dataset"], unread, opened.counts.units) == (
            "gateways",
            dataset,
            [],
            1,
        )
        assert found["event_original"] == data


def test_other_documents_are_not_understood():
    assert code("gateways", "{}") == "no-gateway"
    assert code("gateways", "x") == "no-json"
    assert code("gateways", json.dumps({"envelope": 5, "fates": {}})) == "no-time"
    assert events("gateways", "") == []


def test_the_kind_of_each_outcome_is_kept():
    held = event(
        "gateways",
        MAIL.replace(b'"delivered", "b', b'"held", "b').replace(
            b'"outcome": "delivered"', b'"outcome": "rejected"'
        ),
    )
    assert (held["event_action"], held["event_type"]) == ("rejected", "denied")
