"""Every change to incidents: report, triage, assess, note, keep, do, link, close."""

from sekisho.web.incidents.actions.alerting import add_alert, url_of
from sekisho.web.incidents.actions.assessing import answer_facts, set_body_rule
from sekisho.web.incidents.actions.closing import close_incident
from sekisho.web.incidents.actions.handing import hand_incident, hand_tasks
from sekisho.web.incidents.actions.keeping import add_custody, add_evidence, hand_in
from sekisho.web.incidents.actions.noting import add_affected, add_link, note, tell_affected
from sekisho.web.incidents.actions.planning import (
    ask_plan,
    begin_plan,
    decide_plan,
    plan_drill,
    record_drill,
    review_plan,
    write_section,
)
from sekisho.web.incidents.actions.reporting import Report, report_incident
from sekisho.web.incidents.actions.telling import tell_incidents
from sekisho.web.incidents.actions.triaging import triage
from sekisho.web.incidents.actions.working import add_task, finish_duty, finish_task

__all__ = [
    "Report",
    "add_affected",
    "add_alert",
    "add_custody",
    "add_evidence",
    "add_link",
    "add_task",
    "answer_facts",
    "ask_plan",
    "begin_plan",
    "close_incident",
    "decide_plan",
    "finish_duty",
    "finish_task",
    "hand_in",
    "hand_incident",
    "hand_tasks",
    "note",
    "plan_drill",
    "record_drill",
    "report_incident",
    "review_plan",
    "set_body_rule",
    "tell_affected",
    "tell_incidents",
    "triage",
    "url_of",
    "write_section",
]
