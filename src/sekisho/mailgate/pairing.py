"""Opens a locked attachment with the password its sender's following mail offers (PPAP).

Off unless the body decides for it. Two mails are a pair when the same envelope sender and the same
From address sent both, the second within the time, nothing the first proved of itself (SPF, DKIM,
DMARC) is unproven by the second, and somebody got both: they alone get the file.

Each mail that may be half of a pair leaves a marker: `NUMBER.locked`, `NUMBER.words`. A marker says
who and when, never a password; that is read once more from the original and forgotten. Whichever
half is made safe last makes the pair. What it makes has a number of its own, so it is made once.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from sekisho.mailgate import sender
from sekisho.mailgate.locks import locked_inside
from sekisho.mailgate.passwords import candidates
from sekisho.mailgate.rows import Envelope
from sekisho.quarantine.durable import write_whole
from sekisho.sanitize import Result, mail_text

LOCKED, WORDS = ".locked", ".words"
_PASSED = "pass"
_PARTNERS = 3  # halves of other mails one mail is tried with
_TRIES = 4  # times one locked mail is tried: each may cost seconds of key derivation
_ENDING = "-1"  # of the number of what a pair makes


@dataclass(frozen=True, slots=True)
class Half:
    """One mail of a possible pair."""

    envelope: Envelope
    address: str  # of its From field
    proofs: Mapping[str, str]
    locked: int  # documents in it that wait for a password
    tries: int = 0

    @property
    def number(self) -> str:
        """Its receipt number."""
        return self.envelope.number

    @property
    def at(self) -> datetime:
        """When it was accepted."""
        return datetime.fromisoformat(self.envelope.received_at)

    def as_bytes(self) -> bytes:
        """Return a marker's content."""
        words = {**asdict(self), "proofs": dict(self.proofs)}
        return json.dumps(words).encode("ascii")

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `as_bytes` wrote; raises ValueError, KeyError or TypeError."""
        found = json.loads(data)
        envelope = found.pop("envelope")
        recipients = tuple(envelope.pop("recipients"))
        return cls(envelope=Envelope(**envelope, recipients=recipients), **found)

    def precedes(self, other: "Half", minutes: int) -> bool:
        """Whether the other is this one's following mail, from the same sender, proven as well."""
        return (
            bool(self.envelope.sender)
            and _plain(self.envelope.sender) == _plain(other.envelope.sender)
            and bool(self.address)
            and _plain(self.address) == _plain(other.address)
            and timedelta(0) <= other.at - self.at <= timedelta(minutes=minutes)
            and all(
                other.proofs.get(name) == _PASSED
                for name, word in self.proofs.items()
                if word == _PASSED
            )
        )

    def shared(self, other: "Half") -> tuple[str, ...]:
        """Return who got both."""
        theirs = {_plain(each) for each in other.envelope.recipients}
        return tuple(each for each in self.envelope.recipients if _plain(each) in theirs)


@dataclass(frozen=True, slots=True)
class Pair:
    """A locked mail, the mail that offers passwords, and the envelope of what comes of them."""

    locked: Half
    words: Half
    envelope: Envelope


@dataclass(frozen=True)
class Pairing:
    """The markers of one gateway."""

    folder: Path
    minutes: int
    _turn: threading.Lock = field(default_factory=threading.Lock, compare=False)

    def noted(
        self, envelope: Envelope, result: Result, proofs: Mapping[str, str]
    ) -> Iterator[Pair]:
        """Note a mail that may be half of a pair; give the pairs it makes with others noted before.

        `result` is the mail as it crosses. Raises OSError when a marker cannot be written.
        """
        locked = locked_inside(result)
        suffixes = [LOCKED] if locked else []
        suffixes += [WORDS] if candidates(mail_text(result)) else []
        if not suffixes or any(word in sender.FAILED for word in proofs.values()):
            return
        half = Half(envelope, sender.address(result), proofs, locked)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        for suffix in suffixes:
            write_whole(self.folder / f"{envelope.number}{suffix}", [half.as_bytes()])
        with self._turn:
            pairs = list(self._pairs(half, suffixes))
        yield from pairs

    def _pairs(self, half: Half, suffixes: list[str]) -> Iterator[Pair]:
        found: list[tuple[Half, Half]] = []
        if WORDS in suffixes:
            found += [(each, half) for each in self._every(LOCKED, half.at)]
        if LOCKED in suffixes:
            found += [(half, each) for each in self._every(WORDS, half.at)]
        fitting = [pair for pair in found if self._fits(*pair)]
        newest = sorted(fitting, key=lambda pair: pair[0].at, reverse=True)
        for locked, words in newest[:_PARTNERS]:
            counted = self._counted(locked)
            if counted is not None:
                yield Pair(counted, words, _envelope(locked, words))

    def _fits(self, locked: Half, words: Half) -> bool:
        return locked.precedes(words, self.minutes) and bool(locked.shared(words))

    def _counted(self, locked: Half) -> Half | None:
        """Return the locked half with one try more written down; None when it has had them all."""
        path = self.folder / f"{locked.envelope.number}{LOCKED}"
        try:
            now = Half.from_bytes(path.read_bytes())
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None  # opened meanwhile
        if now.tries >= _TRIES:
            return None
        write_whole(path, [replace(now, tries=now.tries + 1).as_bytes()])
        return now

    def _every(self, suffix: str, at: datetime) -> Iterator[Half]:
        """Give the markers of one kind, forgetting those whose time is over."""
        oldest = at - timedelta(minutes=2 * self.minutes)
        for path in sorted(self.folder.glob(f"*{suffix}")):
            try:
                half = Half.from_bytes(path.read_bytes())
            except FileNotFoundError:
                continue
            except (ValueError, KeyError, TypeError):
                path.unlink(missing_ok=True)
                continue
            if half.at < oldest:
                path.unlink(missing_ok=True)
            else:
                yield half


def _envelope(locked: Half, words: Half) -> Envelope:
    return replace(
        locked.envelope,
        number=locked.envelope.number + _ENDING,
        received_at=words.envelope.received_at,
        recipients=locked.shared(words),
    )


def _plain(address: str) -> str:
    """Return an address for comparison: the domain in small letters, the local part as it is."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain.lower()}"
