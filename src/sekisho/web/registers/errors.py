"""What can be refused about a table, in words for the person who sent it."""

from sekisho.web.ui.errors import Refused


class TableRefusedError(Refused):
    """The file as a whole cannot be used; nothing was changed."""


class StaleError(TableRefusedError):
    """The register is not as it was when the differences were shown."""


class FaultyError(TableRefusedError):
    """Some rows are wrong: nothing of the file is taken."""


class GoneError(TableRefusedError):
    """The file waits no more: it was applied or dropped meanwhile."""
