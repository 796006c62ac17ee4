"""Every change to reviews: prepared, brought up to date, answered, concluded, dropped."""

from sekisho.web.reviews.actions.concluding import conclude_review
from sekisho.web.reviews.actions.preparing import (
    Answer,
    answer_points,
    change_review,
    drop_review,
    gather_points,
    prepare_review,
)

__all__ = [
    "Answer",
    "answer_points",
    "change_review",
    "conclude_review",
    "drop_review",
    "gather_points",
    "prepare_review",
]
