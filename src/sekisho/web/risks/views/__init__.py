"""The pages of this room."""

from sekisho.web.risks.views.board import board, risks, what_if
from sekisho.web.risks.views.judging import asset, assets, judge
from sekisho.web.risks.views.treating import risk, treat

__all__ = ["asset", "assets", "board", "judge", "risk", "risks", "treat", "what_if"]
