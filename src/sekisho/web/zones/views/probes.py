"""Probes: how to make one, the results taken in, and what each shows."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.catalogue import load_separation_rules
from sekisho.web.assets.models import Zone
from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.trying import attempt
from sekisho.web.ui.words import Sign
from sekisho.web.zones import access, actions, words
from sekisho.web.zones.forms import ProbeForm
from sekisho.web.zones.keeping import opened
from sekisho.web.zones.models import Probe
from sekisho.web.zones.probing import LARGEST_BYTES
from sekisho.web.zones.views.form_page import form_page

_SHOWN = 50
_ORDER = ("reached", "blocked", "passed", "stopped")  # what somebody must look at comes first


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One connection that was tried."""

    source: str
    destination: str
    service: str
    sign: Sign


@dataclass(frozen=True, slots=True)
class PairLines:
    """The attempts from one zone to another."""

    source: str
    destination: str
    lines: tuple[AttemptLine, ...]


@require_safe
@requires(*access.LOOK)
def probes(request: MemberRequest) -> HttpResponse:
    """Show how a probe is made, and those taken in."""
    rows = Probe.objects.defer("detail").select_related("taken_by")[:_SHOWN]
    context = {
        "probes": [(each, words.PROBES[each.verdict]) for each in rows],
        "zones": Zone.objects.all(),
        "days": load_separation_rules().probe_days,
        "drop": actions.PROBE_DROP,
        "may_manage": access.MANAGE in request.rights,
    }
    return render(request, "zones/probes.html", context)


@require_safe
@requires(*access.LOOK)
def probe(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one probe: every attempt, what had to become of it, and what did."""
    row = get_object_or_404(Probe.objects.select_related("taken_by"), pk=pk)
    data = opened(row.detail)
    told = json.loads(data)
    history = evidence.history(f"separation-probe:{row.pk}", 1)
    context = {
        "probe": row,
        "sign": words.PROBES[row.verdict],
        "pairs": _pairs(told["rows"], told["labels"]),
        "untried": [_named(pair, told["labels"]) for pair in row.untried],
        "intact": sha256(data).hexdigest() == row.detail_sha256,
        "evidence": history[0] if history else None,
        "may_read_evidence": "evidence.read" in request.rights,
    }
    return render(request, "zones/probe.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def take(request: MemberRequest) -> HttpResponse:
    """Take the file of a probe and show what it shows."""
    posted = request.method == "POST"
    form = ProbeForm(request.POST if posted else None, request.FILES if posted else None)
    made: list[Probe] = []
    if attempt(
        form,
        lambda: made.append(
            actions.take_probe(came=form.came(LARGEST_BYTES), by=request.person, at=timezone.now())
        ),
    ):
        return redirect("zones:probe", made[0].pk)
    return form_page(
        request,
        form=form,
        heading=_("試験の結果の取込み"),
        submit=_("取り込む"),
        back=reverse("zones:probes"),
        note=_("届くべきかどうかは、試した日時に効力のあった許可から、関所が改めて判断します。"),
    )


def _pairs(rows: Iterable[list[object]], labels: Mapping[str, str]) -> list[PairLines]:
    """Return the attempts by pair of zones; in each what is wrong comes first."""
    grouped: dict[tuple[str, str], list[tuple[int, AttemptLine]]] = {}
    for source_zone, to_zone, source, destination, protocol, port, outcome in rows:
        line = AttemptLine(
            str(source),
            str(destination),
            words.service_of(str(protocol), int(str(port))),
            words.OUTCOMES[str(outcome)],
        )
        place = _ORDER.index(str(outcome))
        grouped.setdefault((str(source_zone), str(to_zone)), []).append((place, line))
    return [PairLines(*_named(pair, labels), _sorted(lines)) for pair, lines in grouped.items()]


def _sorted(lines: list[tuple[int, AttemptLine]]) -> tuple[AttemptLine, ...]:
    return tuple(line for _place, line in sorted(lines, key=lambda each: each[0]))


def _named(pair: Iterable[str], labels: Mapping[str, str]) -> tuple[str, str]:
    source, to = pair
    return labels.get(source, source), labels.get(to, to)
