"""What of incidents can be found: incidents, the response plan in force, and its drills."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.incidents.access import LOOK
from sekisho.web.incidents.models import Drill, Incident, PlanEdition
from sekisho.web.incidents.models.incident import IncidentQuerySet
from sekisho.web.search.columns import ByColumns
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest
from sekisho.web.ui.dates import wareki


class Incidents:
    """The incidents in whose title, words, place or receipt all the words stand."""

    id = "incidents"
    label = _("インシデント")

    def found(self, request: RightsRequest, words: Words) -> IncidentQuerySet:
        """Return them with the newest first."""
        if not request.rights & frozenset(LOOK):
            return Incident.objects.none()
        return Incident.objects.filter(
            standing_in(words, "title", "words", "place", "receipt")
        ).select_related("unit")

    def hit(self, row: Incident) -> Hit:
        """Return an incident with what was reported."""
        return Hit(
            url=reverse("incidents:incident", args=[row.pk]),
            title=str(row),
            text=row.words[:200],
            place=row.unit.name if row.unit else "",
        )


class Plan:
    """The sections of the plan in force; drafts are read on their page."""

    id = "response-plan"
    label = _("緊急時対応計画")

    def found(self, request: RightsRequest, words: Words) -> Sequence[tuple[PlanEdition, int]]:
        """Return the sections, by their place, in which all the words stand."""
        if not request.rights & frozenset(LOOK):
            return ()
        return [
            (edition, place)
            for edition in PlanEdition.objects.filter(current=True)
            for place, section in enumerate(edition.sections)
            if all(each.stands_in(f"{section['title']}\n{section['words']}") for each in words)
        ]

    def hit(self, row: tuple[PlanEdition, int]) -> Hit:
        """Return a section of the plan."""
        edition, place = row
        section = edition.sections[place]
        url = reverse("incidents:plan-edition", args=[edition.pk])
        return Hit(url=url, title=section["title"], text=section["words"])


def _drill(row: Drill) -> Hit:
    text = row.result or row.mend
    day = wareki(row.held_on or row.planned_on)
    return Hit(url=reverse("incidents:plan"), title=row.scenario, text=text, place=day)


SOURCES = (
    Incidents(),
    Plan(),
    ByColumns(
        id="drills",
        label=_("緊急時対応計画の訓練"),
        readers=frozenset(LOOK),
        rows=lambda _request: Drill.objects.all(),
        columns=("scenario", "result", "mend"),
        hit=_drill,
    ),
)
