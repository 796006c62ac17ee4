"""From which address a request comes: what a client may write itself is never believed."""

from pathlib import Path

import pytest
from django.test import RequestFactory

import sekisho.web
from sekisho.web.ui.clients import address_of

WEB = Path(sekisho.web.__file__).parent


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


def test_nothing_else_asks_where_a_request_comes_from():
    """Behind a front server every request comes from it: all would share one limit."""
    asking = {file for file in WEB.rglob("*.py") if "REMOTE_ADDR" in file.read_text("utf-8")}
    assert asking == {WEB / "ui" / "clients.py"}
