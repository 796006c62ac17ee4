"""Packets logged by the Linux kernel (nftables `log`, iptables LOG): `IN= OUT= SRC= DST=` lines.

The prefix is whatever the rule's author wrote; words in it say what became of the packet. Where
they say nothing the outcome is unknown: a logged packet may have passed or not.
"""

import re

from sekisho.detection.envelope import Line, opened
from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.readers.interface import Context, Reader, by_line
from sekisho.detection.readers.prefixes import verdict
from sekisho.detection.readers.recognising import by_pattern
from sekisho.detection.schema import Fields
from sekisho.detection.values import endpoint, integer, made, text, transport

_PACKET = re.compile(
    r"(?P<prefix>.*?)\bIN=(?P<inside>\S*) OUT=(?P<outside>\S*)(?P<rest> .*)?\Z", re.DOTALL
)
_UPTIME = re.compile(r"\[ *\d+\.\d+\] ?")
_PAIR = re.compile(r"([A-Z]+)=(\S*)")
_FLAGS = {"FIN": 1, "SYN": 2, "RST": 4, "PSH": 8, "ACK": 16, "URG": 32}


def carried(line: Line, _context: Context) -> Fields | None:
    """Return the packet of a kernel line, None for other lines."""
    if "IN=" not in line.body:
        return None
    found = _PACKET.match(_UPTIME.sub("", line.body, count=1))
    if found is None:
        return None
    pairs = _outer(found["rest"] or "")
    ends = endpoint("source", pairs.get("SRC"), pairs.get("SPT"))
    ends |= endpoint("destination", pairs.get("DST"), pairs.get("DPT"))
    if "source_ip" not in ends or "destination_ip" not in ends:
        raise NotUnderstoodError("no-address")
    return {
        **line.fields(),
        **ends,
        **transport(pairs.get("PROTO")),
        **verdict(found["prefix"]),
        **made(
            event_dataset="netfilter",
            event_category="network",
            rule_name=text(found["prefix"].strip()),
            observer_ingress_interface_name=found["inside"],
            observer_egress_interface_name=found["outside"],
            source_bytes=integer(pairs.get("LEN")),
            source_packets=1,
            tcp_flags=_flags(found["rest"] or "") if pairs.get("PROTO") == "TCP" else None,
            icmp_type=integer(pairs.get("TYPE"), 0, 255),
            fields=pairs,
        ),
    }


def _outer(rest: str) -> dict[str, str]:
    """Return the pairs of the packet itself: an ICMP error carries another one in brackets."""
    pairs: dict[str, str] = {}
    for name, value in _PAIR.findall(rest.partition(" [")[0]):
        pairs.setdefault(name, value)
    return pairs


def _flags(rest: str) -> int:
    words = set(rest.partition(" [")[0].split())
    return sum(bit for name, bit in _FLAGS.items() if name in words)


def _line(untrusted_line: str, context: Context) -> Fields | None:
    if not untrusted_line.strip():
        return None
    found = carried(opened(untrusted_line, context.zone, context.written_us), context)
    if found is None:
        raise NotUnderstoodError("no-packet")
    return found


READER = Reader(
    "netfilter",
    "Linux カーネルのパケットの記録（nftables、iptables）",
    by_pattern(r"\bIN=\S* OUT=\S* .*\bSRC=\S+ DST=\S+"),
    by_line(_line),
    carried=carried,
)
