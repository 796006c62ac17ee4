"""What can be refused in the controls room."""

from sekisho.web.ui.errors import Refused


class AttestationRefusedError(Refused):
    """This check cannot be attested so; the message says why."""


class SetAsideRefusedError(Refused):
    """This control cannot be set aside so; the message says why."""


class CheckRefusedError(Refused):
    """This check cannot be run by the system."""
