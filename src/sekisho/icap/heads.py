"""Reads the heads of ICAP and HTTP messages: a first line and fields, nothing folded."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from sekisho.icap.errors import ProtocolError

_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}):[ \t]*([^\r\n\0]*?)[ \t]*")
_FIRST = re.compile(rb"[^\r\n\0]{1,16384}")
_FIELDS_MOST = 200


@dataclass(frozen=True, slots=True)
class Head:
    """A message's first line and its fields in order, as written."""

    first: bytes
    fields: tuple[tuple[bytes, bytes], ...] = ()

    def get(self, name: str) -> str:
        """Return the first value of a field, "" when there is none."""
        wanted = name.lower().encode("ascii")
        found = next((value for key, value in self.fields if key.lower() == wanted), b"")
        return found.decode("latin-1")

    def every(self, name: str) -> list[str]:
        """Return all values of a field."""
        wanted = name.lower().encode("ascii")
        return [value.decode("latin-1") for key, value in self.fields if key.lower() == wanted]

    def without(self, *names: str) -> "Head":
        """Return the head with some fields left out."""
        gone = {name.lower().encode("ascii") for name in names}
        return Head(self.first, tuple(each for each in self.fields if each[0].lower() not in gone))

    def as_bytes(self) -> bytes:
        """Return the head with the empty line behind it."""
        lines = [self.first, *(b"%s: %s" % pair for pair in self.fields)]
        return b"\r\n".join(lines) + b"\r\n\r\n"


def read_head(untrusted: bytes) -> Head:
    """Return a head that ends in an empty line; raises ProtocolError (400) for another form."""
    if not untrusted.endswith(b"\r\n\r\n"):
        raise ProtocolError(400, "head")
    first, *lines = untrusted[:-4].split(b"\r\n")
    if not _FIRST.fullmatch(first) or len(lines) > _FIELDS_MOST:
        raise ProtocolError(400, "first line")
    fields = []
    for line in lines:
        found = _FIELD.fullmatch(line)
        if found is None:
            raise ProtocolError(400, "field")
        fields.append((found[1], found[2]))
    return Head(first, tuple(fields))


def media_type(head: Head) -> str:
    """Return the type a response says it has, lower case, without parameters; "" for none."""
    kinds = {value.partition(";")[0].strip().lower() for value in head.every("Content-Type")}
    return kinds.pop() if len(kinds) == 1 else ""


def target(request: Head) -> str:
    """Return the address a request asks for."""
    words = request.first.decode("latin-1").split(" ")
    return words[1] if len(words) > 1 else ""


def host_of(request: Head) -> str:
    """Return the host a request goes to, from its address, else from its Host field."""
    try:
        named = urlsplit(target(request)).hostname
    except ValueError:
        named = None
    return (named or request.get("Host").rpartition("@")[2].partition(":")[0]).lower()


def is_attachment(response: Head) -> bool:
    """Whether the server asks for the body to be saved as a file (RFC 6266)."""
    said = response.get("Content-Disposition").partition(";")[0].strip().lower()
    return bool(said) and said != "inline"
