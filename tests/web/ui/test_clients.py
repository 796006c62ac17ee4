"""From which address a request comes: what a client may write itself is never believed."""

import pytest
from django.test import RequestFactory

from sekisho.web.ui.clients import address_of


@pytest.mark.parametrize(
    ("servers", "told", "address"),
    [
        (0, None, "192.0.2.9"),
        (0, "10.1.1.1", "192.0.2.9"),
        (1, "10.1.1.1", "10.1.1.1"),
        (1, "203.0.113.5, 10.1.1.1", "10.1.1.1"),
        (2, "203.0.113.5, 10.1.1.1, 10.9.9.9", "10.1.1.1"),
        (2, "10.9.9.9", ""),
        (1, None, ""),
    ],
)
def test_it_is_what_our_own_servers_vouch_for(settings, servers, told, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = servers
    more = {} if told is None else {"HTTP_X_FORWARDED_FOR": told}
    assert address_of(RequestFactory().get("/", REMOTE_ADDR="192.0.2.9", **more)) == address
