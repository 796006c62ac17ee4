"""What can be refused about crossings, in words."""

from sekisho.web.ui.errors import Refused


class TransfersRefusedError(Refused):
    """A change that must not be made; nothing was changed."""
