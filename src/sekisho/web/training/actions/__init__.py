"""Every change of this room."""

from sekisho.web.training.actions.campaigns import (
    Audience,
    assign_reached,
    end_campaign,
    start_campaign,
)
from sekisho.web.training.actions.learning import read_page, try_quiz
from sekisho.web.training.actions.sessions import (
    attend,
    attend_by_hand,
    close_session,
    open_session,
    plan_session,
    reopen_session,
)
from sekisho.web.training.actions.telling import tell_open

__all__ = [
    "Audience",
    "assign_reached",
    "attend",
    "attend_by_hand",
    "close_session",
    "end_campaign",
    "open_session",
    "plan_session",
    "read_page",
    "reopen_session",
    "start_campaign",
    "tell_open",
    "try_quiz",
]
