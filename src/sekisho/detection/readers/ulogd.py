"""ulogd2's JSON: packets (NFLOG) and conversations (NFCT, written when they end).

Names are those of ulogd2's keys (`src_ip`, `orig.ip.saddr.str`), read from its source's key list.
"""

from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.readers.interface import Context, Reader, by_line
from sekisho.detection.readers.objects import Object, object_of, timed
from sekisho.detection.readers.prefixes import verdict
from sekisho.detection.readers.recognising import by_keys
from sekisho.detection.schema import Fields
from sekisho.detection.times import SECOND, Stamp, epoch, iso
from sekisho.detection.values import endpoint, flat, integer, made, text, transport


def _line(untrusted_line: str, context: Context) -> Fields | None:
    found = object_of(untrusted_line)
    if found is None:
        return None
    made_from = _conversation if "orig.ip.protocol" in found else _packet
    return made_from(found, context) | {"event_category": "network", "fields": flat(found)}


def _packet(found: Object, context: Context) -> Fields:
    ends = endpoint("source", found.get("src_ip"), found.get("src_port"))
    ends |= endpoint("destination", found.get("dest_ip"), found.get("dest_port"))
    _both(ends)
    prefix = text(found.get("oob.prefix")) or ""
    stamp = iso(found.get("timestamp"), context.zone)
    return {
        **ends,
        **timed(stamp),
        **transport(found.get("ip.protocol")),
        **verdict(prefix),
        **made(
            event_dataset="ulogd",
            rule_name=prefix.strip(),
            observer_ingress_interface_name=text(found.get("oob.in")),
            observer_egress_interface_name=text(found.get("oob.out")),
            source_bytes=integer(found.get("ip.totlen")),
            source_packets=1,
            icmp_type=integer(found.get("icmp.type"), 0, 255),
        ),
    }


def _conversation(found: Object, _context: Context) -> Fields:
    ends = endpoint("source", found.get("orig.ip.saddr.str"), found.get("orig.l4.sport"))
    ends |= endpoint("destination", found.get("orig.ip.daddr.str"), found.get("orig.l4.dport"))
    _both(ends)
    start, end = (_moment(found, f"flow.{word}") for word in ("start", "end"))
    begun = end if start is None else start
    return {
        **ends,
        **timed(None if begun is None else Stamp(begun)),
        **transport(found.get("orig.ip.protocol")),
        **made(
            event_dataset="ulogd",
            event_type="connection",
            event_action="flow",
            event_outcome="success",
            start_us=start,
            end_us=end,
            duration_us=end - start
            if start is not None and end is not None and end >= start
            else None,
            source_bytes=integer(found.get("orig.raw.pktlen")),
            source_packets=integer(found.get("orig.raw.pktcount")),
            destination_bytes=integer(found.get("reply.raw.pktlen")),
            destination_packets=integer(found.get("reply.raw.pktcount")),
        ),
    }


def _moment(found: Object, name: str) -> int | None:
    seconds = epoch(found.get(f"{name}.sec"))
    if seconds is None:
        return None
    return seconds + (integer(found.get(f"{name}.usec"), 0, SECOND - 1) or 0)


def _both(ends: Fields) -> None:
    if "source_ip" not in ends or "destination_ip" not in ends:
        raise NotUnderstoodError("no-address")


READER = Reader(
    "ulogd",
    "ulogd2 の JSON（NFLOG、NFCT）",
    by_keys({"src_ip", "dest_ip", "oob.prefix"}, {"orig.ip.saddr.str"}, {"ip.protocol", "src_ip"}),
    by_line(_line),
)
