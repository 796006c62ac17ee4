"""Tables in and out: how a register is declared, read from a file, compared and applied.

A room declares its register as one frozen `Register` and mounts its pages with
`registers.views.pages`. The door of this room is what stands in `__all__`.
"""

from sekisho.web.registers.columns import Choice, Column, Kind, Options, Value
from sekisho.web.registers.register import (
    Change,
    HandedOut,
    Outgoing,
    Reader,
    Register,
    Renames,
    Row,
    Source,
)

__all__ = [
    "Change",
    "Choice",
    "Column",
    "HandedOut",
    "Kind",
    "Options",
    "Outgoing",
    "Reader",
    "Register",
    "Renames",
    "Row",
    "Source",
    "Value",
]
