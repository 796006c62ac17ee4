"""What the words before a logged packet say became of it: rules carry their author's prefix."""

import re

from sekisho.detection.schema import Fields

_DENIED = re.compile(r"drop|rej|den(?:y|ied)|block|refus|遮断|拒否", re.IGNORECASE)
_ALLOWED = re.compile(r"acc(?:ept)?|allow|pass|permit|許可|通過", re.IGNORECASE)


def verdict(prefix: str) -> Fields:
    """Return denied, allowed, or that nobody says; words of denial win."""
    if _DENIED.search(prefix):
        return {"event_type": "denied", "event_outcome": "failure", "event_action": "denied"}
    if _ALLOWED.search(prefix):
        return {"event_type": "allowed", "event_outcome": "success", "event_action": "allowed"}
    return {"event_type": "connection", "event_outcome": "unknown", "event_action": "logged"}
