"""What can be refused about terminals and their reports, in words for whoever tried."""

from sekisho.web.ui.errors import Refused


class TerminalRefusedError(Refused):
    """A change of the register that must not be made; nothing was changed."""


class NotYoursToPlaceError(TerminalRefusedError):
    """Only who may read the My Number zone keeps its terminals."""


class NumberTakenError(TerminalRefusedError):
    """Another terminal in use has that number or host name."""


class AttestationRefusedError(TerminalRefusedError):
    """What somebody says of a terminal lacks a statement or an end, or lasts too long."""


class NotEnrolledError(TerminalRefusedError):
    """The enrolment secret is not one of ours, or is too old."""


class UploadRefusedError(TerminalRefusedError):
    """A signed report is not taken: key, signature, age, replay or form. Nothing was read."""
