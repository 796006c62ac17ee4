"""A head confirms answers of a self-inspection and gives one back."""

import pytest
from tests.journeys.conftest import new_context
from tests.journeys.looking import look

pytestmark = pytest.mark.journey


def test_a_head_confirms_one_answer_and_leaves_the_others(product, browser):
    context = new_context(browser)
    page = context.new_page()
    product.sign_in(page, "ishiguro")
    page.goto(f"{product.url}/inspections/")
    page.get_by_role("link", name="確認する回答").click()
    look(page, "inspections-confirm")
    boxes = page.locator("main input[name=sheet]")
    waiting = boxes.count()
    assert waiting > 1
    first = boxes.first.get_attribute("value")
    for number in range(1, waiting):
        boxes.nth(number).uncheck()
    page.get_by_role("button", name="選んだ回答を確認した").click()
    assert page.locator("main input[name=sheet]").count() == waiting - 1
    assert page.locator(f"main input[name=sheet][value='{first}']").count() == 0
    page.get_by_role("link", name="差し戻す").first.click()
    page.locator("main textarea, main input[type=text]").first.fill("事実と違います。")
    look(page, "inspections-return")
    page.locator("main form button[type=submit]").first.click()
    page.goto(f"{product.url}/inspections/confirm/")
    assert page.locator("main input[name=sheet]").count() == waiting - 2
    context.close()
