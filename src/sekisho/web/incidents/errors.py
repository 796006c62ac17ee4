"""What this room refuses."""

from sekisho.web.ui.errors import Refused


class IncidentRefusedError(Refused):
    """Something about an incident cannot be done as asked; the message says what to do."""
