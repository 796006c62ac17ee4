"""What of the zones can be found: devices, gateways, flows; no configuration's text."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.search.columns import ByColumns
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest
from sekisho.web.zones import access
from sekisho.web.zones.models import DeviceQuerySet, Gateway, NetworkDevice, PermittedFlow
from sekisho.web.zones.words import vendor_label

READERS = frozenset(access.LOOK)


class Devices:
    """The devices in use, by name or host."""

    id = "network-devices"
    label = _("ネットワーク機器")

    def found(self, request: RightsRequest, words: Words) -> DeviceQuerySet:
        """Return the devices, for readers of this room only."""
        if not READERS & request.rights:
            return NetworkDevice.objects.none()
        return NetworkDevice.objects.in_use().filter(standing_in(words, "name", "host"))

    def hit(self, row: NetworkDevice) -> Hit:
        """Return a device with its kind."""
        return Hit(
            url=reverse("zones:device", args=[row.pk]),
            title=row.name,
            text=row.host,
            place=vendor_label(row.vendor) if row.vendor else "",
        )


def _gateway(row: Gateway) -> Hit:
    url = reverse("zones:map")
    return Hit(url=url, title=row.label, text=row.get_kind_display(), place=row.zone.label)


def _flow(row: PermittedFlow) -> Hit:
    url = reverse("zones:flow", args=[row.pk])
    way = f"{row.source.label} → {row.destination.label}"
    return Hit(url=url, title=row.purpose, text=row.decision, place=way)


SOURCES = (
    Devices(),
    ByColumns(
        id="gateways",
        label=_("ゲートウェイ"),
        readers=READERS,
        rows=lambda _request: Gateway.objects.filter(closed_at=None).select_related("zone"),
        columns=("label", "zone__label"),
        hit=_gateway,
    ),
    ByColumns(
        id="flows",
        label=_("許可した通信"),
        readers=READERS,
        rows=lambda _request: PermittedFlow.objects.select_related("source", "destination"),
        columns=("purpose", "decision", "source__label", "destination__label", "through__label"),
        hit=_flow,
    ),
)
