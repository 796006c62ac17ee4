"""What an incident's facts ask of the body now: rows in, an assessment of the engine out."""

from datetime import datetime
from functools import cache

from sekisho.breach import Assessment, ClosedCalendar, Facts, assess
from sekisho.catalogue import load_breach_rules
from sekisho.web.incidents.models import BodyRule, Incident

BODY = "body"  # the fact that is the body's, not the incident's


def body_rule() -> BodyRule | None:
    """Return what the body says of itself; None until it has."""
    return BodyRule.objects.first()


def facts_of(incident: Incident, rule: BodyRule | None, known_at: datetime | None = None) -> Facts:
    """Return the facts as the engine takes them; what the rules no longer know is unsure."""
    rules = load_breach_rules()
    answers = {
        name: answer
        for name, answer in incident.answers.items()
        if name in rules.facts and answer in rules.facts[name].values
    }
    chosen = None
    if rule:
        answers[BODY] = rule.body
        chosen = frozenset(rule.settings) & set(rules.settings)
    known = known_at or incident.known_at
    return Facts(known, incident.least, incident.most, answers, chosen)


def assessment_of(incident: Incident, rule: BodyRule | None) -> Assessment:
    """Return what is owed by the facts of today."""
    return assess(facts_of(incident, rule), load_breach_rules(), _calendar())


@cache
def _calendar() -> ClosedCalendar:
    return ClosedCalendar.of_catalogue()
