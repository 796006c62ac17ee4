"""Syslog over a connection cut into messages (RFC 6587): octet counting, or a line feed after each.

Both ways are told apart at the beginning of every message: a count is digits and a space, then
`<`. Bytes in, messages out; nothing is thrown away: what is too long is handed on in pieces.
"""

import re

_COUNT = re.compile(rb"([1-9]\d{0,7}) (?=<)")
_MAYBE = re.compile(rb"[1-9]\d{0,7} ?\Z")


class Framer:
    """The messages of one connection."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = b""

    def feed(self, untrusted_data: bytes) -> list[bytes]:
        """Take bytes; return the messages that are whole now."""
        self._held += untrusted_data
        found = []
        while (message := self._next()) is not None:
            if message:
                found.append(message)
        return found

    def finish(self) -> list[bytes]:
        """Return what was left when the connection ended: a message without its end."""
        left, self._held = self._held, b""
        return [left] if left.strip(b"\r\n\0") else []

    def _next(self) -> bytes | None:
        """Return the next message, empty for nothing between two ends, None when more must come."""
        counted = _COUNT.match(self._held)
        if counted is not None and int(counted[1]) <= self._most:
            end = counted.end() + int(counted[1])
            return self._taken(counted.end(), end, end) if len(self._held) >= end else None
        if _MAYBE.match(self._held):
            return None
        end = self._held.find(b"\n")
        if end >= 0:
            return self._taken(
                0, min(end, self._most), end + 1 if end <= self._most else self._most
            )
        return self._taken(0, self._most, self._most) if len(self._held) > self._most else None

    def _taken(self, begin: int, end: int, after: int) -> bytes:
        message, self._held = self._held[begin:end], self._held[after:]
        return message.rstrip(b"\r\0")
