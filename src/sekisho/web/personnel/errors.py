"""What this room refuses, in words for the person who asked."""

from sekisho.web.ui.errors import Refused


class PersonnelError(Refused):
    """A change that must not be made; nothing was changed."""


class UndecidedError(PersonnelError):
    """A move that cannot be carried out: something would be left without an owner."""


class StaffListError(PersonnelError):
    """A list of staff that cannot be read, or what it says cannot be taken."""
