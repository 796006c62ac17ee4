"""A learner on a phone without JavaScript, from the notice to the certificate; and who runs it."""

import re

import pytest
from tests.journeys.conftest import PHONE, new_context
from tests.journeys.looking import look, open_and_look

pytestmark = pytest.mark.journey

EVERYBODYS = "今年度の全員の研修"  # on targeted mail; other journeys ask these people for more
OPEN_IT = re.compile(f"研修を開く.*{EVERYBODYS}")


def test_a_course_is_completed_on_a_phone_without_javascript(product, browser):
    context = new_context(browser, java_script_enabled=False)
    page = context.new_page()
    product.sign_in(page, "hamada")
    page.set_viewport_size(PHONE)
    page.goto(f"{product.url}/training/")
    page.get_by_role("link", name=OPEN_IT).click()
    title = page.locator("h1").inner_text()
    page.get_by_role("link", name="読み始める").click()
    while page.get_by_role("button", name="読みました").count():
        page.get_by_role("button", name="読みました").click()
    assert page.locator("h1").inner_text() == "小テスト"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for wrong in (True, False):
        _answer(page, wrong=wrong)
        page.get_by_role("button", name="採点する").click()
        expected = "もう一度受けてください" if wrong else "合格です"
        assert page.locator("h1").inner_text() == expected
        if wrong:
            page.get_by_role("link", name="再試験を受ける").click()
    page.goto(f"{product.url}/training/")
    done = page.locator("section", has=page.locator("#done"))
    assert title in done.inner_text()
    address = done.get_by_role("link", name="修了証").first.get_attribute("href")
    paper = context.request.get(f"{product.url}{address}")
    assert paper.body().startswith(b"%PDF-")
    context.close()


def test_the_pages_of_training_are_looked_at(product, browser):
    context = new_context(browser)
    page = context.new_page()
    product.sign_in(page, "morishita")
    open_and_look(page, f"{product.url}/training/", name="training-mine")
    page.get_by_role("link", name=OPEN_IT).click()
    look(page, "training-course")
    page.get_by_role("link", name="小テストを受ける").click()
    look(page, "training-quiz")
    for each in ("campaigns/", "campaigns/new/", "courses/", "courses/my-number/"):
        name = "training-" + each.strip("/").replace("/", "-")
        open_and_look(page, f"{product.url}/training/{each}", name=name)
    page.goto(f"{product.url}/training/campaigns/")
    page.get_by_role("link", name=EVERYBODYS).click()
    look(page, "training-campaign")
    page.get_by_role("link", name="出席を見る").click()
    page.locator("img.qr").wait_for()
    look(page, "training-session")
    open_and_look(page, f"{product.url}/training/attend/", name="training-attend")
    context.close()


def _answer(page, *, wrong):
    """Choose the right answers of the course on targeted mail, or all but them."""
    from sekisho.catalogue import load_courses

    for question in load_courses()["targeted-mail"].questions:
        place = (question.answer + wrong) % len(question.choices)
        page.locator(f"input[name='q-{question.id}'][value='{place}']").check()
