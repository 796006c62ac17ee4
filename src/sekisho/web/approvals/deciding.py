"""Decisions taken on this room's own pages: the action, then what the upper room does with it.

An upper room hands in one handler per kind at start-up. It is called with the application once it
is closed (approved, returned or withdrawn; read `application.state`), in the same transaction: when
it raises, the decision is not taken either. A step that leaves it waiting calls nobody.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from sekisho.web.approvals import actions, kinds, permit_kinds
from sekisho.web.approvals.models import Application
from sekisho.web.organization.models import Person

Decided = Callable[[Application], None]

_handlers: dict[str, Decided] = {}


def hand_in(handlers: Mapping[str, Decided]) -> None:
    """Add handlers by kind id. Called by `site` at start-up; a kind has one handler."""
    for kind, handler in handlers.items():
        if _handlers.setdefault(kind, handler) is not handler:
            raise ValueError(f"application kind {kind!r} has two handlers")


@transaction.atomic
def approve(
    *,
    application: Application,
    by: Person,
    comment: str,
    at: datetime,
    standing_in: bool = False,
) -> Application:
    """Approve and pass on. Raises as `actions.approve`, and what the handler refuses."""
    row = actions.approve(
        application=application, by=by, comment=comment, at=at, standing_in=standing_in
    )
    return _pass_on(row)


@transaction.atomic
def give_back(
    *,
    application: Application,
    by: Person,
    comment: str,
    at: datetime,
    standing_in: bool = False,
) -> Application:
    """Give back and pass on. Raises as `actions.give_back`, and what the handler refuses."""
    row = actions.give_back(
        application=application, by=by, comment=comment, at=at, standing_in=standing_in
    )
    return _pass_on(row)


@transaction.atomic
def withdraw(*, application: Application, by: Person, at: datetime) -> Application:
    """Withdraw and pass on. Raises as `actions.withdraw`, and what the handler refuses."""
    return _pass_on(actions.withdraw(application=application, by=by, at=at))


def _pass_on(application: Application) -> Application:
    handler = _handler_of(application.kind)
    if handler is not None and not application.is_waiting:
        handler(application)
    return application


def _handler_of(kind: str) -> Decided | None:
    """Return who carries a decision out: this room itself for permits and routes."""
    if permit_kinds.known(kind):
        return actions.grant_permit
    return actions.route_decided if kind == kinds.ROUTE else _handlers.get(kind)
