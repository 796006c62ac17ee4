"""A file with an individual number is stopped and explained; a clean one is decided and taken."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys import pictures
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import PHONE, Product

pytestmark = pytest.mark.journey
# Twelve digits nobody was given; the check digit is right.
PERSONAL = "組合員 太郎 1111 1111 1118\n".encode()
CLEAN = "給付の件数\n4月 120件\n".encode()
PURPOSE = "給付の件数の照会への回答 旅"
PATIENCE = 90_000  # the worker makes files safe in confinement


def test_from_the_stop_to_the_receiver(product: Product, page_of, new_page):
    employee = page_of("hamada")
    stopped(product, employee)
    address = asked(product, employee)
    decided(product, page_of("ishiguro"))
    url, code = told(employee, address)
    phone = new_page()
    phone.set_viewport_size(PHONE)
    taken(phone, url, code)
    employee.goto(address)
    expect(employee.locator("main")).to_contain_text("受け取られた")


def hand_in(product: Product, page: Page, name: str, data: bytes, purpose: str) -> None:
    """Fill the form; the first piece is cut off and goes on by itself."""
    cut: list[str] = []

    def once(route):
        if route.request.method == "PATCH" and not cut:
            cut.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.goto(f"{product.url}/transfers/out/")
    page.route("**/transfers/uploads/**", once)
    page.get_by_label(re.compile("目的")).fill(purpose)
    page.get_by_label("送り先", exact=False).first.fill("県市町村課 担当")
    page.get_by_label(re.compile("メールアドレス")).fill("shichoson@pref.example")
    page.get_by_label("公表を予定しない情報").check()
    file = {"name": name, "mimeType": "text/plain", "buffer": data}
    page.locator('form[data-uploads] input[type="file"]').first.set_input_files(file)
    expect(page.locator("#uploads")).to_contain_text(name)
    assert_accessible(page)
    pictures.take(page, f"send-{'personal' if data == PERSONAL else 'clean'}")
    page.get_by_role("button", name="調べて申請する").click()
    page.wait_for_url(re.compile(r"/transfers/out/\d+/"), timeout=PATIENCE)
    page.unroute("**/transfers/uploads/**")
    assert len(cut) == 1


def until(page: Page, words: str) -> None:
    """Look again until the worker is done."""
    for _ in range(60):
        if words in page.locator("main").inner_text():
            return
        page.wait_for_timeout(1500)
        page.reload()
    raise AssertionError(page.locator("main").inner_text())


def stopped(product: Product, page: Page) -> None:
    hand_in(product, page, "名簿.txt", PERSONAL, "組合員名簿の照会 旅")
    until(page, "個人番号らしい12桁の数字が1か所あるため、送り出しを止めました")
    assert "1111" not in page.content()
    expect(page.locator("main")).to_contain_text("特定通信")
    assert_accessible(page)
    pictures.take(page, "sending-stopped")


def asked(product: Product, page: Page) -> str:
    hand_in(product, page, "件数.txt", CLEAN, PURPOSE)
    until(page, "決裁待ち")
    assert_accessible(page)
    return page.url


def decided(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/approvals/")
    page.get_by_role("link", name=re.compile(PURPOSE)).first.click()
    assert_accessible(page)
    pictures.take(page, "sending-to-decide")
    page.get_by_role("button", name="決裁する").click()
    expect(page.locator("main")).to_contain_text("決裁済み")


def told(page: Page, address: str) -> tuple[str, str]:
    page.goto(address)
    expect(page.locator("main")).to_contain_text("shichoson@pref.example")
    assert_accessible(page)
    pictures.take(page, "sending-open")
    url, code = page.locator("main dl code").all_inner_texts()[:2]
    return url, code


def taken(page: Page, url: str, code: str) -> None:
    page.goto(url)
    expect(page.locator("main")).not_to_contain_text("件数.txt")
    assert_accessible(page)
    pictures.take(page, "receive-phone")
    page.get_by_label(re.compile("番号")).fill(code)
    with page.expect_download() as coming:
        page.get_by_role("button", name="受け取る").click()
    assert "120件" in coming.value.path().read_text("utf-8-sig")
    assert page.goto(url).status == 404
