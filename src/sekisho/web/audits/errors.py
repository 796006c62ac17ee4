"""What can be refused in this room, in words for whoever tried."""

from sekisho.web.ui.errors import Refused


class AuditRefusedError(Refused):
    """A change that must not be made; nothing was changed."""


class NotIndependentError(AuditRefusedError):
    """Nobody judges their own answers or audits their own unit."""
