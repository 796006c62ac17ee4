"""A file that cannot be a policy is refused in plain words, and nothing of it stays."""

import pytest
from playwright.sync_api import expect
from tests.journeys import files
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import Product
from tests.journeys.drafting import hand_in
from tests.journeys.looking import look

from sekisho.catalogue import sample

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (files.memo, "方針の条文（「1 目的」「第1条」のような番号のある条や項）が見つかりません。"),
        (files.picture, "方針として読める形式のファイルではありません。"),
        (files.empty, "ファイルが空です。方針の本文が入ったファイルを選んでください。"),
        (files.too_large, "ファイルが大きすぎます（上限50 MB）。"),
        (files.locked, "パスワードで保護された PDF です。パスワードを外した PDF か"),
        (files.scanned, "文字の入っていない PDF（紙を読み取った画像）です。"),
    ],
    ids=["memo", "picture", "empty", "too-large", "locked", "scanned"],
)
def test_a_bad_file(product: Product, page_of, tmp_path, make, told):
    page = page_of("nagai")
    known = page.request.get(f"{product.url}/documents/api/documents.json").json()
    sealed = sealed_so_far(page, product)
    answers = []
    page.on("response", lambda answer: answers.append((answer.url, answer.status)))

    hand_in(product, page, make(tmp_path), kind="standard")

    assert (f"{product.url}/documents/import/", 422) in answers
    wrong = page.locator(".field[data-wrong]", has=page.locator("input[type=file]"))
    expect(wrong.locator(".field__error")).to_contain_text(told)
    expect(page.locator("[role=alert]")).to_contain_text("入力を確かめてください")
    assert page.locator("input[name=kind][value=standard]").is_checked()
    assert_accessible(page)
    if make is files.memo:
        look(page, "bad-file")
    after = page.request.get(f"{product.url}/documents/api/documents.json").json()
    assert after == known
    assert sealed_so_far(page, product) == sealed


def test_the_same_file_again_leads_to_the_edition_there_is(product: Product, page_of, tmp_path):
    page = page_of("nagai")
    again = tmp_path / "基本方針.md"
    again.write_bytes(sample("basic-policy.md"))
    hand_in(product, page, again, kind="basic", document="基本方針")
    page.get_by_role("link", name="取込み済みの版を開く").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("基本方針")


def sealed_so_far(page, product: Product) -> str:
    """What the list of imports holds, as the page tells it."""
    page.goto(f"{product.url}/evidence/?kind=edition.imported")
    return page.locator("main table").inner_text()
