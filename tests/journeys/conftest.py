"""The real product with the sample organisation, served on loopback, and a real Chromium."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.journeys.totp import code_now

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Product:
    """The running product: its address, its directory, and the accounts of the sample."""

    url: str
    instance: Path
    accounts: dict[str, dict[str, str]]

    def sign_in(self, page: Page, username: str) -> None:
        """Sign in as a person does: name and password, then the code of the authenticator."""
        account = self.accounts[username]
        page.goto(f"{self.url}/accounts/login/")
        page.locator("input[name=login]").fill(username)
        page.locator("input[name=password]").fill(account["password"])
        page.locator(
            "main form button[type=submit], main form button.button--primary"
        ).first.click()
        if account["secret"]:
            give_code(page, account["secret"])
        page.wait_for_selector("text=ログアウト")


def give_code(page: Page, secret: str) -> None:
    """Type the authenticator's code; one that lapsed while it was typed is followed by the next.

    `code_now` waits for it.
    """
    for _try in range(3):
        page.locator("input[name=code]").fill(code_now(secret))
        page.locator("main form button.button--primary").first.click()
        page.wait_for_load_state()
        if not page.locator("input[name=code]").count():
            return


def command(*args: str, instance: Path) -> str:
    env = os.environ | {"SEKISHO_INSTANCE": str(instance)}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-m", "sekisho.entry", *args],
        env=env,
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, f"sekisho {' '.join(args)}: {done.stderr}"
    return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Set up an instance with the commands a person would use, and serve it."""
    instance = tmp_path_factory.mktemp("instance")
    port = free_port()
    url = f"http://localhost:{port}"
    command("init", instance=instance)
    (instance / "settings.env").write_text(
        f"SEKISHO_URL={url}\nSEKISHO_BODY_NAME=朝霧市職員共済組合\n"
    )
    command("sample", instance=instance)
    rows = json.loads((instance / "sample-accounts.json").read_text("utf-8"))
    env = os.environ | {"SEKISHO_INSTANCE": str(instance)}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    log = (instance / "serve.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "sekisho.entry", "serve", "--bind", f"127.0.0.1:{port}"],
        env=env,
        stdout=log,
        stderr=log,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/policy/", server)
        yield Product(url, instance, {row["username"]: row for row in rows})
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    if CHROMIUM is None:
        pytest.skip("Chromium がありません（apt-get install chromium で入ります）")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


def new_context(browser: Browser, **options) -> BrowserContext:
    """Cookies of their own, a Windows desk's usual screen, and no long waiting."""
    context = browser.new_context(locale="ja-JP", viewport=DESK, **options)
    context.set_default_timeout(30_000)
    return context


@pytest.fixture(scope="session")
def desks(product: Product, browser: Browser) -> Iterator[Callable[[str], BrowserContext]]:
    """Everybody's browser, signed in once: a code of the authenticator counts only once."""
    opened: dict[str, BrowserContext] = {}

    def desk_of(username: str) -> BrowserContext:
        if username not in opened:
            context = new_context(browser)
            page = context.new_page()
            product.sign_in(page, username)
            page.close()
            opened[username] = context
        return opened[username]

    yield desk_of
    for context in opened.values():
        context.close()


@pytest.fixture
def page_of(desks: Callable[[str], BrowserContext]) -> Iterator[Callable[[str], Page]]:
    """Open a page at the desk of a person of the sample."""
    pages: list[Page] = []

    def open_page(username: str) -> Page:
        pages.append(desks(username).new_page())
        return pages[-1]

    yield open_page
    for page in pages:
        page.close()


@pytest.fixture
def new_page(browser: Browser):
    """Open pages in contexts of their own: every person has their own cookies."""
    contexts = []

    def open_page(**options) -> Page:
        contexts.append(new_context(browser, **options))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page) -> Page:
    return new_page()
