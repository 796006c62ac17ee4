"""Every address: its status, and no accessibility fault at a desk's and a phone's width.

A quick run takes half of the pages, each at one of the widths; a full one takes them all at both.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.journeys import addresses, files
from tests.journeys.conftest import Product
from tests.journeys.drafting import import_draft, take_back
from tests.journeys.looking import look, open_and_look, widths_of
from tests.journeys.objects import objects_of
from tests.journeys.passkeys import add_authenticator
from tests.journeys.totp import code_now

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def draft(product: Product, desks, tmp_path_factory) -> Iterator[str]:
    """A draft edition beside the one in force, taken back at the end."""
    page = desks("nagai").new_page()
    file = files.changed_policy(tmp_path_factory.mktemp("draft"), "（案）")
    edition = import_draft(product, page, file, kind="basic", document="基本方針")
    yield edition
    take_back(product, page, edition)
    page.close()


@pytest.fixture(scope="module")
def passkey(product: Product, desks) -> None:
    """大西 enrols a passkey, so that its pages and those of the recovery codes exist."""
    page = desks("onishi").new_page()
    add_authenticator(page)
    page.goto(f"{product.url}/accounts/2fa/passkeys/add/")
    prove_oneself(product, page, "onishi")
    page.get_by_role("button", name="登録する").click()
    page.wait_for_url(re.compile("/accounts/2fa/(?!passkeys/add)"))
    page.close()


@pytest.fixture(scope="module")
def second_factor_to_come(product: Product, desks) -> None:
    """浜田 gives the password again, so that an authenticator can be enrolled."""
    page = desks("hamada").new_page()
    page.goto(f"{product.url}/accounts/2fa/totp/activate/")
    prove_oneself(product, page, "hamada")
    page.close()


def prove_oneself(product: Product, page: Page, username: str) -> None:
    """Give the password again where it is asked for before a change of signing in."""
    password = page.get_by_label(re.compile("パスワード"))
    if password.count():
        password.fill(product.accounts[username]["password"])
        page.get_by_role("button", name="確認する").click()


@pytest.fixture(scope="module")
def objects(product: Product, draft, passkey, second_factor_to_come) -> dict[str, str]:
    return objects_of(product, "morishita")


def test_the_lists_name_only_addresses_there_are():
    named = addresses.POST_ONLY | addresses.FILES.keys() | addresses.ELSEWHERE.keys()
    assert named <= addresses.rules().keys()
    total = len(addresses.POST_ONLY) + len(addresses.FILES) + len(addresses.ELSEWHERE)
    assert len(named) == total, "an address stands in two lists"


def lately_proven(product: Product, page: Page, username: str, address: str) -> None:
    """Give the password again where a page of signing in asks for it some minutes after."""
    if address.startswith("/accounts/2fa/"):
        page.goto(f"{product.url}/accounts/reauthenticate/?next=/accounts/2fa/")
        prove_oneself(product, page, username)
        page.wait_for_load_state()


@pytest.mark.parametrize("address", addresses.some_pages())
def test_a_page(product: Product, page_of, objects, address):
    eye = addresses.eye_for(address)
    page = page_of(eye)
    lately_proven(product, page, eye, address)
    url = product.url + addresses.fill(address, objects)
    open_and_look(page, url, name=address, sizes=widths_of(address))


def test_what_is_no_page_is_what_its_list_says(product: Product, desks, page_of, objects):
    for address in addresses.rules().keys() - set(addresses.pages()):
        eye = addresses.eye_for(address)
        lately_proven(product, page_of(eye), eye, address)
        request = desks(eye).request
        url = product.url + addresses.fill(address, objects)
        answer = request.get(url, max_redirects=0)
        if address in addresses.POST_ONLY:
            assert answer.status == 405, address
        elif address in addresses.FILES:
            assert answer.status == 200, address
            assert answer.headers["content-type"].startswith(addresses.FILES[address]), address
            assert answer.body(), address
        else:
            assert answer.status == addresses.ELSEWHERE[address][0], address


def test_the_pages_of_signing_in(product: Product, new_page):
    """The login page, what a wrong password says, and the page of the second factor."""
    page = new_page()
    open_and_look(page, f"{product.url}/accounts/login/", name="login")
    enter(page, "ishiguro", "ちがうパスワード")
    expect(page.locator("[role=alert]")).to_be_visible()
    look(page, "login-refused")
    account = product.accounts["okabe"]
    enter(page, "okabe", account["password"])
    expect(page).to_have_url(re.compile("/accounts/2fa/authenticate/"))
    look(page, "second-factor")
    page.locator("input[name=code]").fill("000000")
    page.locator("main form button.button--primary").first.click()
    expect(page.locator("[role=alert], .field__error").first).to_be_visible()
    look(page, "second-factor-refused")
    page.locator("input[name=code]").fill(code_now(account["secret"]))
    page.locator("main form button.button--primary").first.click()
    expect(page.get_by_role("button", name="ログアウト")).to_be_visible()


def test_who_may_not_and_what_is_not_there(product: Product, page_of, new_page):
    officer = page_of("ishiguro")
    open_and_look(officer, f"{product.url}/organization/people/add/", status=403, name="403")
    expect(officer.get_by_role("heading", level=1)).to_have_text("この画面を見る権限がありません")
    open_and_look(officer, f"{product.url}/documents/9999/", status=404, name="404")
    expect(officer.get_by_role("heading", level=1)).to_have_text("お探しの画面は見つかりません")
    open_and_look(new_page(), f"{product.url}/nowhere/", status=404, name="404-stranger")


def test_a_form_filled_in_wrongly(product: Product, page_of):
    page = page_of("morishita")
    page.goto(f"{product.url}/organization/people/add/")
    page.locator("main form").first.evaluate("form => { form.noValidate = true }")
    with page.expect_navigation() as answer:
        page.locator("main form .button--primary").first.click()
    assert answer.value.status == 422
    expect(page.locator("[role=alert]")).to_contain_text("入力を確かめてください")
    assert page.locator(".field__error").count() >= 2
    look(page, "422")


def test_the_shared_terminal(product: Product, page_of, new_page):
    """A head opens it, people without an account confirm on it; signed-in people may not."""
    head, terminal = page_of("nagai"), new_page()
    open_and_look(head, f"{product.url}/pledges/terminal/", status=403, name="terminal-signed-in")
    head.goto(f"{product.url}/pledges/terminal/open/")
    head.get_by_role("button", name="15分間開く").click()
    look(head, "terminal-code")
    code = head.locator("#code + p code, section.card strong code").first.inner_text()

    open_and_look(terminal, f"{product.url}/pledges/terminal/", name="terminal-enter")
    terminal.locator("input[name=code]").fill("まちがい")
    terminal.get_by_role("button", name="次へ").click()
    expect(terminal.locator(".field__error")).to_contain_text("番号が違うか")
    look(terminal, "terminal-wrong-code")
    terminal.locator("input[name=code]").fill(code)
    terminal.get_by_role("button", name="次へ").click()
    expect(terminal.get_by_role("link", name="足立 恵")).to_be_visible()
    look(terminal, "terminal-names")
    terminal.get_by_role("link", name="足立 恵").click()
    expect(terminal.get_by_role("heading", level=1)).to_contain_text("足立 恵さん")
    look(terminal, "terminal-confirm")
    terminal.get_by_role("button", name="遵守を確認する").click()
    expect(terminal.locator("main")).to_contain_text("次の方の氏名を選んでください")
    expect(terminal.get_by_role("link", name="足立 恵")).to_have_count(0)
    look(terminal, "terminal-next")
    terminal.get_by_role("button", name="共用端末を閉じる").click()
    expect(terminal.locator("input[name=code]")).to_be_visible()


def test_a_page_in_english(product: Product, new_page, desks):
    page = new_page()
    page.goto(f"{product.url}/accounts/login/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    look(page, "login-english")
    page = new_page(storage_state=desks("ishiguro").storage_state())
    page.goto(f"{product.url}/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.goto(f"{product.url}/")
    look(page, "board-english")
    page.goto(f"{product.url}/due/")
    look(page, "due-english")
    names = page.locator(".navigation--wide, .header__tools").all_inner_texts()
    assert not re.search(r"[ぁ-んァ-ヶ]", "".join(names).replace("日本語", "")), names


def enter(page: Page, username: str, password: str) -> None:
    """Fill in the login form and send it."""
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button.button--primary").first.click()
