"""What can be refused about crossings, in words."""

from sekisho.web.ui.errors import Refused


class TransfersRefusedError(Refused):
    """A change that must not be made; nothing was changed."""


class TooLargeError(TransfersRefusedError):
    """More than one file, or one person, may send."""


class NoSpaceError(TransfersRefusedError):
    """The disk cannot hold what is about to come."""
