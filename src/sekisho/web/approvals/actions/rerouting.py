"""Changing a route: proposed by one, decided by another along a route of its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sekisho.web.approvals import kinds, routes
from sekisho.web.approvals.actions.sealing import seal
from sekisho.web.approvals.actions.submitting import submit
from sekisho.web.approvals.errors import RouteRefusedError
from sekisho.web.approvals.models import Application, BodyRoute
from sekisho.web.organization.models import Person


@transaction.atomic
def propose_route(
    *, kind: str, stages: Sequence[dict[str, Any]], reason: str, by: Person, at: datetime
) -> Application:
    """Ask that applications of a kind pass these stages from the decision on.

    Raises RouteRefusedError for stages nobody could follow, and for the route of routes itself:
    who decides about deciding is not changed on a page.
    """
    if kinds.known(kind) is None or kind == kinds.ROUTE:
        raise RouteRefusedError(_("この種類の経路は変えられません。"))
    if routes.read_stages(kind, stages) is None:
        raise RouteRefusedError(
            _("この経路では決裁できません。最後の段階だけを「決裁」にし、役割を選んでください。")
        )
    row = BodyRoute.objects.create(
        kind=kind, stages=[dict(each) for each in stages], proposed_by=by, proposed_at=at
    )
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        title = _("決裁の経路の変更: %(kind)s") % {"kind": kinds.label_of(kind)}
    return submit(
        kind=kinds.ROUTE,
        subject=f"body-route:{row.pk}",
        title=title,
        url=reverse("approvals:route", args=[kind]),
        applicant=by,
        reason=reason,
        at=at,
    )


def route_decided(application: Application) -> None:
    """Put the proposed route in force; runs in the decision's transaction."""
    row = BodyRoute.objects.get(pk=application.subject.removeprefix("body-route:"))
    if application.state != Application.State.APPROVED or application.decider is None:
        return
    row.decided_at = application.decided_at
    row.save(update_fields=["decided_at"])
    body = {"kind": row.kind, "stages": row.stages}
    at = application.decided_at or row.proposed_at
    seal("route.changed", f"body-route:{row.pk}", by=application.decider, at=at, body=body)
