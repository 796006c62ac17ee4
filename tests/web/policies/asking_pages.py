"""What the page tests ask of pages: their words, and how many queries they cost."""

from typing import Any

from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def page(client: Client, url: str, **query: Any) -> BeautifulSoup:
    """Return the page at the address, which must answer 200."""
    answer = client.get(url, query)
    assert answer.status_code == 200, answer.status_code
    return BeautifulSoup(answer.content, "html.parser")


def words(client: Client, url: str, **query: Any) -> str:
    """Return what a reader of the page reads."""
    return " ".join(page(client, url, **query).get_text(" ").split())


def cost(client: Client, url: str, **query: Any) -> int:
    """Return how many queries a page costs when it is asked for the second time."""
    client.get(url, query)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url, query).status_code == 200
    return len(found)
