"""Suricata's EVE JSON: one object a line, its kind in `event_type`."""

from sekisho.detection.readers.interface import Context, Reader, by_line
from sekisho.detection.readers.objects import Object, inner, object_of, wanted
from sekisho.detection.readers.recognising import by_keys
from sekisho.detection.schema import Fields
from sekisho.detection.times import iso
from sekisho.detection.values import domain, endpoint, flat, integer, made, text, transport

_CATEGORIES = {"alert": "intrusion_detection", "http": "web", "smtp": "email", "fileinfo": "file"}


def _line(untrusted_line: str, context: Context) -> Fields | None:
    found = object_of(untrusted_line)
    if found is None:
        return None
    kind = text(found.get("event_type"), 64) or "unknown"
    return {
        **wanted(iso(found.get("timestamp"), context.zone)),
        **endpoint("source", found.get("src_ip"), found.get("src_port")),
        **endpoint("destination", found.get("dest_ip"), found.get("dest_port")),
        **transport(found.get("proto")),
        **made(
            event_dataset="suricata",
            event_action=kind,
            event_category=_CATEGORIES.get(kind, "network"),
            event_type="info",
            host_name=text(found.get("host")),
            event_id=text(found.get("flow_id")),
            network_protocol=text(found.get("app_proto")),
            observer_ingress_interface_name=text(found.get("in_iface")),
            icmp_type=integer(found.get("icmp_type"), 0, 255),
            fields=flat(found),
        ),
        **_flow(inner(found.get("flow")), context, whole=kind == "flow"),
        **_PARTS.get(kind, _nothing)(inner(found.get(kind))),
    }


def _flow(flow: Object, context: Context, *, whole: bool) -> Fields:
    """Return the counts of a flow; only a record of the flow itself says how long it was."""
    start, end = (iso(flow.get(word), context.zone) for word in ("start", "end"))
    return made(
        source_bytes=integer(flow.get("bytes_toserver")),
        destination_bytes=integer(flow.get("bytes_toclient")),
        source_packets=integer(flow.get("pkts_toserver")),
        destination_packets=integer(flow.get("pkts_toclient")),
        start_us=start.us if start else None,
        end_us=end.us if end else None,
        event_type="connection" if whole else None,
        event_outcome="success" if whole else None,
        duration_us=end.us - start.us if whole and start and end and end.us >= start.us else None,
    )


def _alert(alert: Object) -> Fields:
    blocked = alert.get("action") == "blocked"
    return made(
        rule_id=text(alert.get("signature_id")),
        rule_name=text(alert.get("signature")),
        rule_category=text(alert.get("category")),
        event_severity=integer(alert.get("severity")),
        event_type="denied" if blocked else "info",
    )


def _dns(dns: Object) -> Fields:
    asked = dns.get("queries")
    first = inner(asked[0]) if isinstance(asked, list) and asked else dns
    return made(
        dns_question_name=domain(first.get("rrname")),
        dns_question_type=text(first.get("rrtype")),
        dns_response_code=text(dns.get("rcode")),
        network_protocol="dns",
    )


def _http(http: Object) -> Fields:
    return made(
        url_domain=domain(http.get("hostname")),
        destination_domain=domain(http.get("hostname")),
        url_original=text(http.get("url")),
        http_request_method=text(http.get("http_method")),
        http_response_status_code=integer(http.get("status")),
        user_agent_original=text(http.get("http_user_agent")),
    )


def _tls(tls: Object) -> Fields:
    return made(
        tls_client_server_name=domain(tls.get("sni")), destination_domain=domain(tls.get("sni"))
    )


def _smtp(smtp: Object) -> Fields:
    to = smtp.get("rcpt_to")
    return made(
        email_from_address=text(smtp.get("mail_from")),
        email_to_address=" ".join(text(each) or "" for each in to)
        if isinstance(to, list)
        else None,
    )


def _fileinfo(file: Object) -> Fields:
    return made(file_name=text(file.get("filename")), file_hash_sha256=text(file.get("sha256")))


def _nothing(_part: Object) -> Fields:
    return {}


_PARTS = {
    "alert": _alert,
    "dns": _dns,
    "http": _http,
    "tls": _tls,
    "smtp": _smtp,
    "fileinfo": _fileinfo,
}

READER = Reader(
    "suricata",
    "Suricata の EVE JSON",
    by_keys({"timestamp", "event_type"}),
    by_line(_line),
)
