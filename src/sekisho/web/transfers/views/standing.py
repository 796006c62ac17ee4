"""From where somebody asks, and how far their duties reach."""

from sekisho.web.assets.access import READ_MYNUMBER
from sekisho.web.organization.access import MemberRequest
from sekisho.web.transfers.ways import Standpoint
from sekisho.web.ui.clients import address_of


def standpoint(request: MemberRequest) -> Standpoint:
    """Return from where somebody asks."""
    return Standpoint(address_of(request), READ_MYNUMBER in request.rights)
