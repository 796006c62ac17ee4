"""Whether the sender's domain signed a mail as it came (DKIM, RFC 6376), before it is rebuilt.

The signature covers the bytes of the sender; after rebuilding nobody can check it any more.
"""

import logging
import re
from collections.abc import Callable
from email.utils import parseaddr

import dkim
import dns.exception
import dns.resolver
from dkim.util import parse_tag_value

from sekisho.mailgate.addresses import domain_as_ascii

# Name of a key → its record, None when there is none. Raises NoAnswerError when nobody can say.
Lookup = Callable[[str], bytes | None]
PASS, FAIL, NONE, NEUTRAL, TEMPORARY = "pass", "fail", "none", "neutral", "temperror"
_SIGNATURES = 3  # of one mail; more are not looked at
_RECORD = 2_048  # bytes of a key's record: one of 8,192 bits has 1,400
_KEY_BITS = 1_024  # RFC 8301: shorter keys prove nothing
_SECONDS = 5.0
_METHOD = b"rsa-sha256"
_FROM = re.compile(rb"(?im)^from[ \t]*:((?:[^\r\n]|\r\n[ \t])*)")
_quiet = logging.getLogger(f"{__name__}.library")
_quiet.disabled = True  # what a signature lacks is told by the result


class NoAnswerError(Exception):
    """The name server did not answer; whether a mail is signed is not known."""


class Records:
    """Asks the name server for records. Thread-safe."""

    def __init__(self, servers: tuple[str, ...] = (), port: int = 53) -> None:
        self._resolver = dns.resolver.Resolver(configure=not servers)
        if servers:
            self._resolver.nameservers = list(servers)
            self._resolver.port = port
        self._resolver.lifetime = _SECONDS

    def __call__(self, name: str) -> bytes | None:
        """Return the record of a name; raises NoAnswerError."""
        try:
            answer = self._resolver.resolve(name, "TXT", search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return None
        except (dns.exception.DNSException, OSError) as error:
            raise NoAnswerError(name) from error
        return b"".join(next(iter(answer)).strings)


def signed(untrusted: bytes, lookup: Lookup) -> str:
    """Return what the signatures of a mail say about the domain of its From field.

    `pass`: that domain, or one above it, signed all of it. `fail`: it is signed and the signature
    does not fit. `neutral`: the signature is another's, or proves nothing (a part of the body, a
    short key, a method we do not know). `none`: not signed. `temperror`: the key is not to be had.
    """
    fields = _FROM.findall(untrusted.partition(b"\r\n\r\n")[0] + b"\r\n")
    if len(fields) != 1:
        return NONE  # which sender is shown differs from reader to reader: nothing is proven
    _, address = parseaddr(fields[0].decode("utf-8", "replace"))
    sender = domain_as_ascii(address.rpartition("@")[2])
    try:
        message = dkim.DKIM(untrusted, logger=_quiet, minkey=_KEY_BITS)
    except dkim.DKIMException:
        return NEUTRAL
    headers = [value for name, value in message.headers if name.lower() == b"dkim-signature"]
    found = [
        _one(message, place, value, sender, lookup)
        for place, value in enumerate(headers[:_SIGNATURES])
    ]
    return next((word for word in (PASS, FAIL, TEMPORARY, NEUTRAL) if word in found), NONE)


def _one(message: dkim.DKIM, place: int, value: bytes, sender: str, lookup: Lookup) -> str:
    try:
        tags = parse_tag_value(value)
        signer = domain_as_ascii(tags[b"d"].decode("ascii"))
        ours = bool(signer) and (sender == signer or sender.endswith(f".{signer}"))
        # Behind a length stands anybody's text; other methods prove nothing (RFC 8301, 8463).
        if not ours or b"l" in tags or tags.get(b"a") != _METHOD:
            return NEUTRAL

        def record(name: bytes, timeout: float) -> bytes | None:  # noqa: ARG001  # ours has its own
            return _record(name.decode("ascii"), lookup)

        fits = message.verify(place, dnsfunc=record)
    except NoAnswerError:
        return TEMPORARY
    except dkim.ValidationError:
        return FAIL
    except Exception:  # noqa: BLE001  # the library raises whatever its parsing meets
        return NEUTRAL
    return PASS if fits else FAIL


def _record(name: str, lookup: Lookup) -> bytes | None:
    found = lookup(name)
    return found if found is None or len(found) <= _RECORD else None
