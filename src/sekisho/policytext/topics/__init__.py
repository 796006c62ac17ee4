"""Proposes which topics each clause of a policy demands, and says why."""

from sekisho.policytext.topics.demands import REASONS
from sekisho.policytext.topics.proposing import (
    Proposal,
    ProposedTopic,
    propose,
)
from sekisho.policytext.topics.terms import TermLike, TopicLike

__all__ = ["REASONS", "Proposal", "ProposedTopic", "TermLike", "TopicLike", "propose"]
