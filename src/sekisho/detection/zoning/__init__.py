"""The zone check: every flow against the permitted zone-to-zone flows."""

from sekisho.detection.zoning.checking import ZoneCheck
from sekisho.detection.zoning.telling import alert_of
from sekisho.detection.zoning.values import WRONG, Conversation, FlowKind, Permit, Tally, ZoneSpan

__all__ = [
    "WRONG",
    "Conversation",
    "FlowKind",
    "Permit",
    "Tally",
    "ZoneCheck",
    "ZoneSpan",
    "alert_of",
]
