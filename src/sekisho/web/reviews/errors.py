"""What this room refuses, in words for the person who asked."""

from sekisho.web.ui.errors import Refused


class ReviewRefusedError(Refused):
    """A change that must not be made; nothing was changed."""
