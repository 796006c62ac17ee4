"""Makes mail and files safe to cross (無害化): rebuilt from what is known, then verified."""

from sekisho.sanitize.annotating import annotated, mail_text
from sekisho.sanitize.confinement import (
    DOORS,
    PRELOAD,
    REBUILD,
    REBUILD_LIGHT,
    REHEARSAL,
    VERIFY,
    VERIFY_LIGHT,
    VERIFYING,
    Confinement,
    ConfinementError,
    Standing,
)
from sekisho.sanitize.flow import sanitize
from sekisho.sanitize.kinds import family
from sekisho.sanitize.names import safe_name
from sekisho.sanitize.options import Limits, Options
from sekisho.sanitize.programs import STDOUT
from sekisho.sanitize.reasons import REASONS, withheld
from sekisho.sanitize.report import in_japanese
from sekisho.sanitize.results import Action, Outcome, Reason, Removal, Result
from sekisho.sanitize.vectors import VECTORS, Vector

__all__ = [
    "DOORS",
    "PRELOAD",
    "REASONS",
    "REBUILD",
    "REBUILD_LIGHT",
    "REHEARSAL",
    "STDOUT",
    "VECTORS",
    "VERIFY",
    "VERIFYING",
    "VERIFY_LIGHT",
    "Action",
    "Confinement",
    "ConfinementError",
    "Limits",
    "Options",
    "Outcome",
    "Reason",
    "Removal",
    "Result",
    "Standing",
    "Vector",
    "annotated",
    "family",
    "in_japanese",
    "mail_text",
    "safe_name",
    "sanitize",
    "withheld",
]
