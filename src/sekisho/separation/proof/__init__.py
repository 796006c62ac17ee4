"""The proof: devices and a zone policy in, a verdict with packets and paths out."""

from sekisho.separation.proof.availability import Blocked, Openness, blocked
from sekisho.separation.proof.changes import Change, changes, unchanged
from sekisho.separation.proof.result import Reason, Verdict, Verification, Violation
from sekisho.separation.proof.unused import Unused, unused
from sekisho.separation.proof.verifying import verify

__all__ = [
    "Blocked",
    "Change",
    "Openness",
    "Reason",
    "Unused",
    "Verdict",
    "Verification",
    "Violation",
    "blocked",
    "changes",
    "unchanged",
    "unused",
    "verify",
]
