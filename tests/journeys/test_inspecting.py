"""A head confirms answers of a self-inspection; an auditor judges in the field on a tablet.

And the one screen behind the link of a mail drill, opened by somebody who is not signed in.
"""

import base64

import pytest
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import PHONE, new_context
from tests.journeys.looking import look, open_and_look
from tests.journeys.pictures import take

pytestmark = pytest.mark.journey
TABLET = {"width": 820, "height": 1180}
PHOTOGRAPH = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)  # one grey pixel


def look_on_tablet(page, name):
    """Look at the page as an auditor holds it, and leave it at that width."""
    page.set_viewport_size(TABLET)
    take(page, name)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def tap(page, thing):
    """Tap something that leads on, and wait until it has."""
    with page.expect_navigation():
        thing.tap()


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


def test_an_auditor_judges_in_the_field_with_a_photograph_and_writes_a_finding(product, browser):
    context = new_context(browser, has_touch=True)
    page = context.new_page()
    product.sign_in(page, "hayakawa")
    page.set_viewport_size(TABLET)
    page.goto(f"{product.url}/audits/")
    tap(page, page.get_by_role("link", name="給付課 情報セキュリティ監査"))
    audit = page.url
    look_on_tablet(page, "audit-programme")
    tap(page, page.locator("main a[href^='/audits/items/']").last)
    item = page.url
    look_on_tablet(page, "audit-item")
    page.get_by_label("一部不適合").check()
    page.locator("#id_seen").fill("書庫の鍵が開いていた。")
    page.locator("#id_file").set_input_files(
        files=[{"name": "書庫.png", "mimeType": "image/png", "buffer": PHOTOGRAPH}]
    )
    tap(page, page.get_by_role("button", name="判定を記録して次へ"))
    page.goto(item)
    assert page.get_by_label("一部不適合").is_checked()
    evidence = page.get_by_role("link", name="証跡")
    look_on_tablet(page, "audit-item-judged")
    tap(page, page.get_by_role("link", name="指摘を書く"))
    look_on_tablet(page, "audit-finding")
    assert page.locator("#id_detail").input_value() == "書庫の鍵が開いていた。"
    page.locator("#id_title").fill("書庫の施錠がされていない")
    tap(page, page.get_by_role("button", name="記録する"))
    assert page.url == audit
    assert "書庫の施錠がされていない" in page.get_by_role("main").inner_text()
    look_on_tablet(page, "audit-with-finding")
    page.goto(item)
    assert "書庫の施錠がされていない" in page.get_by_role("main").inner_text()
    tap(page, evidence.first)
    with page.expect_download() as kept:
        page.locator("main a[href*='/files/']").first.tap()
    assert kept.value.path().read_bytes() == PHOTOGRAPH
    context.close()


def test_the_screen_behind_a_drill_mail_teaches_whoever_opens_it(product, browser):
    context = new_context(browser)
    page = context.new_page()
    page.set_viewport_size(PHONE)
    open_and_look(page, f"{product.url}/mail-drill/1/{'a' * 26}/", name="mail-drill-lesson")
    main = page.get_by_role("main")
    assert "これは訓練のメールでした" in main.inner_text()
    assert main.locator("form, input").count() == 0
    context.close()
