"""What is known of one message: its envelope, fixed on arrival, and its row, which moves on.

docs/mailgate.md draws the states. Both are JSON so that a person can read them in the spool.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self

_OFFERED = re.compile(r"\r([^\r\n]*)\n")


class Fate(StrEnum):
    """What became of a message for one recipient."""

    WAITING = "waiting"
    OFFERED = "offered"  # the final dot is about to be sent, or was; the answer is not written yet
    DELIVERED = "delivered"
    REFUSED = "refused"  # the next hop said no for good
    DOUBT = "doubt"  # offered, and the answer was never seen


class Stage(StrEnum):
    """Where a message stands."""

    READY = "ready"  # made safe (or a notice of its being held written); on its way to recipients
    HELD = "held"  # a person has to look at it
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message as it was accepted; never changes."""

    number: str  # the receipt number (受付番号)
    received_at: str  # ISO 8601 with offset
    client: str
    helo: str
    encrypted: bool
    sender: str  # "" for a bounce
    recipients: tuple[str, ...]

    def as_line(self) -> bytes:
        """Return one line of JSON, with its line feed."""
        return json.dumps(asdict(self)).encode("ascii") + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Self:
        """Return the envelope `as_line` wrote; raises ValueError or TypeError."""
        fields = json.loads(line)
        return cls(**{**fields, "recipients": tuple(fields["recipients"])})


@dataclass(frozen=True, slots=True)
class Row:
    """A message after it was made safe; replaced whole, never edited."""

    envelope: Envelope
    stage: Stage
    outcome: str  # delivered, text-only: the message crosses; held, rejected: a notice does
    fates: dict[str, Fate]
    report: dict[str, object]  # `Result.as_json`: hashes, reasons, removals
    flags: tuple[str, ...] = ()  # what was pointed out about the sender
    subject: str = ""  # as the recipients get it; of a held message nothing is read
    resent: int = 0  # how often a person had it sent again
    answers: tuple[str, ...] = ()  # the next hop's last words on what it refused or put off

    @property
    def number(self) -> str:
        """The receipt number."""
        return self.envelope.number

    @property
    def waiting(self) -> tuple[str, ...]:
        """The recipients it still has to be offered to."""
        return tuple(who for who, fate in self.fates.items() if fate is Fate.WAITING)

    def with_fates(self, changed: dict[str, Fate], answers: tuple[str, ...] = ()) -> "Row":
        """Return the row with the fates of some recipients changed."""
        return replace(self, fates={**self.fates, **changed}, answers=answers or self.answers)

    def settled(self) -> "Row":
        """Return the row in its last stage, once nobody waits any more."""
        unclear = {Fate.REFUSED, Fate.DOUBT, Fate.OFFERED} & set(self.fates.values())
        held = unclear or self.outcome in {"held", "rejected"}
        return replace(self, stage=Stage.HELD if held else Stage.DONE)

    def as_bytes(self) -> bytes:
        """Return the row as one line of JSON."""
        envelope = {name: getattr(self.envelope, name) for name in Envelope.__slots__}
        words = {name: getattr(self, name) for name in Row.__slots__} | {"envelope": envelope}
        return json.dumps(words, ensure_ascii=False).encode("utf-8", "replace")

    def offered(self, who: Sequence[str]) -> "Row":
        """Return the row once the final dot may have been sent for these recipients."""
        return self.with_fates(dict.fromkeys(who, Fate.OFFERED))

    @classmethod
    def from_bytes(cls, data: bytes) -> "Row":
        """Return the row `as_bytes` wrote, with the last `offered_line` behind it that is whole.

        Raises ValueError, KeyError, TypeError or AttributeError.
        """
        text = data.decode("utf-8")
        fields, end = json.JSONDecoder().raw_decode(text)
        lines = _OFFERED.findall(text, end)
        return cls._from_fields(fields).offered(json.loads(lines[-1]) if lines else ())

    @classmethod
    def _from_fields(cls, fields: dict[str, Any]) -> Self:
        envelope = fields.pop("envelope")
        return cls(
            envelope=Envelope(**{**envelope, "recipients": tuple(envelope["recipients"])}),
            stage=Stage(fields.pop("stage")),
            fates={who: Fate(fate) for who, fate in fields.pop("fates").items()},
            flags=tuple(fields.pop("flags")),
            answers=tuple(fields.pop("answers")),
            **fields,
        )


def offered_line(who: Sequence[str]) -> bytes:
    """Return what is written behind a row when these recipients' final dot is about to be sent.

    It begins and ends differently, so that one that was cut short is whole with nothing behind it.
    """
    return b"\r" + json.dumps(list(who)).encode("ascii") + b"\n"
