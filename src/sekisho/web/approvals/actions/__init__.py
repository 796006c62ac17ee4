"""Every change of this room: applications along their route, permits, absences, routes.

A decision is recorded and sealed here; what it does to the thing decided is done by the calling
room, or by its handler when the decision is taken on this room's pages (`deciding`).
"""

from sekisho.web.approvals.actions.absences import end_absence, record_absence
from sekisho.web.approvals.actions.closing import (
    confirm_removal,
    confirm_wipe,
    end_permit,
    take_back,
)
from sekisho.web.approvals.actions.lapsing import seal_lapses, tell_permits
from sekisho.web.approvals.actions.permits import Wanted, ask_permit, grant_permit
from sekisho.web.approvals.actions.rerouting import propose_route, route_decided
from sekisho.web.approvals.actions.stepping import (
    approve,
    give_back,
    see_afterwards,
    withdraw,
    withdraw_for,
)
from sekisho.web.approvals.actions.submitting import submit
from sekisho.web.approvals.actions.turning import notice_key, tell_turns

__all__ = [
    "Wanted",
    "approve",
    "ask_permit",
    "confirm_removal",
    "confirm_wipe",
    "end_absence",
    "end_permit",
    "give_back",
    "grant_permit",
    "notice_key",
    "propose_route",
    "record_absence",
    "route_decided",
    "seal_lapses",
    "see_afterwards",
    "submit",
    "take_back",
    "tell_permits",
    "tell_turns",
    "withdraw",
    "withdraw_for",
]
