"""Hands a message to the next server, and says for each recipient what came of it.

The final dot is sent apart: everything before it can be broken off without the next hop keeping
anything (RFC 5321 §4.1.1.4), so only a loss between the dot and its answer leaves a doubt. The
caller writes `offered` down in `before_dot`.
"""

import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sekisho.mailgate.options import GateOptions, Tls
from sekisho.mailgate.rows import Fate

_SECONDS = 60.0
_DOT_SECONDS = 600.0  # RFC 5321 §4.5.3.2.6: long, because a wrong guess makes a doubt
_FRESH_SECONDS = 2.0  # so soon after a transaction the connection is taken to stand
_OK, _GO_ON, _FOR_GOOD = 250, 354, 500
_ERRORS = (OSError, smtplib.SMTPException)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one recipient; WAITING means: again later."""

    fate: Fate
    words: str
    away: bool = False  # the next hop could not be spoken to at all


class Relay(Protocol):
    """Where mail goes."""

    def offer(
        self,
        out: bytes,
        sender: str,
        recipients: Sequence[str],
        *,
        before_dot: Callable[[Sequence[str]], None],
    ) -> dict[str, Answer]:
        """Offer a message. Never raises for what the next hop does."""

    def close(self) -> None:
        """Let go of what the calling thread holds open."""


class SmtpRelay:
    """SMTP to the next hop; one connection a thread, kept open between messages."""

    def __init__(self, options: GateOptions) -> None:
        self._options = options
        self._own = threading.local()

    def offer(
        self,
        out: bytes,
        sender: str,
        recipients: Sequence[str],
        *,
        before_dot: Callable[[Sequence[str]], None],
    ) -> dict[str, Answer]:
        """Offer a message; what could not be said at all is for later."""
        answers: dict[str, Answer] = {}
        try:
            smtp = self._connected()
            taking = self._announced(smtp, sender, recipients, answers)
            if taking:
                answers |= self._sent(smtp, out, taking, before_dot)
        except _ERRORS as error:
            self.close()
            later = Answer(Fate.WAITING, str(error)[:300], away=True)
            answers = {who: answers.get(who, later) for who in recipients}
        return answers

    def close(self) -> None:
        """Close this thread's connection."""
        smtp: smtplib.SMTP | None = getattr(self._own, "smtp", None)
        self._own.smtp = None
        if smtp is not None:
            smtp.close()

    def _connected(self) -> smtplib.SMTP:
        smtp: smtplib.SMTP | None = getattr(self._own, "smtp", None)
        if smtp is not None:
            if time.monotonic() - self._own.ended < _FRESH_SECONDS:
                return smtp
            try:
                if smtp.rset()[0] == _OK:
                    return smtp
            except _ERRORS:
                pass
            self.close()
        options = self._options
        smtp = smtplib.SMTP(*options.next_hop, local_hostname=options.name, timeout=_SECONDS)
        self._own.smtp, self._own.ended = smtp, -_FRESH_SECONDS
        # Body and dot are two writes; held back, the second waits for a late acknowledgement.
        if isinstance(smtp.sock, socket.socket):
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if options.next_hop_tls is not Tls.OFF:
            self._encrypt(smtp)
        return smtp

    def _encrypt(self, smtp: smtplib.SMTP) -> None:
        must = self._options.next_hop_tls is Tls.MUST
        if not smtp.has_extn("starttls"):
            if must:
                raise smtplib.SMTPException("次のサーバが暗号化（STARTTLS）に応じません。")
            return
        context = ssl.create_default_context(cafile=self._options.next_hop_ca)
        if not must:  # encrypted to whoever answers is better than in clear (RFC 7435)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        smtp.starttls(context=context)
        smtp.ehlo()

    def _announced(
        self,
        smtp: smtplib.SMTP,
        sender: str,
        recipients: Sequence[str],
        answers: dict[str, Answer],
    ) -> list[str]:
        """Say sender and recipients; put down who is refused or put off, return who is taken."""
        self._own.ended = -_FRESH_SECONDS  # a transaction begins
        plain = all(each.isascii() for each in (sender, *recipients))
        if not plain and not smtp.has_extn("smtputf8"):
            words = "次のサーバが日本語などのアドレス（SMTPUTF8）に応じません。"
            answers |= dict.fromkeys(recipients, Answer(Fate.REFUSED, words))
            return []
        smtp.command_encoding = "ascii" if plain else "utf-8"
        code, said = smtp.mail(sender, () if plain else ("SMTPUTF8",))
        if code != _OK:
            answers |= dict.fromkeys(recipients, _refusal(code, said))
            return []
        for who in recipients:
            code, said = smtp.rcpt(who)
            if code not in {_OK, 251}:
                answers[who] = _refusal(code, said)
        return [who for who in recipients if who not in answers]

    def _sent(
        self,
        smtp: smtplib.SMTP,
        out: bytes,
        taking: list[str],
        before_dot: Callable[[Sequence[str]], None],
    ) -> dict[str, Answer]:
        code, said = smtp.docmd("DATA")
        if code != _GO_ON:
            return dict.fromkeys(taking, _refusal(code, said))
        smtp.send(stuffed(out))
        before_dot(taking)
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(_DOT_SECONDS)
            smtp.send(b".\r\n")
            code, said = smtp.getreply()
        except _ERRORS as error:
            self.close()
            return dict.fromkeys(taking, Answer(Fate.DOUBT, str(error)[:300]))
        self._own.ended = time.monotonic()  # whatever the answer, the transaction is over
        if isinstance(smtp.sock, socket.socket):
            smtp.sock.settimeout(_SECONDS)
        if code == _OK:
            return dict.fromkeys(taking, Answer(Fate.DELIVERED, _words(code, said)))
        return dict.fromkeys(taking, _refusal(code, said))


def stuffed(out: bytes) -> bytes:
    """Return a message as it goes over the wire, without its final dot; lines must end in CRLF."""
    ended = out if out.endswith(b"\r\n") else out + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended)


def _refusal(code: int, said: bytes) -> Answer:
    return Answer(Fate.REFUSED if code >= _FOR_GOOD else Fate.WAITING, _words(code, said))


def _words(code: int, said: bytes) -> str:
    return f"{code} {said.decode('utf-8', 'replace')}"[:300]
