"""A USB stick leaves the house: asked for, decided by the head, overdue when its days are over."""

import re
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.journeys import pictures
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import PHONE, Product
from tests.journeys.later import days_later
from tests.journeys.totp import code_at

pytestmark = pytest.mark.journey
THING = "貸出用USBメモリ 旅"
DAYS = 10
AHEAD = (DAYS + 2) * 24 * 60 * 60  # how far the clock is moved, in seconds


def test_from_the_question_to_the_overdue_stick(
    product: Product, page_of, new_page, tmp_path: Path
):
    application = ask(product, page_of("hamada"))
    decide(product, page_of("ishiguro"), application)
    permit = find_permit(product, page_of("ishiguro"))
    look_on_a_phone(product, new_page, page_of, application, permit)
    with days_later(product, DAYS + 2, tmp_path) as later:
        overdue(later, new_page, permit)


def ask(product: Product, page: Page) -> str:
    """The employee chooses, answers and sends."""
    page.goto(f"{product.url}/approvals/")
    page.get_by_role("link", name="申請する").click()
    assert_accessible(page)
    pictures.take(page, "apply-choose")
    page.get_by_role("link", name="媒体・端末の持出し").click()
    assert_accessible(page)
    pictures.take(page, "apply-takeout")
    page.get_by_label(re.compile("一覧にないもの")).fill(THING)
    page.get_by_label(re.compile("目的")).fill("出張説明会で資料を映すため")
    page.get_by_label(re.compile("持出し先")).fill("朝霧市役所北支所")
    page.get_by_label(re.compile("入れる情報の名称")).fill("説明会の資料")
    page.get_by_label("公表を予定しない情報").check()
    page.get_by_label(re.compile("暗号化とパスワード")).check()
    last = timezone.localdate() + timedelta(days=DAYS)
    page.get_by_label(re.compile("終了日")).fill(last.isoformat())
    page.locator("main form").get_by_role("button", name="申請する").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(THING)
    expect(page.get_by_role("button", name="決裁する")).to_have_count(0)
    assert_accessible(page)
    pictures.take(page, "application-own")
    found = re.search(r"/approvals/(\d+)/", page.url)
    assert found
    return found[1]


def decide(product: Product, page: Page, application: str) -> None:
    """The head finds it waiting and decides in four presses; her own she cannot decide."""
    page.goto(f"{product.url}/approvals/")
    assert_accessible(page)
    pictures.take(page, "waiting-head")
    page.get_by_role("link", name=re.compile(THING)).first.click()
    assert_accessible(page)
    pictures.take(page, "application-to-decide")
    page.get_by_label(re.compile("意見")).fill("終わったらその日のうちに返すこと。")
    page.get_by_role("button", name="決裁する").click()
    expect(page.locator("main")).to_contain_text("決裁済み")
    expect(page.locator("main")).to_contain_text(re.compile(r"令和\d+年度第\d+号"))
    assert_accessible(page)
    pictures.take(page, "application-decided")
    pdf = page.request.get(f"{product.url}/approvals/{application}/sheet.pdf")
    assert pdf.body().startswith(b"%PDF")
    own_is_refused(product, page)


def own_is_refused(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/approvals/apply/media-lending/")
    page.get_by_label(re.compile("一覧にないもの")).fill("課長の端末")
    page.get_by_label(re.compile("目的")).fill("打合せ")
    page.get_by_label(re.compile("使う場所")).fill("会議室")
    page.locator("main form").get_by_role("button", name="申請する").click()
    expect(page.get_by_role("button", name="取り下げる")).to_be_visible()
    expect(page.get_by_role("button", name="決裁する")).to_have_count(0)
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    refused = page.request.post(
        f"{page.url}approve/",
        form={"csrfmiddlewaretoken": token, "comment": ""},
        headers={"Referer": page.url},
    )
    assert refused.status == 422
    assert "自分が起案したものは決裁できません" in refused.text()
    page.get_by_role("button", name="取り下げる").click()
    expect(page.locator("main")).to_contain_text("取下げ")


def find_permit(product: Product, page: Page) -> str:
    page.goto(f"{product.url}/approvals/permits/")
    assert_accessible(page)
    pictures.take(page, "permits-board")
    row = page.locator("tbody tr", has_text=THING)
    expect(row).to_contain_text(f"{DAYS}日")
    row.get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("効力あり")
    assert_accessible(page)
    pictures.take(page, "permit-in-force")
    return page.url.removeprefix(product.url)


def look_on_a_phone(product: Product, new_page, page_of, application: str, permit: str) -> None:
    """Nothing runs out of a phone's width."""
    state = page_of("ishiguro").context.storage_state()
    page = new_page(storage_state=state)
    page.set_viewport_size(PHONE)
    for name, address in {
        "phone-waiting": "/approvals/",
        "phone-choose": "/approvals/apply/",
        "phone-apply": "/approvals/apply/media-takeout/",
        "phone-application": f"/approvals/{application}/",
        "phone-board": "/approvals/permits/",
        "phone-permit": permit,
    }.items():
        page.goto(product.url + address)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, address
        assert_accessible(page)
        pictures.take(page, name)


def overdue(later: Product, new_page, permit: str) -> None:
    """Its days over, it lapses by itself; the board and a failing check say what is owed."""
    page = new_page()
    sign_in_later(later, page, "ishiguro")
    page.goto(later.url + permit)
    expect(page.locator("main")).to_contain_text("終了")
    expect(page.locator("main")).to_contain_text("まだ返却されていません")
    assert_accessible(page)
    pictures.take(page, "permit-overdue")
    page.goto(f"{later.url}/approvals/permits/")
    expect(page.locator("main")).not_to_contain_text(THING)
    page.get_by_role("link", name=re.compile("返却・消去が済んでいないもの")).click()
    expect(page.locator("main")).to_contain_text(THING)
    pictures.take(page, "permits-owed")
    page.goto(f"{later.url}/controls/takeout-permitted/")
    failing = page.locator("article", has_text="終わった許可の返却と消去が済んでいる")
    expect(failing).to_contain_text("不備")
    page.goto(f"{later.url}/notices/")
    expect(page.locator("main")).to_contain_text("返却と消去の確認を済ませてください")


def sign_in_later(later: Product, page: Page, username: str) -> None:
    """Sign in with the code of the later day."""
    account = later.accounts[username]
    page.goto(f"{later.url}/accounts/login/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(account["password"])
    page.locator("main form button.button--primary").first.click()
    for _try in range(3):  # a code may lapse while it is typed
        page.locator("input[name=code]").fill(code_at(account["secret"], time.time() + AHEAD))
        page.locator("main form button.button--primary").first.click()
        page.wait_for_load_state()
        if not page.locator("input[name=code]").count():
            break
    expect(page.get_by_role("button", name="ログアウト")).to_be_visible()
