"""What can be refused about zones, flows, devices and configurations, in words."""

from sekisho.web.ui.errors import Refused


class ZonesRefusedError(Refused):
    """A change that must not be made; nothing was changed."""


class NoPolicyError(ZonesRefusedError):
    """There is nothing to prove yet: the zones have no prefixes, or contradict themselves."""


class ProbeRefusedError(ZonesRefusedError):
    """A file is no result of a probe that can be used; nothing was kept."""


class FlowLogRefusedError(ZonesRefusedError):
    """A file is no log of flows that can be used; nothing was kept."""


class ConfigurationRefusedError(ZonesRefusedError):
    """A file is no configuration that can be read; nothing was kept."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code
