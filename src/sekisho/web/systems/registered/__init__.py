"""The tables of this room that go out to Excel and come back (decision 0008)."""

from sekisho.web.systems.registered.accounts import ACCOUNTS
from sekisho.web.systems.registered.systems import SYSTEMS
from sekisho.web.systems.registered.weaknesses import WEAKNESSES

__all__ = ["ACCOUNTS", "SYSTEMS", "WEAKNESSES"]
