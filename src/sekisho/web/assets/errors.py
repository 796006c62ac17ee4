"""What can be refused about zones and assets, in words for the person who tried."""

from sekisho.web.ui.errors import Refused


class AssetRefusedError(Refused):
    """A change of the register that must not be made; nothing was changed."""


class ReasonMissingError(AssetRefusedError):
    """What is left out of the scope says why."""


class NotYoursToPlaceError(AssetRefusedError):
    """Only who may know of an asset keeps it: by its zone and by its grade."""


class EmptyLabelError(AssetRefusedError):
    """A zone has a name."""


class NumberTakenError(AssetRefusedError):
    """Every asset has a number of its own."""


class NotRelatedError(AssetRefusedError):
    """The two assets cannot stand in that relation."""


class UnfitSchemeError(AssetRefusedError):
    """The scheme does not grade that aspect."""
