"""What of the zones can be found: the devices; a configuration's text is not searched."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest
from sekisho.web.zones import access
from sekisho.web.zones.models import DeviceQuerySet, NetworkDevice
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


SOURCES = (Devices(),)
