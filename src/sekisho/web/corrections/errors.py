"""What can be refused about corrections, in words for whoever tried."""

from sekisho.web.ui.errors import Refused


class CorrectionRefusedError(Refused):
    """A change that must not be made; nothing was changed."""


class NotYoursError(CorrectionRefusedError):
    """Only who mends reports, and only somebody else judges."""
