"""What can be refused about zones and assets, in words for the person who tried."""

from sekisho.web.ui.errors import Refused


class AssetRefusedError(Refused):
    """A change of the register that must not be made; nothing was changed."""


class ReasonMissingError(AssetRefusedError):
    """What is left out of the scope says why."""


class NotYoursToPlaceError(AssetRefusedError):
    """Only who may read the My Number zone keeps its part of the register."""


class EmptyLabelError(AssetRefusedError):
    """A zone has a name."""
