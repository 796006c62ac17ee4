"""Sigma rules: parsed by pySigma, compiled to Ibis by our own small backend (decision 0019)."""

from sekisho.detection.rules.reading import Refused, Rule, read_rules
from sekisho.detection.rules.running import Asked, compiled, matched

__all__ = ["Asked", "Refused", "Rule", "compiled", "matched", "read_rules"]
