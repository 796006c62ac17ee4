"""Lines of the `conntrack` tool: events (`-E -o timestamp`) and the table (`-L`).

The first tuple of a line is the way of whoever began, the second the way back.
"""

import re

from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.readers.interface import Context, Reader, by_line
from sekisho.detection.readers.objects import timed
from sekisho.detection.readers.recognising import by_pattern
from sekisho.detection.schema import Fields
from sekisho.detection.times import Stamp, epoch
from sekisho.detection.values import endpoint, integer, made, transport

_HEAD = re.compile(
    r"(?:\[(?P<at>\d+\.\d+)\s*\]\s+)?(?:\[(?P<event>NEW|UPDATE|DESTROY)\]\s+)?"
    r"(?:ipv[46]\s+\d+\s+)?(?P<protocol>[a-z0-9-]+)\s+(?P<number>\d+)\s+(?P<rest>.*src=.*)\Z"
)
_PAIR = re.compile(r"([a-z0-9]+)=(\S+)")
_TYPES = {"NEW": "start", "DESTROY": "end"}


def _line(untrusted_line: str, _context: Context) -> Fields | None:
    line = untrusted_line.strip()
    if not line or line.startswith("conntrack v"):
        return None
    head = _HEAD.match(line)
    if head is None:
        raise NotUnderstoodError("no-conversation")
    there, back, whole = _tuples(head["rest"])
    ends = endpoint("source", there.get("src"), there.get("sport"))
    ends |= endpoint("destination", there.get("dst"), there.get("dport"))
    if "source_ip" not in ends or "destination_ip" not in ends:
        raise NotUnderstoodError("no-address")
    at = epoch(head["at"])
    event = head["event"] or ""
    return {
        **ends,
        **timed(None if at is None else Stamp(at)),
        **transport(head["number"]),
        **made(
            event_dataset="conntrack",
            event_category="network",
            event_type=_TYPES.get(event, "connection"),
            event_action=event.lower() or "listed",
            event_outcome="unknown" if "[UNREPLIED]" in line else "success",
            source_bytes=integer(there.get("bytes")),
            source_packets=integer(there.get("packets")),
            destination_bytes=integer(back.get("bytes")),
            destination_packets=integer(back.get("packets")),
            icmp_type=integer(there.get("type"), 0, 255),
            fields=whole,
        ),
    }


def _tuples(rest: str) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return the way there, the way back, and everything by its name."""
    there: dict[str, str] = {}
    back: dict[str, str] = {}
    for name, value in _PAIR.findall(rest):
        side = there if name not in there and not back else back
        side.setdefault(name, value)
    return there, back, {**{f"reply.{k}": v for k, v in back.items()}, **there}


READER = Reader(
    "conntrack",
    "conntrack の出力",
    by_pattern(
        r"^(?:\[\d+\.\d+\s*\]\s+)?(?:\[(?:NEW|UPDATE|DESTROY)\]\s+)?(?:ipv[46]\s+\d+\s+)?"
        r"[a-z0-9-]+\s+\d+\s+.*src=\S+ dst=\S+"
    ),
    by_line(_line),
)
