"""What was proven of a configuration: the verdict in words, the packet and its way line by line."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.words import Sign
from sekisho.web.zones import access, actions, words
from sekisho.web.zones.keeping import opened
from sekisho.web.zones.models import Proof, Replay
from sekisho.web.zones.replaying import REPLAYABLE
from sekisho.web.zones.sentences import IDLE, notice
from sekisho.web.zones.words import not_replayed_words


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a packet: where it is written, the line, what it did."""

    device: str
    chain: str
    place: str
    text: str
    did: str
    action: str


@dataclass(frozen=True, slots=True)
class ViolationLine:
    """A packet that crosses, said as a sentence, with its way."""

    sentence: str
    packet: Mapping[str, Any]
    steps: tuple[StepLine, ...]
    seen: Sign | None  # in a kernel; None: nobody asked one


@dataclass(frozen=True, slots=True)
class CrossingLine:
    """A packet a change opens or closes, or a permitted flow that is stopped."""

    words: str
    place: str
    text: str


@require_safe
@requires(*access.LOOK)
def proof(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one proof."""
    rows = Proof.objects.select_related("configuration__device", "by")
    row = get_object_or_404(rows.defer("configuration__kept"), pk=pk)
    data = opened(row.detail)
    told = json.loads(data)
    changed = told["changes"]
    history = evidence.history(f"separation-proof:{row.pk}", 1)
    tried = Replay.objects.filter(proof=row).first()
    context = {
        "proof": row,
        "device": row.configuration.device,
        "sign": words.verdict_sign(row.verdict),
        "reason": words.reason_words(row.reason) if row.reason else "",
        "violations": _violations(told, tried),
        "replay": tried,
        "not_replayed": not_replayed_words(tried.why, tried.lacking) if tried else "",
        "replayable": row.verdict == "violated"
        and not row.beside
        and row.configuration.vendor in REPLAYABLE,
        "possible": [_possible(each, told["labels"]) for each in told["possible"]],
        "not_understood": told["not_understood"],
        "blocked": _blocked(told),
        "blocked_unknown": told["blocked"] is None and bool(row.figures["rules"]),
        "idle": [_idle(each) for each in told["notices"] if each["code"] in IDLE],
        "opens": [_change(each) for each in changed.get("opens", ())],
        "closes": [_change(each) for each in changed.get("closes", ())],
        "change_words": words.change_words(changed["why"]),
        "notices": [
            {"line": each["line"], "message": notice(each, each.get("figures", ()))}
            for each in told["notices"]
            if each["code"] not in IDLE
        ],
        "vendor": words.vendor_label(told["vendor"]) if told["vendor"] else "",
        "intact": sha256(data).hexdigest() == row.detail_sha256,
        "evidence": history[0] if history else None,
        "newer": _newer(row),
        "may_manage": access.MANAGE in request.rights,
        "may_read_evidence": "evidence.read" in request.rights,
    }
    return render(request, "zones/proof.html", context)


def _newer(row: Proof) -> Proof | None:
    rows = Proof.objects.filter(configuration__device=row.configuration.device_id, pk__gt=row.pk)
    return rows.only("pk").first()


@require_POST
@requires(access.MANAGE)
def replay(request: MemberRequest, pk: int) -> HttpResponse:
    """Send the packets of a proof through its rules in a kernel."""
    row = get_object_or_404(Proof.objects.defer("detail", "policy"), pk=pk)
    try:
        actions.replay(proof=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("zones:proof", pk)


def _violations(told: Mapping[str, Any], tried: Replay | None) -> list[ViolationLine]:
    found = told["violations"]
    seen = tried.seen if tried and not tried.why else [None] * len(found)
    return [
        ViolationLine(
            sentence=words.sentence(each, told["labels"]),
            packet=each["packet"],
            steps=tuple(_step(step) for step in each["path"]),
            seen=words.SEEN[passed] if tried else None,
        )
        for each, passed in zip(found, seen, strict=True)
    ]


def _step(step: Mapping[str, Any]) -> StepLine:
    return StepLine(
        device=step["device"],
        chain=step["chain"],
        place=_place(step),
        text=step["text"],
        did=words.action_words(step["action"]),
        action=step["action"],
    )


def _place(step: Mapping[str, Any]) -> str:
    if step["line"] is None:
        return _("既定の動作（設定に書かれていない）")
    return _("%(line)s行目") % {"line": step["line"]}


def _possible(each: Sequence[Any], labels: Mapping[str, str]) -> str:
    source, to, family = each
    return _("%(source)s から %(to)s へ（IPv%(family)s）") % {
        "source": labels.get(source, source),
        "to": labels.get(to, to),
        "family": family,
    }


def _change(each: Mapping[str, Any]) -> CrossingLine:
    step = each["step"]
    return CrossingLine(words.crossing(each["packet"]), _place(step), step["text"])


def _idle(each: Mapping[str, Any]) -> CrossingLine:
    """Return a rule that decides nothing: why, where it is written, and the line."""
    device, text = each["figures"]
    place = _("%(device)s %(line)s行目") % {"device": device, "line": each["line"]}
    return CrossingLine(str(IDLE[each["code"]]), place, text)


def _blocked(told: Mapping[str, Any]) -> list[CrossingLine]:
    """Return the permitted flows that are stopped; each by its reference."""
    found = []
    for each in told["blocked"] or ():
        how = _("全く通りません") if each["wholly"] else _("一部が通りません")
        line = _("%(packet)s が止められます。") % {"packet": words.crossing(each["packet"])}
        found.append(CrossingLine(line, told["flows"][each["flow"]], how))
    return found
