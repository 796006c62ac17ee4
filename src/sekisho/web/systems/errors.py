"""What can be refused about systems, in words for whoever tried."""

from sekisho.web.ui.errors import Refused


class SystemRefusedError(Refused):
    """A change that must not be made; nothing was changed."""


class NotYoursToPlaceError(SystemRefusedError):
    """Only who may read the My Number zone keeps its systems."""


class ListRefusedError(SystemRefusedError):
    """A list of accounts cannot be read; the accounts stay as they were."""


class DirectoryError(SystemRefusedError):
    """The directory did not answer as it should; the accounts stay as they were."""


class BackupRefusedError(SystemRefusedError):
    """A report of a backup is not taken: token, time or form."""
