"""Every change to incidents: report, triage, assess, note, keep, do, link, close."""

from sekisho.web.incidents.actions.assessing import answer_facts, set_body_rule
from sekisho.web.incidents.actions.closing import close_incident
from sekisho.web.incidents.actions.keeping import add_custody, add_evidence
from sekisho.web.incidents.actions.noting import add_affected, add_link, note, tell_affected
from sekisho.web.incidents.actions.reporting import Report, report_incident
from sekisho.web.incidents.actions.telling import tell_incidents
from sekisho.web.incidents.actions.triaging import triage
from sekisho.web.incidents.actions.working import add_task, finish_duty, finish_task

__all__ = [
    "Report",
    "add_affected",
    "add_custody",
    "add_evidence",
    "add_link",
    "add_task",
    "answer_facts",
    "close_incident",
    "finish_duty",
    "finish_task",
    "note",
    "report_incident",
    "set_body_rule",
    "tell_affected",
    "tell_incidents",
    "triage",
]
