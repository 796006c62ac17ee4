"""What can be refused in the evidence room."""

from sekisho.web.ui.errors import Refused


class WitnessRefusedError(Refused):
    """A checkpoint could not be handed to the witness; the message says what is missing."""


class NotErasableError(Refused):
    """An attachment cannot be erased (again)."""
