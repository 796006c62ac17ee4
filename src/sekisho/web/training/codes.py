"""The code shown at a group session: another every minute, known to nobody who is not there.

It is made from the instance's secret key, the session and the minute, and kept nowhere. The code
of the minute before still counts, for whoever is typing it. It proves presence no better than a
signature list: who sends it on to somebody outside within the minute is not found out by it.
"""

from datetime import datetime

from django.utils.crypto import constant_time_compare, salted_hmac

from sekisho.web.training.models import Session

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1: they are misread
LENGTH = 6
SECONDS = 60


def code_at(session: Session, at: datetime) -> str:
    """Return the code shown at a session at that time."""
    return _code(session, int(at.timestamp()) // SECONDS)


def counts(session: Session, untrusted_code: str, at: datetime) -> bool:
    """Whether what somebody typed is the code of this minute or of the one before."""
    typed = plain(untrusted_code)
    step = int(at.timestamp()) // SECONDS
    found = [constant_time_compare(typed, _code(session, each)) for each in (step, step - 1)]
    return any(found)


def plain(untrusted_code: str) -> str:
    """Return a code as it is compared: capitals without spaces and hyphens."""
    return untrusted_code[:40].upper().replace("-", "").replace(" ", "").strip()


def _code(session: Session, step: int) -> str:
    opened = session.opened_at.isoformat() if session.opened_at else ""
    value = f"{session.pk}/{opened}/{step}"
    digest = salted_hmac("sekisho.training.session", value, algorithm="sha256").digest()
    return "".join(LETTERS[each % len(LETTERS)] for each in digest[:LENGTH])  # 256 is 8 times 32
