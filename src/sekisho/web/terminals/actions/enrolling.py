"""Agents: the secret they enrol with, the key each is given, and whose terminal each is on."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person
from sekisho.web.terminals.actions.sealing import seal
from sekisho.web.terminals.errors import NotEnrolledError, TerminalRefusedError
from sekisho.web.terminals.messages import Enrolment
from sekisho.web.terminals.models import EnrolSecret, Node, Terminal

SECRET_DAYS = 365  # a secret nobody renews ends by itself
OVERLAP_DAYS = 14  # how long the one before is still taken, so that roll-out has time
SEEN_EVERY = timedelta(minutes=5)  # how exactly `seen_at` is kept


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The agent's row and its key, shown once."""

    node: Node
    key: str


@transaction.atomic
def make_secret(*, by: Person, at: datetime) -> str:
    """Make the next enrolment secret and return it, once; earlier ones end in 14 days."""
    soon = at + timedelta(days=OVERLAP_DAYS)
    older = list(EnrolSecret.objects.filter(until__gt=soon))
    EnrolSecret.objects.filter(until__gt=soon).update(until=soon)
    secret = secrets.token_urlsafe(32)
    row = EnrolSecret.objects.create(
        sha256=digest(secret), made_at=at, made_by=by, until=at + timedelta(days=SECRET_DAYS)
    )
    seal("terminal.secret-made", f"enrol-secret:{row.pk}", by=by, at=at, rows=[row, *older])
    return secret


@transaction.atomic
def enrol(*, asked: Enrolment, at: datetime) -> Enrolled:
    """Give an agent its key. Raises NotEnrolledError for a secret that is not ours or has ended.

    The agent is put on the terminal whose host name it tells, when that has no agent, or had this
    same machine's. Otherwise it waits until a person says whose it is, and is asked nothing.
    """
    if not EnrolSecret.objects.filter(sha256=digest(asked.secret), until__gt=at).exists():
        raise NotEnrolledError(_("登録の合言葉が違うか、期限が過ぎています。"))
    terminal = _terminal_for(asked)
    before = _revoke_on(terminal, at) if terminal else []
    key = secrets.token_urlsafe(32)
    node = Node.objects.create(
        key_sha256=digest(key),
        identifier=asked.identifier,
        hardware=asked.hardware,
        host=asked.host.lower(),
        platform=asked.platform,
        terminal=terminal,
        enrolled_at=at,
        seen_at=at,
    )
    on: dict[str, Any] = {"terminal": terminal.pk} if terminal else {}
    seal("terminal.enrolled", f"node:{node.pk}", by=None, at=at, rows=[node, *before], **on)
    return Enrolled(node, key)


@transaction.atomic
def assign_node(*, node: Node, terminal: Terminal, by: Person, at: datetime) -> Node:
    """Say whose an agent is; the one there before is heard no more."""
    row = Node.objects.select_for_update().get(pk=node.pk)
    if row.revoked_at is not None or terminal.retired_on is not None:
        raise TerminalRefusedError(_("取り消したエージェントや廃止した端末は割り当てられません。"))
    before = _revoke_on(terminal, at, but=row.pk)
    row.terminal = terminal
    row.save(update_fields=["terminal"])
    seal("terminal.assigned", f"node:{row.pk}", by=by, at=at, terminal=terminal.pk,
         rows=[row, *before])  # fmt: skip
    return row


@transaction.atomic
def revoke_node(*, node: Node, by: Person, at: datetime) -> None:
    """Hear an agent no more; it may enrol again."""
    if Node.objects.filter(pk=node.pk, revoked_at=None).update(revoked_at=at):
        seal("terminal.revoked", f"node:{node.pk}", by=by, at=at, rows=[node])


def node_of(untrusted_key: str, *, at: datetime) -> Node | None:
    """Return the agent of that key, noting that it was heard; None for no key of ours."""
    row = (
        Node.objects.filter(key_sha256=digest(untrusted_key), revoked_at=None)
        .select_related("terminal")
        .first()
    )
    if row is not None and at - row.seen_at >= SEEN_EVERY:
        row.seen_at = at
        row.save(update_fields=["seen_at"])
    return row


def digest(secret: str) -> str:
    """Return what is kept of a secret; it has 256 random bits, so no salt or stretching."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _revoke_on(terminal: Terminal, at: datetime, but: int | None = None) -> list[Node]:
    """Hear the terminal's agents no more; return them."""
    rows = list(terminal.nodes.filter(revoked_at=None).exclude(pk=but or 0))
    Node.objects.filter(pk__in=[row.pk for row in rows]).update(revoked_at=at)
    return rows


def _terminal_for(asked: Enrolment) -> Terminal | None:
    if not asked.host:
        return None
    names = {asked.host.lower(), asked.host.lower().partition(".")[0]}
    found = list(Terminal.objects.in_use().select_for_update().filter(host__in=names))
    if len(found) != 1 or found[0].system != asked.platform:
        return None
    now = found[0].nodes.filter(revoked_at=None).first()
    same = now is None or (asked.hardware and now.hardware == asked.hardware)
    return found[0] if same else None
