"""Makes one accepted message safe: original kept, message rebuilt and verified, notes added."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sekisho.antimalware import Reader, found_by
from sekisho.mailgate import composing, notes, sender
from sekisho.mailgate.locks import locked_inside
from sekisho.mailgate.options import GateOptions
from sekisho.mailgate.pairing import Pair, Pairing
from sekisho.mailgate.passwords import candidates
from sekisho.mailgate.rows import Envelope, Fate, Row, Stage
from sekisho.mailgate.screening import authentication, glimpse, goes_round
from sekisho.mailgate.signatures import Lookup, signed
from sekisho.quarantine import Store
from sekisho.sanitize import (
    Confinement,
    Options,
    Result,
    annotated,
    mail_text,
    sanitize,
    withheld,
)

_NAME = "message.eml"
MAIL, MAIL_HELD = "mail", "mail-held"
LOOP = "mail-loop"
# Not the message's fault: it waits and is tried again rather than being held.
_OURS = frozenset({"sandbox-missing", "not-saved"})


class NotNowError(Exception):
    """The message cannot be made safe now for a reason of our own; it stays accepted."""


@dataclass(frozen=True)
class Crossing:
    """What is needed to make a message safe."""

    options: GateOptions
    sandbox: Confinement
    originals: Store
    days: Mapping[str, int]  # retention by class
    lookup: Lookup | None = None  # of signers' keys; None: signatures are not looked at
    reader: Reader | None = None  # of malware; None: there is none
    pairing: Pairing | None = None  # of locked files and their passwords; None: not done

    def cross(self, envelope: Envelope, untrusted: bytes) -> tuple[Row, bytes, list[Pair]]:
        """Return the row and what the recipients get; b"" when nobody may be told (a loop).

        The third are the pairs the mail makes with others, to be given to `opened`.
        Raises NotNowError, and OSError when the original cannot be kept: then nothing crosses.
        """
        seen = glimpse(untrusted)
        if goes_round(seen, self.options.name, self.options.hops):
            self._keep(envelope, untrusted, MAIL_HELD)
            return self._row(envelope, "held", {"reasons": [{"code": LOOP}]}), b"", []
        policy = Options(links=self.options.links)
        result = sanitize(untrusted, _NAME, policy, sandbox=self.sandbox)
        pointed = sender.flags(result, (*self.options.domains, *self.options.trusted))
        proofs = self._proofs(untrusted)
        pointed += sender.unproven(proofs)
        asking = self._asking(envelope, MAIL)
        found = found_by(self.reader, untrusted)
        if found:
            result = withheld(result, "malware")
            pointed += (f"不正プログラム（{found}）",)
        result = annotated(
            result, notes.above(pointed), notes.below(result, asking), policy, sandbox=self.sandbox
        )
        if any(reason.code in _OURS for reason in result.reasons):
            raise NotNowError(result.reasons[0].message)
        self._keep(envelope, untrusted, MAIL if result.data is not None else MAIL_HELD)
        subject = sender.subject(result)
        row = self._row(envelope, str(result.outcome), result.as_json(), pointed, subject)
        if result.data is None:
            return row, self._notice(envelope, result), []
        pairs = list(self.pairing.noted(envelope, result, proofs)) if self.pairing else []
        return row, composing.traced(result.data, envelope, seen, self.options), pairs

    def opened(self, pair: Pair) -> tuple[Row, bytes] | None:
        """Return the locked mail with what the other's password opens; None when it opens nothing.

        Raises what the store of the originals raises.
        """
        policy, envelope = Options(links=self.options.links), pair.envelope
        words = self.originals.get(pair.words.envelope.number)
        found = candidates(mail_text(sanitize(words, _NAME, policy, sandbox=self.sandbox)))
        locked = self.originals.get(pair.locked.envelope.number)
        result = sanitize(locked, _NAME, policy, sandbox=self.sandbox, passwords=found)
        if result.data is None or locked_inside(result) >= pair.locked.locked:
            return None
        known = (*self.options.domains, *self.options.trusted)
        pointed = (*sender.flags(result, known), notes.OPENED)
        result = annotated(
            result,
            notes.opened(pair.locked.envelope.number, notes.above(pointed[:-1])),
            notes.below(result, self._asking(envelope, MAIL)),
            policy,
            sandbox=self.sandbox,
            named=f"<{envelope.number}@{self.options.name}>",
        )
        if result.data is None:
            return None
        self._keep(envelope, locked, MAIL)
        row = self._row(
            envelope, str(result.outcome), result.as_json(), pointed, sender.subject(result)
        )
        return row, composing.traced(result.data, envelope, glimpse(locked), self.options)

    def _proofs(self, untrusted: bytes) -> dict[str, str]:
        """Return what the front server found of the sender, and what we find ourselves."""
        found = authentication(untrusted, self.options.front)
        if self.lookup is not None:
            found["dkim"] = signed(untrusted, self.lookup)
        return found

    def _keep(self, envelope: Envelope, untrusted: bytes, kind: str) -> None:
        at = datetime.fromisoformat(envelope.received_at)
        self.originals.put(envelope.number, untrusted, kind=kind, at=at)

    def _notice(self, envelope: Envelope, result: Result) -> bytes:
        text = notes.held_notice(result, self._asking(envelope, MAIL_HELD), envelope.sender)
        return composing.notice(text, envelope, self.options)

    def _asking(self, envelope: Envelope, kind: str) -> notes.Asking:
        return notes.Asking(
            envelope.number, self.options.contact, self.days[kind], self.options.pages
        )

    def _row(  # the columns of a row
        self,
        envelope: Envelope,
        outcome: str,
        report: dict[str, object],
        flags: tuple[str, ...] = (),
        subject: str = "",
    ) -> Row:
        fates = dict.fromkeys(envelope.recipients, Fate.WAITING)
        return Row(envelope, Stage.READY, outcome, fates, report, flags, subject)
