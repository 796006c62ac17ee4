"""What this room refuses, in words for the person who asked."""

from sekisho.web.ui.errors import Refused


class PremisesError(Refused):
    """A change that must not be made; nothing was changed."""


class DoorFileError(PremisesError):
    """A file of a door system that cannot be read at all; nothing of it was taken."""
