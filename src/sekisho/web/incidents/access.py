"""Who handles incidents, who may read of them, and from where anybody may report one."""

from ipaddress import ip_address

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest

READ, MANAGE = "incidents.read", "incidents.manage"
LOOK = (READ, MANAGE)


def address_of(request: HttpRequest) -> str:
    """Return the address somebody asks from, seen past the trusted proxy; empty: not known."""
    return str(get_adapter(request).get_client_ip(request) or "")


def may_report_unknown(request: HttpRequest) -> bool:
    """Whether somebody who is not signed in may report: only from the networks of the setting."""
    try:
        address = ip_address(address_of(request))
    except ValueError:
        return False
    return any(address in network for network in settings.REPORT_NETWORKS)
