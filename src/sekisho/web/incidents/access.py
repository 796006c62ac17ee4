"""Who handles incidents, who may read of them, and from where anybody may report one."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

from sekisho.web.ui.clients import address_of

READ, MANAGE = "incidents.read", "incidents.manage"
LOOK = (READ, MANAGE)


def may_report_unknown(request: HttpRequest) -> bool:
    """Whether somebody who is not signed in may report: only from the networks of the setting."""
    try:
        address = ip_address(address_of(request))
    except ValueError:
        return False
    return any(address in network for network in settings.REPORT_NETWORKS)
