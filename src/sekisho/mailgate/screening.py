"""What is read of a message before it is made safe: line ends, hops, whether a machine wrote it.

These are questions about bytes, not a parse: nothing found here crosses but words of a fixed list.
"""

import re
from dataclasses import dataclass

from sekisho.mailgate.addresses import domain_as_ascii

_HEADER_MOST = 256 << 10
_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_RECEIVED = re.compile(rb"(?im)^received[ \t]*:")
_TRACE = re.compile(rb"(?im)^x-sekisho-trace[ \t]*:[ \t]*([A-Za-z0-9.-]{1,253})")
_AUTO = re.compile(rb"(?im)^auto-submitted[ \t]*:[ \t]*(auto-(?:generated|replied|notified))\b")
_PRECEDENCE = re.compile(rb"(?im)^precedence[ \t]*:[ \t]*(bulk|list|junk)[ \t]*\r?$")
_LIST = re.compile(rb"(?im)^list-id[ \t]*:[^\r\n]{0,500}<([A-Za-z0-9._-]{1,200})>[ \t]*\r?$")
_RESULTS = re.compile(rb"(?im)^authentication-results[ \t]*:((?:[^\r\n]|\r\n[ \t])*)")
_METHOD = re.compile(
    rb"(?i)(?:;|\s)(spf|dkim|dmarc)[ \t]*=[ \t]*"
    rb"(pass|fail|softfail|neutral|none|policy|temperror|permerror)\b"
)


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What a message says of its way so far; texts are of a fixed alphabet."""

    hops: int
    passed: frozenset[str]  # gateways of our kind it has been through, lower case
    automatic: str  # the value of Auto-Submitted, "" for a person's mail
    precedence: str
    list_id: str


def ends_lines_badly(untrusted: bytes) -> bool:
    """Whether a line ends in CR or LF alone: what SMTP smuggling is made of (RFC 5321 §2.3.8)."""
    return _BARE.search(untrusted) is not None


def glimpse(untrusted: bytes) -> Glimpse:
    """Return what the header block says; at most its first 256 KiB are looked at."""
    block = untrusted[:_HEADER_MOST].partition(b"\r\n\r\n")[0]
    return Glimpse(
        hops=len(_RECEIVED.findall(block)),
        passed=frozenset(name.decode("ascii").lower() for name in _TRACE.findall(block)),
        automatic=_word(_AUTO, block),
        precedence=_word(_PRECEDENCE, block),
        list_id=_word(_LIST, block),
    )


def goes_round(seen: Glimpse, name: str, hops: int) -> bool:
    """Whether this gateway has had the message before, or it has come too far."""
    return domain_as_ascii(name) in seen.passed or seen.hops > hops


def authentication(untrusted: bytes, front: str) -> dict[str, str]:
    """Return what the front server found (RFC 8601): spf, dkim, dmarc and their result.

    Only its own, topmost field counts; a front server takes out fields that use its name.
    """
    block = untrusted[:_HEADER_MOST].partition(b"\r\n\r\n")[0]
    for field in _RESULTS.findall(block):
        name, _, rest = field.replace(b"\r\n", b"").partition(b";")
        if front and name.split()[:1] == [front.encode("ascii", "ignore")]:
            found: dict[str, str] = {}
            for method, result in _METHOD.findall(b";" + rest):
                found.setdefault(method.decode("ascii").lower(), result.decode("ascii").lower())
            return found
    return {}


def _word(pattern: re.Pattern[bytes], block: bytes) -> str:
    found = pattern.search(block)
    return found[1].decode("ascii").lower() if found else ""
