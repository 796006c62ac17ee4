"""What can be refused about monitoring, in words."""

from sekisho.web.ui.errors import Refused


class MonitoringRefusedError(Refused):
    """A source, an answer or a rule that cannot be; nothing was changed."""
