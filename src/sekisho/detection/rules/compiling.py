"""A rule's condition as one boolean over the table of events."""

from typing import Any

import ibis.expr.types as ir
from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)

from sekisho.detection.joining import both, either
from sekisho.detection.rules.errors import UnsupportedError
from sekisho.detection.rules.matching import keyword, match


def condition(events: ir.Table, tree: Any) -> ir.BooleanValue:
    """Return where a parsed condition holds; raises `UnsupportedError` naming what is unknown.

    Every leaf is yes or no, never null, so that `not` loses no event.
    """
    if isinstance(tree, ConditionAND):
        return both([condition(events, each) for each in tree.args])
    if isinstance(tree, ConditionOR):
        return either([condition(events, each) for each in tree.args])
    if isinstance(tree, ConditionNOT):
        return ~condition(events, tree.args[0])
    if isinstance(tree, ConditionFieldEqualsValueExpression):
        return match(events, tree.field, tree.value)
    if isinstance(tree, ConditionValueExpression):
        return keyword(events, tree.value)
    raise UnsupportedError(type(tree).__name__)
