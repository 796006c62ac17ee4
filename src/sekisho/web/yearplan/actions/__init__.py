"""Giving out and withdrawing the secret address of one's own calendar; each is sealed."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person
from sekisho.web.yearplan.agreement import TABLES
from sekisho.web.yearplan.models import Feed

BYTES = 32  # of the secret: 256 bits, guessed by nobody


@transaction.atomic
def make_feed(*, by: Person, at: datetime) -> str:
    """Give a person a new address; the one before ends. Return its secret part, kept nowhere."""
    withdraw_feed(by=by, at=at)
    token = secrets.token_urlsafe(BYTES)
    row = Feed.objects.create(person=by, sha256=digest(token), made_at=at)
    _seal("feed.made", row, by, at)
    return token


@transaction.atomic
def withdraw_feed(*, by: Person, at: datetime) -> int:
    """End the person's address; return how many ended (0 or 1)."""
    rows = list(Feed.objects.select_for_update().filter(person=by, withdrawn_at=None))
    for row in rows:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        _seal("feed.withdrawn", row, by, at)
    return len(rows)


def digest(untrusted_token: str) -> str:
    """Return the fingerprint under which an address is known."""
    return hashlib.sha256(untrusted_token.encode("utf-8", "replace")).hexdigest()


def _seal(kind: str, row: Feed, by: Person, at: datetime) -> None:
    body = TABLES.stands(kind, [row])
    actor = str(by.opaque_id)
    evidence.seal(kind=kind, subject=f"feed:{row.pk}", at=at, by=actor, body=body)
