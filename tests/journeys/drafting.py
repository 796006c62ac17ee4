"""What a drafter does at the desk: hand a file in, and take a draft back."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.journeys.conftest import Product


def hand_in(product: Product, page: Page, file: Path, *, kind: str, document: str = "") -> None:
    """Fill in the import page and press its button; `document` is part of a known title."""
    page.goto(f"{product.url}/documents/import/")
    page.locator(f"input[name=kind][value={kind}]").check()
    if document:
        choices = page.locator("select[name=document] option")
        known = choices.filter(has_text=document).get_attribute("value")
        page.locator("select[name=document]").select_option(known)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="取り込む").click()


def import_draft(product: Product, page: Page, file: Path, *, kind: str, document: str) -> str:
    """Import a next edition of a known document; return the edition's number."""
    hand_in(product, page, file, kind=kind, document=document)
    expect(page.get_by_role("heading", level=1)).to_contain_text("条文と主題の確認")
    found = re.search(r"/editions/(\d+)/", page.url)
    assert found, page.url
    return found[1]


def take_back(product: Product, page: Page, edition: str) -> None:
    """Discard a draft on its own page."""
    page.goto(f"{product.url}/documents/editions/{edition}/")
    page.get_by_text("取り込み直すときは").click()
    page.get_by_role("button", name="この案を取り消す").click()
    assert page.request.get(f"{product.url}/documents/editions/{edition}/").status == 404
