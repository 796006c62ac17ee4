"""One-time tickets: who may open which session, from where, until when.

A ticket is `BASE64URL(JSON) "." BASE64URL(HMAC-SHA256(secret, purpose NUL JSON))`. Only the
product's own sign-in issues them; the session host takes each once, for seconds, from the address
it was issued to.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass, field

from sekisho.screen.errors import TicketError

LIFE_SECONDS = 30
REFUSALS = (
    "unreadable", "forged", "expired", "too-early", "other-host", "other-address", "other-zone",
    "used",
    "other-person", "other-profile", "no-profile", "no-permit", "protocol",
    "not-allowed", "many",
)  # fmt: skip
_MOST = 4096


@dataclass(frozen=True, slots=True)
class Ticket:
    """A person's right to one session; times are seconds since 1970.

    For any profile but the ordinary one it says what a permit allows: its `hosts`, until when.
    """

    session: str
    person: str  # opaque
    zone: str
    address: str  # of the terminal
    host: str
    profile: str  # which addresses the session may reach
    issued: int
    hosts: tuple[str, ...] = ()
    until: int = 0  # the first moment the permit counts no more; 0: no permit
    permit: str = ""  # opaque
    once: str = field(default_factory=lambda: secrets.token_urlsafe(16))


def issue(ticket: Ticket, secret: bytes) -> str:
    """Return the ticket as it travels."""
    return sealed("open", asdict(ticket), secret)


def sealed(purpose: str, values: dict[str, object], secret: bytes) -> str:
    """Return values with a seal that holds for one purpose."""
    said = json.dumps(values, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
    return f"{_text(said)}.{_text(_seal(purpose, said, secret))}"


def unsealed(purpose: str, untrusted: str, secret: bytes) -> dict[str, object]:
    """Return the values sealed for this purpose. Raises TicketError "unreadable" or "forged"."""
    said, _, seal = untrusted.partition(".")
    if len(untrusted) > _MOST:
        raise TicketError("unreadable")
    try:
        data, given = _bytes(said), _bytes(seal)
    except (ValueError, binascii.Error) as error:
        raise TicketError("unreadable") from error
    if not hmac.compare_digest(_seal(purpose, data, secret), given):
        raise TicketError("forged")
    return dict(json.loads(data))


class Desk:
    """Takes tickets at one host: each once, from the right address, in its time."""

    def __init__(self, host: str, secret: bytes, *, since: int) -> None:
        """`since` is when the host began: what was used before that it cannot know."""
        self._host, self._secret, self._since = host, secret, since
        self._used: dict[str, int] = {}

    def take(self, untrusted: str, *, address: str, at: int, zone: str | None = None) -> Ticket:
        """Return the ticket, used up by this. Raises TicketError for one that opens nothing.

        `zone` is where the host itself finds the address; None: it was told of no zones.
        """
        try:
            said = unsealed("open", untrusted, self._secret)
            ticket = Ticket(**said | {"hosts": tuple(said["hosts"])})  # type: ignore[arg-type]  # sealed by us
        except (TypeError, KeyError) as error:
            raise TicketError("unreadable") from error
        if at - ticket.issued > LIFE_SECONDS:
            raise TicketError("expired")
        if ticket.issued > at + LIFE_SECONDS or ticket.issued < self._since:
            raise TicketError("too-early")
        if ticket.host != self._host:
            raise TicketError("other-host")
        if ticket.address != address:
            raise TicketError("other-address")
        if zone is not None and ticket.zone != zone:
            raise TicketError("other-zone")
        self._once(ticket, at)
        return ticket

    def _once(self, ticket: Ticket, at: int) -> None:
        """Remember a ticket for as long as it would open something."""
        self._used = {k: v for k, v in self._used.items() if at - v <= 2 * LIFE_SECONDS}
        if ticket.once in self._used:
            raise TicketError("used")
        self._used[ticket.once] = ticket.issued


def _seal(purpose: str, said: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, purpose.encode() + b"\0" + said, hashlib.sha256)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
