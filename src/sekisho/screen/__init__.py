"""Screen transfer (端末への画面転送): a browser on the internet side shows a terminal only pixels.

`Host` keeps the sessions, `Door` lets terminals in by one-time tickets, `Outside` is the only way
out of a session. Keys and the pointer go in, pixels come out; files come out only through
`deliver`, which the caller makes safe before anybody gets them.
"""

from sekisho.screen.door import Door
from sekisho.screen.errors import (
    FullError,
    ProtocolError,
    RefusedError,
    ScreenError,
    StartError,
    TicketError,
)
from sekisho.screen.host import Host
from sekisho.screen.options import Profile, ScreenOptions, Unusable
from sekisho.screen.records import Journal, LocalJournal, Record
from sekisho.screen.tickets import Ticket, issue, sealed

__all__ = [
    "Door",
    "FullError",
    "Host",
    "Journal",
    "LocalJournal",
    "Profile",
    "ProtocolError",
    "Record",
    "RefusedError",
    "ScreenError",
    "ScreenOptions",
    "StartError",
    "Ticket",
    "TicketError",
    "Unusable",
    "issue",
    "sealed",
]
