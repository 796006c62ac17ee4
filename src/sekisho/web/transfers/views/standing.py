"""From where a request comes, and how far the duties of who asks reach."""

from django.conf import settings
from django.http import HttpRequest

from sekisho.web.assets.access import READ_MYNUMBER
from sekisho.web.organization.access import MemberRequest
from sekisho.web.transfers.ways import Standpoint


def address_of(request: HttpRequest) -> str:
    """Return the address of who asks; behind a front server the one it vouches for, else none."""
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        told = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
        return told.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def standpoint(request: MemberRequest) -> Standpoint:
    """Return from where somebody asks."""
    return Standpoint(address_of(request), READ_MYNUMBER in request.rights)
