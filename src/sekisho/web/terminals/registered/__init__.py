"""The tables of this room that go out to Excel and come back (decision 0008)."""

from sekisho.web.terminals.registered.software import SOFTWARE
from sekisho.web.terminals.registered.terminals import TERMINALS

__all__ = ["SOFTWARE", "TERMINALS"]
