"""A person enrols a passkey in a real browser and signs in with it alone, under the strict CSP."""

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.passkeys import add_authenticator
from tests.web.factories import make_person

from sekisho.web.evidence import queries

PASSWORD = "asa-no-kiri-ga-hareru-8"

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="session", autouse=True)
def _database_beside_the_browser():
    """Playwright's plain door keeps an event loop in this thread; our queries are not inside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def address(live_server):
    """WebAuthn takes `localhost` for a safe origin, and no bare number."""
    return live_server.url.replace("127.0.0.1", "localhost")


def test_a_passkey_is_enrolled_and_signs_in_alone(page, address):
    person = make_person("朝霧 花子", roles=("ciso",))
    person.account.set_password(PASSWORD)
    person.account.save()
    add_authenticator(page)
    complaints = []
    page.on("console", lambda said: complaints.append(said.text))

    page.goto(f"{address}/organization/people/")
    page.get_by_label(re.compile("利用者ID")).fill(person.account.username)
    page.get_by_label(re.compile("パスワード")).fill(PASSWORD)
    page.get_by_role("button", name="ログイン", exact=True).click()
    expect(page.get_by_role("heading", name="ログインの安全")).to_be_visible()

    page.get_by_role("link", name="パスキーを登録する").click()
    page.get_by_label(re.compile("パスワード")).fill(PASSWORD)
    page.get_by_role("button", name="確認する").click()
    page.get_by_label(re.compile("このパスキーだけでログイン")).check()
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_role("heading", name="回復コード")).to_be_visible()

    page.goto(f"{address}/organization/people/")
    expect(page.get_by_role("heading", name="職員等")).to_be_visible()
    page.get_by_role("button", name="ログアウト").click()

    page.goto(f"{address}/accounts/login/?next=/organization/people/")
    page.get_by_role("button", name="パスキーを使う").click()
    expect(page).to_have_url(f"{address}/organization/people/")
    expect(page.get_by_text("ログインしました。")).to_be_visible()
    expect(page.get_by_role("rowheader", name="朝霧 花子")).to_be_visible()

    sealed = [each.kind for each in queries.history(f"person:{person.opaque_id}")]
    assert sealed.count("second-factor.added") == 2  # the passkey and its recovery codes
    assert [said for said in complaints if "Content Security Policy" in said] == []
