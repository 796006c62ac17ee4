"""Permitted flows: asked for by one, decided by another, ended by their day or by hand."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.catalogue import load
from sekisho.web.approvals import actions as approvals
from sekisho.web.approvals.models import Application
from sekisho.web.approvals.numbering import number_text
from sekisho.web.approvals.restrictions import restrictions_of
from sekisho.web.assets.access import MYNUMBER_ZONE
from sekisho.web.assets.models import Zone
from sekisho.web.organization.models import Person
from sekisho.web.zones import queries
from sekisho.web.zones.actions.designing import addresses
from sekisho.web.zones.actions.sealing import seal
from sekisho.web.zones.building import ValueRefusedError, ports, problems
from sekisho.web.zones.errors import ZonesRefusedError
from sekisho.web.zones.models import Gateway, PermittedFlow

KIND = "zone-flow"  # of the application
_WITH_PORTS = {PermittedFlow.Protocol.TCP, PermittedFlow.Protocol.UDP}


@dataclass(frozen=True, slots=True)
class FlowEntry:
    """What is asked for; `until` None: it belongs to the design and has no end."""

    source: Zone
    destination: Zone
    protocol: str
    ports: tuple[str, ...]
    purpose: str
    starts: date
    sources: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    through: Gateway | None = None
    until: date | None = None
    carries: tuple[str, ...] = ()  # information of the register that is sent, as `information:3`


@transaction.atomic
def ask_flow(*, entry: FlowEntry, by: Person, at: datetime) -> PermittedFlow:
    """Ask for a flow; it permits nothing until another person has decided.

    A flow of the My Number zone is no part of a design: it needs a permit that ends (特定通信).
    The class of the information it carries forbids it or bounds its time, as it does for a
    permit. Raises ZonesRefusedError.
    """
    row = PermittedFlow(
        source=entry.source,
        destination=entry.destination,
        sources=list(addresses(entry.sources)),
        destinations=list(addresses(entry.destinations)),
        protocol=entry.protocol,
        ports=_ports(entry),
        through=entry.through,
        carries=list(dict.fromkeys(entry.carries)),
        purpose=entry.purpose.strip(),
        starts=entry.starts,
        until=entry.until,
        asked_by=by,
        asked_at=at,
    )
    _refuse_unusable(row, at)
    row.save()
    seal("zone-flow.asked", row, by=by, at=at)
    approvals.submit(
        kind=KIND,
        subject=f"zone-flow:{row.pk}",
        title=_title(row),
        url=reverse("zones:flow", args=[row.pk]),
        applicant=by,
        reason=row.purpose,
        at=at,
    )
    return row


def decide_flow(application: Application) -> None:
    """Carry out a decision taken in the approvals room; runs in its transaction.

    Raises ZonesRefusedError when the class of what it carries does not allow it any more.
    """
    pk = application.subject.removeprefix("zone-flow:")
    row = PermittedFlow.objects.with_names().get(pk=pk)
    if application.state == Application.State.APPROVED:
        _refuse_by_class(row)
        row.decided_by, row.decided_at = application.decider, application.decided_at
        row.decision = number_text(application)
        kind = "zone-flow.decided"
    else:
        row.ended_at = application.closed_at
        kind = "zone-flow.returned"
    row.save()
    by = application.decider or row.asked_by
    seal(kind, row, by=by, at=application.closed_at or application.submitted_at)


@transaction.atomic
def end_flow(*, flow: PermittedFlow, by: Person, at: datetime) -> PermittedFlow:
    """End a decided flow now. Raises ZonesRefusedError for one that is not open."""
    rows = PermittedFlow.objects.select_for_update(of=("self",)).with_names()
    row = rows.get(pk=flow.pk)
    if row.ended_at is not None or row.decided_at is None:
        raise ZonesRefusedError(_("この通信は許可されていないか、既に終わっています。"))
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    seal("zone-flow.ended", row, by=by, at=at)
    return row


def _ports(entry: FlowEntry) -> list[str]:
    if entry.protocol not in _WITH_PORTS:
        if entry.ports:
            raise ZonesRefusedError(_("ポートを書けるのは、TCPとUDPだけです。"))
        return []
    try:
        found = ports(entry.ports)
    except ValueRefusedError as error:
        raise ZonesRefusedError(
            _("「%(word)s」はポートの番号か範囲ではありません（例: 443、8000-8010）。")
            % {"word": error.word}
        ) from error
    if not found:
        raise ZonesRefusedError(_("ポートを入力してください。"))
    return [str(low) if low == high else f"{low}-{high}" for low, high in found]


def _refuse_unusable(row: PermittedFlow, at: datetime) -> None:
    if row.source_id == row.destination_id:
        raise ZonesRefusedError(_("通信元と通信先に、別の領域を選んでください。"))
    if MYNUMBER_ZONE in {row.source.key, row.destination.key}:
        raise ZonesRefusedError(
            _(
                "マイナンバー事務系との通信は、期限のある「特定通信」として決裁の画面から申請してください。"
            )
        )
    if not row.purpose:
        raise ZonesRefusedError(_("目的を入力してください。"))
    today = timezone.localdate(at)
    if row.until is not None and not max(row.starts, today) <= row.until:
        raise ZonesRefusedError(_("終了日は、開始日以後で今日以後の日にしてください。"))
    _refuse_by_class(row)
    wrong = problems(queries.design(), [queries.flow_of(row)])
    if wrong:
        raise ZonesRefusedError(" ".join(wrong))


def _refuse_by_class(row: PermittedFlow) -> None:
    """Refuse what the handling rules of the information it carries do not allow to be sent so."""
    for each in restrictions_of(load().permit_kinds[queries.SPECIAL], row.carries):
        words = {"label": each.label, "rule": each.words}
        if each.forbidden:
            raise ZonesRefusedError(
                _(
                    "「%(label)s」は、区分の取扱いのルールで送れません（%(rule)s）。"
                    "区分が違うときは、台帳の区分を先に直してください。"
                )
                % words
            )
        latest = row.starts + timedelta(days=each.longest_days - 1)
        if row.until is None or row.until > latest:
            raise ZonesRefusedError(
                _(
                    "「%(label)s」を送る通信は、%(day)sまでに限られます（%(rule)s）。"
                    "終了日を直してください。"
                )
                % {**words, "day": latest.isoformat()}
            )


def _title(row: PermittedFlow) -> str:
    """Name the application in the body's language; addresses stand on the flow's own page only."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("領域の間の通信: %(source)s から %(destination)s へ（%(purpose)s）") % {
            "source": row.source.label,
            "destination": row.destination.label,
            "purpose": row.purpose[:80],
        }
