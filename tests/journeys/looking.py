"""What every page must keep at both widths: its status, no accessibility fault, no side scroll."""

import os
from collections.abc import Sequence
from zlib import crc32

from playwright.sync_api import Page, ViewportSize
from tests.journeys import pictures
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import DESK, PHONE

SIZES = (DESK, PHONE)


def widths_of(address: str) -> Sequence[ViewportSize]:
    """Return both widths in a full run, one of them in a quick one: always the same."""
    if os.environ.get("SEKISHO_TEST_PROFILE") == "full":
        return SIZES
    return (SIZES[crc32(address.encode()) // 2 % 2],)  # its lowest bit chooses the page


def open_and_look(
    page: Page, url: str, *, status: int = 200, name: str, sizes: Sequence[ViewportSize] = SIZES
) -> None:
    """Open a page and look at it at both widths."""
    answer = page.goto(url)
    assert answer is not None, url
    assert answer.status == status, f"{url}: {answer.status}"
    assert answer.request.redirected_from is None, f"{url} leads on to {answer.url}"
    assert answer.headers["content-type"].startswith("text/html"), url
    look(page, name, sizes)


def look(page: Page, name: str, sizes: Sequence[ViewportSize] = SIZES) -> None:
    """Look at the page as it stands, at both widths; it stays on the desk's width."""
    for size in sizes:
        page.set_viewport_size(size)
        pictures.take(page, name)
        assert_accessible(page)
        beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert beyond <= 0, f"{page.url} at {size['width']} px scrolls sideways by {beyond} px"
    page.set_viewport_size(DESK)
