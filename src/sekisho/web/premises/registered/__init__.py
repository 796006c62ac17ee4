"""The tables of this room that go out to Excel and come back (decision 0008)."""

from sekisho.web.premises.registered.cards import CARDS
from sekisho.web.premises.registered.disposals import DISPOSALS
from sekisho.web.premises.registered.passages import PASSAGES
from sekisho.web.premises.registered.places import AREAS, FIXTURES, LISTED
from sekisho.web.premises.registered.visits import VISITS

__all__ = ["AREAS", "CARDS", "DISPOSALS", "FIXTURES", "LISTED", "PASSAGES", "VISITS"]
