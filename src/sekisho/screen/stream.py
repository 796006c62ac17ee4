"""A byte stream judged piece by piece: what a rule lets pass goes on, whole messages or none.

A rule is a generator. It yields a number to be given exactly so many bytes (which do not cross by
being read), `Let(n)` to let the next n bytes cross unread, `Drop(n)` to lose them, and `Say(data)`
to send bytes of ours. Memory is bounded by what a rule asks for at once.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass

MOST_AT_ONCE = 64 << 10  # bytes a rule may ask to read


@dataclass(frozen=True, slots=True)
class Let:
    """The next bytes cross."""

    count: int


@dataclass(frozen=True, slots=True)
class Drop:
    """The next bytes do not cross."""

    count: int


@dataclass(frozen=True, slots=True)
class Say:
    """Bytes written by us."""

    data: bytes


Step = int | Let | Drop | Say
Rule = Generator[Step, bytes, None]


class Filter:
    """Applies one rule to one direction of a connection."""

    def __init__(self, rule: Callable[[], Rule]) -> None:
        self._rule = rule()
        self._held = bytearray()
        self._step: Step = next(self._rule)

    def feed(self, untrusted: bytes) -> bytes:
        """Return what may cross of these bytes and those held before.

        Raises ProtocolError from the rule; nothing of the message that broke it has crossed.
        """
        self._held += untrusted
        out = bytearray()
        while self._advance(out):
            pass
        return bytes(out)

    def _advance(self, out: bytearray) -> bool:
        """Do one step as far as the bytes go; False when more are needed."""
        step = self._step
        if isinstance(step, Say):
            out += step.data
            self._next(b"")
            return True
        if isinstance(step, int):
            if step > MOST_AT_ONCE:
                raise ValueError(f"a rule asked for {step} bytes")
            if len(self._held) < step:
                return False
            asked = bytes(self._held[:step])
            del self._held[:step]
            self._next(asked)
            return True
        return self._move(step, out)

    def _move(self, step: Let | Drop, out: bytearray) -> bool:
        taken = min(step.count, len(self._held))
        if isinstance(step, Let):
            out += self._held[:taken]
        del self._held[:taken]
        if taken == step.count:
            self._next(b"")
            return True
        self._step = type(step)(step.count - taken)
        return False

    def _next(self, asked: bytes) -> None:
        self._step = self._rule.send(asked)
