"""What can be refused about a notice, in words for the person who tried."""

from sekisho.web.ui.errors import Refused


class DoneElsewhereError(Refused):
    """The notice has a page of its own, and is done by acting there."""
