"""Writes what the gateway itself sends: notices, and the trace lines above a verified message."""

import base64
import re
from datetime import datetime
from email.utils import format_datetime

from sekisho.mailgate.options import GateOptions
from sekisho.mailgate.rows import Envelope
from sekisho.mailgate.screening import Glimpse

_HOST = re.compile(r"[^A-Za-z0-9.:\[\]-]")
_LINE = 76


def traced(message: bytes, envelope: Envelope, seen: Glimpse, options: GateOptions) -> bytes:
    """Return the message below its trace: whence it came, and that it passed here.

    The rebuilt message has none of the sender's own lines of this kind; what keeps answering
    machines and lists from writing back is said again, from words of a fixed list.
    """
    protocol = "ESMTPS" if envelope.encrypted else "ESMTP"
    at = format_datetime(datetime.fromisoformat(envelope.received_at))
    helo = _HOST.sub("", envelope.helo)[:100] or "unknown"
    lines = [
        f"Received: from {helo} ([{_HOST.sub('', envelope.client)}])",
        f" by {options.name} (Sekisho) with {protocol} id {envelope.number};",
        f" {at}",
        *(f"X-Sekisho-Trace: {name}" for name in sorted(seen.passed)[: options.hops]),
        f"X-Sekisho-Trace: {options.name.lower()}",
    ]
    if seen.automatic:
        lines.append(f"Auto-Submitted: {seen.automatic}")
    if seen.precedence:
        lines.append(f"Precedence: {seen.precedence}")
    if seen.list_id:
        lines.append(f"List-Id: <{seen.list_id}>")
    return "\r\n".join([*lines, ""]).encode("ascii") + message


def notice(text: str, envelope: Envelope, options: GateOptions) -> bytes:
    """Return a notice to the recipients of a message that did not cross."""
    subject = base64.b64encode("【関所】メールを保留しました".encode()).decode("ascii")
    body = base64.b64encode(text.replace("\n", "\r\n").encode("utf-8", "replace")).decode("ascii")
    at = format_datetime(datetime.fromisoformat(envelope.received_at))
    lines = [
        f"From: <{options.notice_sender}>",
        "To: undisclosed-recipients:;",
        f"Subject: =?utf-8?B?{subject}?=",
        f"Date: {at}",
        f"Message-ID: <held.{envelope.number}@{options.name}>",
        "Auto-Submitted: auto-generated",
        f"X-Sekisho-Trace: {options.name.lower()}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "",
        *(body[at_ : at_ + _LINE] for at_ in range(0, len(body), _LINE)),
    ]
    return "\r\n".join([*lines, ""]).encode("ascii")
