"""Zeek's records as columns, whichever way they are written (JSON or tab separated)."""

from collections.abc import Mapping

from sekisho.detection.readers.objects import wanted
from sekisho.detection.schema import Fields
from sekisho.detection.times import TOKYO, Stamp, epoch, iso
from sekisho.detection.values import domain, endpoint, flat, integer, made, text, transport

_CATEGORIES = {
    "conn": "network",
    "dns": "network",
    "http": "web",
    "smtp": "email",
    "files": "file",
    "notice": "intrusion_detection",
    "ssh": "authentication",
}
_OUTCOMES = {"S0": "failure", "REJ": "failure", "RSTOS0": "failure", "SH": "failure"}
_KEYS = (
    ("conn", {"conn_state"}),
    ("dns", {"qtype_name"}),
    ("dns", {"query", "rcode_name"}),
    ("http", {"host", "method"}),
    ("ssl", {"server_name"}),
    ("smtp", {"mailfrom"}),
    ("files", {"fuid", "mime_type"}),
    ("notice", {"note"}),
)
Values = Mapping[str, object]


def path_of(found: Values) -> str:
    """Return which log a record is of, from what it has when it does not say."""
    stated = text(found.get("_path"), 64)
    return stated or next((path for path, keys in _KEYS if keys <= found.keys()), "unknown")


def event(path: str, found: Values) -> Fields:
    """Return the columns of one record; raises `NotUnderstoodError` when it has no time."""
    at = _time(found.get("ts"))
    length = epoch(found.get("duration"))
    return {
        **wanted(None if at is None else Stamp(at)),
        **endpoint("source", found.get("id.orig_h"), found.get("id.orig_p")),
        **endpoint("destination", found.get("id.resp_h"), found.get("id.resp_p")),
        **transport(found.get("proto")),
        **made(
            event_dataset="zeek",
            event_action=path,
            event_category=_CATEGORIES.get(path, "network"),
            event_type="info",
            event_id=text(found.get("uid")),
            network_protocol=text(found.get("service")),
            start_us=at,
            end_us=None if at is None or length is None else at + length,
            duration_us=length,
            fields=flat(found),
        ),
        **_PARTS.get(path, _nothing)(found),
    }


def _time(untrusted: object) -> int | None:
    seconds = epoch(untrusted)
    if seconds is not None:
        return seconds
    stamp = iso(untrusted, TOKYO)
    return None if stamp is None else stamp.us


def _conn(found: Values) -> Fields:
    return made(
        event_type="connection",
        event_outcome=_OUTCOMES.get(str(found.get("conn_state")), "success"),
        source_bytes=integer(found.get("orig_bytes")),
        destination_bytes=integer(found.get("resp_bytes")),
        source_packets=integer(found.get("orig_pkts")),
        destination_packets=integer(found.get("resp_pkts")),
    )


def _dns(found: Values) -> Fields:
    return made(
        network_protocol="dns",
        dns_question_name=domain(found.get("query")),
        dns_question_type=text(found.get("qtype_name")),
        dns_response_code=text(found.get("rcode_name")),
    )


def _http(found: Values) -> Fields:
    return made(
        network_protocol="http",
        url_domain=domain(found.get("host")),
        destination_domain=domain(found.get("host")),
        url_original=text(found.get("uri")),
        http_request_method=text(found.get("method")),
        http_response_status_code=integer(found.get("status_code")),
        user_agent_original=text(found.get("user_agent")),
        user_name=text(found.get("username")),
        source_bytes=integer(found.get("request_body_len")),
        destination_bytes=integer(found.get("response_body_len")),
    )


def _ssl(found: Values) -> Fields:
    name = domain(found.get("server_name"))
    return made(network_protocol="tls", tls_client_server_name=name, destination_domain=name)


def _smtp(found: Values) -> Fields:
    to = found.get("rcptto")
    return made(
        email_from_address=text(found.get("mailfrom")),
        email_to_address=" ".join(text(each) or "" for each in to)
        if isinstance(to, list)
        else None,
        email_subject=text(found.get("subject")),
        email_message_id=text(found.get("msg_id")),
    )


def _files(found: Values) -> Fields:
    return made(
        file_name=text(found.get("filename")),
        file_hash_sha256=text(found.get("sha256")),
    )


def _notice(found: Values) -> Fields:
    return made(rule_name=text(found.get("note")), message=text(found.get("msg")))


def _nothing(_found: Values) -> Fields:
    return {}


_PARTS = {
    "conn": _conn,
    "dns": _dns,
    "http": _http,
    "ssl": _ssl,
    "smtp": _smtp,
    "files": _files,
    "notice": _notice,
}
