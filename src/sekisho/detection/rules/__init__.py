"""Sigma rules: parsed by pySigma, compiled to Ibis by our own small backend (decision 0019)."""

from sekisho.detection.rules.model import Correlation, Refused, Rule
from sekisho.detection.rules.reading import read_rules
from sekisho.detection.rules.running import Asked, compiled, found_by, matched
from sekisho.detection.rules.shipped import shipped_rules

__all__ = [
    "Asked",
    "Correlation",
    "Refused",
    "Rule",
    "compiled",
    "found_by",
    "matched",
    "read_rules",
    "shipped_rules",
]
