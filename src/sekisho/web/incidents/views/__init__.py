"""The pages of this room."""

from sekisho.web.incidents.views.alerting import alert_add
from sekisho.web.incidents.views.drafting import draft, draft_csv, draft_docx
from sekisho.web.incidents.views.handling import (
    board,
    body,
    close,
    duty_done,
    facts,
    incident,
    triage,
    why,
)
from sekisho.web.incidents.views.keeping import evidence, evidence_add, evidence_file
from sekisho.web.incidents.views.noting import (
    affected_add,
    affected_told,
    link_add,
    note,
    task_add,
    task_done,
)
from sekisho.web.incidents.views.planning import (
    drill_add,
    drill_held,
    plan,
    plan_ask,
    plan_begin,
    plan_docx,
    plan_edition,
    plan_pdf,
    plan_review,
    plan_section,
)
from sekisho.web.incidents.views.reporting import received, report

__all__ = [
    "affected_add",
    "affected_told",
    "alert_add",
    "board",
    "body",
    "close",
    "draft",
    "draft_csv",
    "draft_docx",
    "drill_add",
    "drill_held",
    "duty_done",
    "evidence",
    "evidence_add",
    "evidence_file",
    "facts",
    "incident",
    "link_add",
    "note",
    "plan",
    "plan_ask",
    "plan_begin",
    "plan_docx",
    "plan_edition",
    "plan_pdf",
    "plan_review",
    "plan_section",
    "received",
    "report",
    "task_add",
    "task_done",
    "triage",
    "why",
]
