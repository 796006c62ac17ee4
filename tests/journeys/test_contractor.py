"""A contractor answers through a link; a third level without consent fails the clause at once."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys import pictures
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import PHONE, Product
from tests.journeys.looking import look

pytestmark = pytest.mark.journey
CONTROL = "subcontracts-approved"
RESPONDENT = "営業部 課長 旅野"
REASON = "専用の保管庫がないため、鍵のかかる書庫に置いている。"


def test_a_contractor_answers_on_a_telephone_without_an_account(
    product: Product, page_of, new_page
):
    desk = page_of("onishi")
    asked, url, code = asked_for(product, desk)
    phone = new_page()
    phone.set_viewport_size(PHONE)
    opened(phone, url, code)
    answered(phone)
    desk.goto(asked)
    expect(desk.locator("main")).to_contain_text(RESPONDENT)
    expect(desk.locator("main")).to_contain_text(REASON)
    look(desk, "confirmation-answered")
    closed_for_everybody_else(new_page(), url)


def asked_for(product: Product, page: Page) -> tuple[str, str, str]:
    """Ask a contractor for its yearly answer; return the page, the link and the code."""
    page.goto(f"{product.url}/suppliers/")
    page.get_by_role("link", name="健診データの入力").first.click()
    number = re.search(r"/suppliers/(\d+)/", page.url)
    assert number
    page.goto(f"{product.url}/suppliers/{number[1]}/confirmations/new/")
    page.locator("input[name=due_on]").fill("2099-03-31")
    page.locator("main form button.button--primary").click()
    expect(page.locator("main")).to_contain_text("相手に知らせるもの")
    look(page, "confirmation-asked")
    url = page.locator("main dl dd.long").inner_text()
    return page.url, url, page.locator("main dl strong").inner_text()


def opened(page: Page, url: str, code: str) -> None:
    page.goto(url)
    expect(page.locator("main")).not_to_contain_text("期限")
    page.get_by_label(re.compile("番号")).fill("00000000")
    page.get_by_role("button", name="開く").click()
    expect(page.locator("main")).to_contain_text("番号が違うか")
    assert_accessible(page)
    pictures.take(page, "link-code-phone")
    page.get_by_label(re.compile("番号")).fill(code)
    page.get_by_role("button", name="開く").click()
    expect(page.locator("h1")).to_contain_text("情報セキュリティの確認")


def answered(page: Page) -> None:
    """Say yes to all but the first; a no without words comes back."""
    radios = page.locator("main input[type=radio][value=yes]")
    for place in range(radios.count()):
        radios.nth(place).check()
    page.locator("main input[type=radio][value=no]").first.check()
    page.get_by_label(re.compile("部署・職と氏名")).fill(RESPONDENT)
    page.get_by_role("button", name="回答を送る").click()
    expect(page.locator("main")).to_contain_text("説明を書いてください")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert_accessible(page)
    pictures.take(page, "link-questions-phone")
    page.locator("main textarea").first.fill(REASON)
    page.get_by_role("button", name="回答を送る").click()
    page.wait_for_load_state()
    assert_accessible(page)
    pictures.take(page, "link-done-phone")


def closed_for_everybody_else(page: Page, url: str) -> None:
    answer = page.goto(url)
    assert answer is not None
    assert answer.status == 404
    assert_accessible(page)


def clause_on_subcontracts(product: Product, page: Page) -> tuple[str, str, str]:
    """Return the edition, the number and the status of the clause that rests on consent.

    It stands in the standards in force (対策基準); the basic policy says nothing of subcontracts.
    """
    documents = page.request.get(f"{product.url}/documents/api/documents.json").json()
    (standard,) = [each for each in documents["documents"] if each["kind"] == "standard"]
    (edition,) = [each["id"] for each in standard["editions"] if each["state"] == "published"]
    board = page.request.get(f"{product.url}/api/status.json?edition={edition}").json()
    (clause,) = [each for each in board["clauses"] if CONTROL in each["controls"]]
    return str(edition), clause["id"], clause["status"]


def test_a_third_level_without_consent_turns_the_clause_to_failing(product: Product, page_of):
    page = page_of("onishi")
    edition, number, before = clause_on_subcontracts(product, page)
    assert before != "failing"
    contract = a_contract(product, page)
    for level, above in (("二次 旅", None), ("三次 旅", "二次 旅")):
        page.goto(f"{contract}subcontracts/new/")
        found_at_work(page, level, above)
    page.goto(contract)
    expect(page.locator("main")).to_contain_text("三次 旅")
    expect(page.locator("main")).to_contain_text("承諾の決裁待ち")
    look(page, "chain-unconsented")
    assert clause_on_subcontracts(product, page) == (edition, number, "failing")
    page.goto(f"{product.url}/clauses/{edition}/{number}/")
    expect(page.locator("main")).to_contain_text("再委託を事前の書面で認める")
    expect(page.locator("main")).to_contain_text("不備")
    look(page, "clause-on-subcontracts")


def a_contract(product: Product, page: Page) -> str:
    """Return the address of a contract that goes on."""
    page.goto(f"{product.url}/suppliers/")
    page.get_by_role("link", name="基幹業務システムの運用保守").first.click()
    return page.url


def found_at_work(page: Page, firm: str, above: str | None) -> None:
    """Record a firm found at work already, below the contractor or below another firm."""
    if above:
        page.locator("select[name=above]").select_option(label=above)
    page.locator("input[name=firm]").fill(firm)
    page.locator("input[name=task]").fill("給付データの入力")
    page.locator("input[name=place]").fill("県外の作業場")
    page.locator("textarea[name=measures]").fill("認証なし")
    page.locator("main form button.button--primary").click()
    expect(page.locator("main")).to_contain_text(firm)
