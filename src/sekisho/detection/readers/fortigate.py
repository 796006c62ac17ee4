"""FortiGate's log, `key=value` pairs, from its file or by syslog."""

import re

from sekisho.detection.envelope import Line, opened
from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.readers.interface import Context, Reader, by_line
from sekisho.detection.readers.objects import timed
from sekisho.detection.readers.recognising import by_pattern
from sekisho.detection.schema import Fields
from sekisho.detection.times import SECOND, Stamp, iso
from sekisho.detection.values import domain, endpoint, integer, made, text, transport

_PAIR = re.compile(r'([A-Za-z_][\w.-]*)=(?:"((?:[^"\\]|\\.)*)"|(\S*))')
_CATEGORIES = {
    "traffic": "network",
    "utm": "intrusion_detection",
    "event": "host",
    "dns": "network",
}
_DENIED = frozenset({"deny", "blocked", "block", "dropped", "drop", "reset", "dns-block"})
_NANO = 1_000


def carried(line: Line, context: Context) -> Fields | None:
    """Return the event of a FortiGate's line, None for other lines."""
    if "devid=" not in line.body and "logid=" not in line.body:
        return None
    pairs = {name: quoted or plain for name, quoted, plain in _PAIR.findall(line.body)}
    if not {"date", "time", "type"} <= pairs.keys():
        return None
    return {
        **line.fields(),
        **timed(_stamp(pairs, context)),
        **endpoint("source", pairs.get("srcip"), pairs.get("srcport")),
        **endpoint("destination", pairs.get("dstip"), pairs.get("dstport")),
        **transport(pairs.get("proto")),
        **_what(pairs),
        **_counts(pairs),
        **_names(pairs),
        "fields": {
            name: text(value) or "" for name, value in list(pairs.items())[: context.limits.fields]
        },
    }


def _stamp(pairs: dict[str, str], context: Context) -> Stamp | None:
    """Return the time: `eventtime` counts from 1970 (seconds once, now nanoseconds)."""
    since = integer(pairs.get("eventtime"))
    if since is not None and since > 10**17:
        return Stamp(since // _NANO)
    if since is not None and 10**8 < since < 10**11:
        return Stamp(since * SECOND)
    return iso(f"{pairs['date']} {pairs['time']}{pairs.get('tz', '')}", context.zone)


def _what(pairs: dict[str, str]) -> Fields:
    action = pairs.get("action", "")
    denied = action in _DENIED or pairs.get("utmaction") in _DENIED
    kind = pairs["type"]
    if kind == "event" and pairs.get("subtype") in {"user", "system", "vpn"} and "login" in action:
        failed = pairs.get("status") not in {None, "success"}
        return made(
            event_dataset="fortigate",
            event_category="authentication",
            event_action="login",
            event_type="error" if failed else "start",
            event_outcome="failure" if failed else "success",
        )
    return made(
        event_dataset="fortigate",
        event_category=_CATEGORIES.get(kind, "host"),
        event_type="denied" if denied else "connection" if kind == "traffic" else "info",
        event_action=text(action) or "logged",
        event_outcome="failure" if denied else "success" if kind == "traffic" else None,
    )


def _counts(pairs: dict[str, str]) -> Fields:
    seconds = integer(pairs.get("duration"), 0, 10**9)
    return made(
        source_bytes=integer(pairs.get("sentbyte")),
        destination_bytes=integer(pairs.get("rcvdbyte")),
        source_packets=integer(pairs.get("sentpkt")),
        destination_packets=integer(pairs.get("rcvdpkt")),
        duration_us=None if seconds is None else seconds * SECOND,
    )


def _names(pairs: dict[str, str]) -> Fields:
    asked = domain(pairs.get("qname"))
    host = domain(pairs.get("hostname"))
    return made(
        host_name=text(pairs.get("devname")),
        event_code=text(pairs.get("logid")),
        event_provider=text(pairs.get("subtype")),
        observer_ingress_interface_name=text(pairs.get("srcintf")),
        observer_egress_interface_name=text(pairs.get("dstintf")),
        rule_id=text(pairs.get("policyid")),
        rule_name=text(pairs.get("attack") or pairs.get("virus") or pairs.get("policyname")),
        user_name=text(pairs.get("user") or pairs.get("unauthuser")),
        url_original=text(pairs.get("url")),
        url_domain=host,
        destination_domain=host,
        dns_question_name=asked,
        network_protocol="dns" if asked else (pairs.get("service") or "").lower() or None,
        message=text(pairs.get("msg")),
    )


def _line(untrusted_line: str, context: Context) -> Fields | None:
    if not untrusted_line.strip():
        return None
    found = carried(opened(untrusted_line, context.zone, context.written_us), context)
    if found is None:
        raise NotUnderstoodError("no-fortigate")
    return found


READER = Reader(
    "fortigate",
    "FortiGate の記録",
    by_pattern(r"\bdate=\d{4}-\d{2}-\d{2} time=\d{2}:\d{2}:\d{2} .*\b(?:devid|logid)="),
    by_line(_line),
    carried=carried,
)
