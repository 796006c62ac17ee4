"""Booleans joined by halves: a list of thousands joined one after another overflows the stack."""

from collections.abc import Callable, Sequence
from operator import and_, or_

import ibis.expr.types as ir
from ibis import literal

_Join = Callable[[ir.BooleanValue, ir.BooleanValue], ir.BooleanValue]


def both(parts: Sequence[ir.BooleanValue]) -> ir.BooleanValue:
    """Return where all of them hold."""
    return _joined(parts, and_)


def either(parts: Sequence[ir.BooleanValue]) -> ir.BooleanValue:
    """Return where one of them holds; of none, nowhere."""
    return _joined(parts, or_) if parts else literal(False)  # noqa: FBT003


def _joined(parts: Sequence[ir.BooleanValue], join: _Join) -> ir.BooleanValue:
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return join(_joined(parts[:half], join), _joined(parts[half:], join))
