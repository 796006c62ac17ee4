"""From which address a request comes."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the address of who asks, "" when it is not known.

    Behind our own front servers it is the one the first of them vouches for: so many from the end
    of `X-Forwarded-For` as there are of them; what stands before it anybody may have written.
    """
    servers = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if not servers:
        return str(request.META.get("REMOTE_ADDR", ""))
    told = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    return told[-servers].strip() if len(told) >= servers else ""
