"""A contractor answers on a phone without an account; a third level without consent is shown."""

import json
import re

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import PHONE, command, new_context
from tests.journeys.looking import look

pytestmark = pytest.mark.journey
TASK = "機密文書の溶解処理"  # its yearly confirmation waits in the sample


def test_a_contractor_answers_through_the_link_on_a_phone(product, page_of, browser):
    desk = page_of("onishi")
    desk.goto(f"{product.url}/suppliers/")
    desk.get_by_role("link", name=TASK).click()
    desk.get_by_role("link", name="確認と指摘").click()
    look(desk, "suppliers-findings")
    desk.get_by_role("link", name=re.compile("^開く")).first.click()
    desk.get_by_role("button", name="新しい番号を作る").click()
    look(desk, "suppliers-confirmation")
    shown = desk.locator("main").inner_text()
    address = re.search(r"https?://\S+/suppliers/link/\S+/", shown).group(0)
    code = re.search(r"\b\d{8}\b", shown).group(0)
    context = new_context(browser, java_script_enabled=False, viewport=PHONE)
    phone = context.new_page()
    phone.goto(product.url + address[address.index("/suppliers/") :])
    assert TASK not in phone.locator("body").inner_text()
    phone.get_by_label("番号（8桁）").fill(code)
    phone.get_by_role("button", name="開く").click()
    expect(phone.locator("main")).to_contain_text(TASK)
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for each in phone.get_by_label("はい", exact=True).all():
        each.check()
    phone.get_by_label("いいえ", exact=True).nth(2).check()
    phone.locator("textarea").nth(2).fill("一人分の教育が残っている。")
    phone.get_by_label("回答した人の部署・職と氏名").fill("業務部 課長 真壁")
    phone.get_by_role("button", name="回答を送る").click()
    expect(phone.locator("h1")).to_have_text("受け付けました")
    context.close()
    desk.reload()
    desk.get_by_role("button", name="回答を確かめた").click()
    expect(desk.locator("main")).to_contain_text("一人分の教育が残っている。")


def test_a_third_level_without_consent_turns_the_clause_to_failing(product, page_of):
    assert "failing" not in statuses(product)
    page = page_of("onishi")
    page.goto(f"{product.url}/suppliers/")
    page.get_by_role("link", name="基幹業務システムの運用保守").click()
    look(page, "suppliers-contract")
    page.get_by_role("link", name="再委託を申請する").click()
    look(page, "suppliers-subcontract")
    page.get_by_label("どこからの再委託か").select_option(label="北沢システム開発")
    page.get_by_label("事業者の名称").fill("二見ソフト")
    page.get_by_label("再委託する業務").fill("試験の一部")
    page.get_by_label("作業する場所").fill("同社作業室")
    page.get_by_label("個人情報を含む", exact=True).check()
    page.get_by_label("事業者の情報セキュリティ対策").fill("示されていない")
    page.get_by_role("button", name="申請する").click()
    expect(page.locator("main")).to_contain_text("承諾のない再委託が1件")
    expect(page.locator("main")).to_contain_text("再々委託")
    look(page, "suppliers-third-level")
    assert "failing" in statuses(product)


def statuses(product):
    """Return how the clauses stand that the check of chains decides about."""
    told = json.loads(command("status", "--json", instance=product.instance))
    found = [
        each["status"] for each in told["clauses"] if "subcontracts-approved" in each["controls"]
    ]
    assert found
    return set(found)
