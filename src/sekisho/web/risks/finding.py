"""What of risks can be found: by the asset's number and name, for who may know of the asset."""

from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load
from sekisho.web.risks.access import LOOK, MANAGE, visible_to
from sekisho.web.risks.models import Risk, RiskQuerySet
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest
from sekisho.web.ui.words import worded


class Risks:
    """Risks by their asset, and by why they were judged so."""

    id = "risks"
    label = _("リスク")

    def found(self, request: RightsRequest, words: Words) -> RiskQuerySet:
        """Return those the reader may know of."""
        if not request.rights & {LOOK, MANAGE}:
            return Risk.objects.none()
        rows = visible_to(request.rights).select_related("asset__unit")
        return rows.filter(standing_in(words, "asset__number", "asset__name", "why"))

    def hit(self, row: Risk) -> Hit:
        """Return a risk by its asset and threat."""
        threat = load().threats.get(row.threat)
        return Hit(
            url=row.get_absolute_url(),
            title=f"{row.asset.number} {worded(threat.title) if threat else row.threat}",
            text=row.asset.name,
            place=row.asset.unit.name,
        )


SOURCES = (Risks(),)
