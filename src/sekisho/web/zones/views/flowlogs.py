"""Flow logs: taken in, and what each showed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.catalogue import load_separation_rules
from sekisho.separation import PROTOCOLS
from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.trying import attempt
from sekisho.web.ui.words import Sign
from sekisho.web.zones import access, actions, words
from sekisho.web.zones.flowing import COLUMNS, LARGEST_BYTES
from sekisho.web.zones.forms import FlowLogForm
from sekisho.web.zones.keeping import opened
from sekisho.web.zones.models import FlowLog
from sekisho.web.zones.views.form_page import form_page

_SHOWN = 50
_NAMES = {number: name for name, number in PROTOCOLS.items()}


@dataclass(frozen=True, slots=True)
class ConversationLine:
    """A conversation nothing permitted when it was seen."""

    pair: tuple[str, str]
    source: str
    destination: str
    service: str
    sign: Sign
    reference: str  # flow:3, permit:9 or nothing: what permitted it at another time
    count: int
    last: datetime

    @property
    def room(self) -> str:
        """Which row permitted it at another time: flow, permit, or nothing."""
        return self.reference.partition(":")[0]

    @property
    def pk(self) -> int:
        """The number of that row."""
        return int(self.reference.partition(":")[2])


@require_safe
@requires(*access.LOOK)
def flow_logs(request: MemberRequest) -> HttpResponse:
    """Show the logs taken in."""
    rows = FlowLog.objects.defer("detail").select_related("taken_by")[:_SHOWN]
    context = {
        "logs": [(each, words.FLOW_LOGS[each.verdict]) for each in rows],
        "days": load_separation_rules().flow_days,
        "may_manage": access.MANAGE in request.rights,
    }
    return render(request, "zones/flow_logs.html", context)


@require_safe
@requires(*access.LOOK)
def flow_log(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what one log showed."""
    row = get_object_or_404(FlowLog.objects.select_related("taken_by"), pk=pk)
    data = opened(row.detail)
    told = json.loads(data)
    history = evidence.history(f"flow-log:{row.pk}", 1)
    context = {
        "log": row,
        "sign": words.FLOW_LOGS[row.verdict],
        "lines": [_line(each, told["labels"]) for each in told["wrong"]],
        "kinds": [(sign, row.figures[kind]) for kind, sign in words.FLOW_KINDS.items()],
        "not_read": [
            (line, _(COLUMNS[column]) if column else "") for line, column in told["not_read"]
        ],
        "intact": sha256(data).hexdigest() == row.detail_sha256,
        "evidence": history[0] if history else None,
        "may_read_evidence": "evidence.read" in request.rights,
    }
    return render(request, "zones/flow_log.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def take(request: MemberRequest) -> HttpResponse:
    """Take a log and show what it shows."""
    posted = request.method == "POST"
    form = FlowLogForm(request.POST if posted else None, request.FILES if posted else None)
    made: list[FlowLog] = []
    if attempt(
        form,
        lambda: made.append(
            actions.take_flow_log(
                came=form.came(LARGEST_BYTES), by=request.person, at=timezone.now()
            )
        ),
    ):
        return redirect("zones:flow-log", made[0].pk)
    return form_page(
        request,
        form=form,
        heading=_("通信の記録の照合"),
        submit=_("照合する"),
        back=reverse("zones:flow-logs"),
        note=_("記録そのものは保管しません。許可に合わない通信と、数えた結果だけを残します。"),
    )


def _line(each: Mapping[str, Any], labels: Mapping[str, str]) -> ConversationLine:
    protocol = _NAMES.get(each["protocol"], str(each["protocol"]))
    nowhere = _("どの領域でもない")
    return ConversationLine(
        pair=(labels.get(each["from"], nowhere), labels.get(each["to"], nowhere)),
        source=each["source"],
        destination=each["destination"],
        service=words.service_of(protocol, each["port"] or None),
        sign=words.FLOW_KINDS[each["kind"]],
        reference=each["reference"],
        count=each["count"],
        last=datetime.fromisoformat(each["last"]),
    )
