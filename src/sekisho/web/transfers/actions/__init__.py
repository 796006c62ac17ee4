"""Every change of this room."""

from sekisho.web.transfers.actions.forgetting import forget_person
from sekisho.web.transfers.actions.recording import NewCrossing, record_crossings
from sekisho.web.transfers.actions.taking import Taken, take_in, take_records

__all__ = ["NewCrossing", "Taken", "forget_person", "record_crossings", "take_in", "take_records"]
