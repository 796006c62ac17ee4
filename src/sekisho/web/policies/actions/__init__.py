"""Every change to documents, editions, topics and pledges."""

from sekisho.web.policies.actions.asking import ask_joiners, ask_pledges, remind_pledges
from sekisho.web.policies.actions.choosing import choose_pledges
from sekisho.web.policies.actions.confirming import (
    close_terminal,
    confirm_at_terminal,
    confirm_pledge,
    open_terminal,
    record_signed_sheet,
)
from sekisho.web.policies.actions.editions import (
    decide_edition,
    edition_decided,
    note_export,
    publish_edition,
    record_review,
    submit_edition,
)
from sekisho.web.policies.actions.finishing import make_edition
from sekisho.web.policies.actions.first_topics import ask_first_topics, first_topics_decided
from sekisho.web.policies.actions.importing import discard_edition, import_edition
from sekisho.web.policies.actions.linking import link_procedures
from sekisho.web.policies.actions.topics import confirm_topics, set_clause_topics
from sekisho.web.policies.actions.writing import (
    add_passage,
    begin_blank,
    begin_next,
    begin_standard,
    change_passage,
    drop_manuscript,
    move_passage,
    remark,
    remove_passage,
    settle_remark,
)

__all__ = [
    "add_passage",
    "ask_first_topics",
    "ask_joiners",
    "ask_pledges",
    "begin_blank",
    "begin_next",
    "begin_standard",
    "change_passage",
    "choose_pledges",
    "close_terminal",
    "confirm_at_terminal",
    "confirm_pledge",
    "confirm_topics",
    "decide_edition",
    "discard_edition",
    "drop_manuscript",
    "edition_decided",
    "first_topics_decided",
    "import_edition",
    "link_procedures",
    "make_edition",
    "move_passage",
    "note_export",
    "open_terminal",
    "publish_edition",
    "record_review",
    "record_signed_sheet",
    "remark",
    "remind_pledges",
    "remove_passage",
    "set_clause_topics",
    "settle_remark",
    "submit_edition",
]
