"""What can be refused about an application, in words for the person who tried."""

from sekisho.web.ui.errors import Refused


class ApprovalRefusedError(Refused):
    """Something about an application is refused; nothing was changed."""


class AlreadyWaitingError(ApprovalRefusedError):
    """The same thing waits for a decision already."""


class OwnApplicationError(ApprovalRefusedError):
    """Nobody decides their own application."""


class AlreadyClosedError(ApprovalRefusedError):
    """The application is decided or withdrawn already."""


class NotYoursToDecideError(ApprovalRefusedError):
    """The person lacks the permission to decide this kind."""


class NotYourApplicationError(ApprovalRefusedError):
    """Only the applicant takes an application back."""


class CommentMissingError(ApprovalRefusedError):
    """Giving back says why, so that the applicant can mend it."""


class NobodyAwayError(ApprovalRefusedError):
    """Nobody is away in whose stead the person could decide."""


class AbsenceRefusedError(ApprovalRefusedError):
    """An absence cannot be recorded so."""


class RouteRefusedError(ApprovalRefusedError):
    """A route cannot be changed so."""


class PermitRefusedError(ApprovalRefusedError):
    """A permit cannot be asked for, given or ended so."""
