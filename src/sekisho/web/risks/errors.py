"""What this room refuses."""

from sekisho.web.ui.errors import Refused


class RiskRefusedError(Refused):
    """Something about a risk cannot be done as asked; the message says what to do."""
