"""What can be refused about browsing, in words."""

from sekisho.web.ui.errors import Refused


class BrowsingRefusedError(Refused):
    """A session that cannot be opened or ended; nothing was changed."""
