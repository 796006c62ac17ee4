"""Every change of this room; each seals its evidence."""

from sekisho.web.audits.actions.auditing import (
    AuditEntry,
    PlanEntry,
    add_member,
    approve_plan,
    make_plan,
    order_audit,
    remove_member,
    replace_member,
)
from sekisho.web.audits.actions.fieldwork import (
    Found,
    Wanted,
    draw_sample,
    judge_item,
    note_finding,
    report_audit,
)
from sekisho.web.audits.actions.inspecting import (
    answer_sheet,
    ask_joiners,
    confirm_sheets,
    return_sheet,
    start_inspection,
)
from sekisho.web.audits.actions.inviting import Guest, hand_out_package, invite_external
from sekisho.web.audits.actions.telling import tell_inspections

__all__ = [
    "AuditEntry",
    "Found",
    "Guest",
    "PlanEntry",
    "Wanted",
    "add_member",
    "answer_sheet",
    "approve_plan",
    "ask_joiners",
    "confirm_sheets",
    "draw_sample",
    "hand_out_package",
    "invite_external",
    "judge_item",
    "make_plan",
    "note_finding",
    "order_audit",
    "remove_member",
    "replace_member",
    "report_audit",
    "return_sheet",
    "start_inspection",
    "tell_inspections",
]
