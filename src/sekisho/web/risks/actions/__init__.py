"""Every change of this room: judge, ask for a treatment, carry out its decision."""

from sekisho.web.risks.actions.judging import Judgement, judge, judge_some
from sekisho.web.risks.actions.treating import KIND, ask_treatment, decide_treatment

__all__ = ["KIND", "Judgement", "ask_treatment", "decide_treatment", "judge", "judge_some"]
