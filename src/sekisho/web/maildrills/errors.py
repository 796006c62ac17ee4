"""What this room refuses, in words for the person who must act."""

from sekisho.web.ui.errors import Refused


class MailDrillError(Refused):
    """A drill cannot be planned, cancelled or run so."""
