"""What of monitoring can be found: sources and alerts; imported rules for their keepers."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.monitoring.access import LOOK, MANAGE
from sekisho.web.monitoring.models import (
    Alert,
    AlertQuerySet,
    LogSource,
    LogSourceQuerySet,
    RuleFile,
)
from sekisho.web.monitoring.sentences import told
from sekisho.web.search.columns import ByColumns
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest


class Alerts:
    """Alerts in whose rule, answer or incident all the words stand."""

    id = "alerts"
    label = _("監視の警報")

    def found(self, request: RightsRequest, words: Words) -> AlertQuerySet:
        """Return them with the newest first."""
        if not request.rights & frozenset(LOOK):
            return Alert.objects.none()
        return Alert.objects.filter(standing_in(words, "rule", "answer", "incident_title", "what"))

    def hit(self, row: Alert) -> Hit:
        """Return an alert with what happened."""
        return Hit(
            url=reverse("monitoring:alert", args=[row.pk]),
            title=told(row).what[:200],
            text=row.answer[:200],
            place=str(row.State(row.state).label),
        )


class Sources:
    """Log sources by name and channel."""

    id = "log-sources"
    label = _("記録元")

    def found(self, request: RightsRequest, words: Words) -> LogSourceQuerySet:
        """Return those in use."""
        if not request.rights & frozenset(LOOK):
            return LogSource.objects.none()
        return LogSource.objects.in_use().filter(standing_in(words, "name", "channel"))

    def hit(self, row: LogSource) -> Hit:
        """Return a source."""
        url = reverse("monitoring:sources")
        return Hit(url=url, title=row.name, text=row.channel, place="")


def _rules(row: RuleFile) -> Hit:
    return Hit(url=reverse("monitoring:rules"), title=row.name, text=row.text)


SOURCES = (
    Alerts(),
    Sources(),
    ByColumns(
        id="rule-files",
        label=_("検知の規則"),
        readers=frozenset({MANAGE}),
        rows=lambda _request: RuleFile.objects.filter(withdrawn_at=None),
        columns=("name", "text"),
        hit=_rules,
    ),
)
