"""A router with one forgotten line: found, opened, mended, proven, sealed; clause 6(3)② turns."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys import pictures
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import Product, command
from tests.journeys.looking import look

from sekisho.catalogue import sample

pytestmark = pytest.mark.journey
CLAUSE = "6(3)②"
ROUTER = "境界ルーター"
LEFTOVER = "ip filter 1900 pass * * * * *"


def test_from_the_forgotten_line_to_the_proof(product: Product, page_of, tmp_path: Path):
    page = page_of("onishi")
    page.goto(f"{product.url}/separation/")
    look(page, "zones-map")
    open_router(page)
    look(page, "zones-device")
    upload(page, forgotten(tmp_path))
    read_the_verdict(page)
    assert status_of(product) == "failing"
    mend(page, tmp_path)
    expect(page.locator("main")).to_contain_text("分離を証明")
    expect(page.locator("main")).to_contain_text("この変更で閉じる通信")
    look(page, "zones-proven")
    assert status_of(product) != "failing"
    see_the_evidence(product, page_of("hayakawa"))


def open_router(page: Page) -> None:
    page.get_by_role("link", name=ROUTER, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ROUTER)


def forgotten(folder: Path) -> Path:
    """Write the router's configuration as somebody left it after a test."""
    text = sample("border-router.txt").decode()
    text = text.replace("ip filter 1999 reject", f"{LEFTOVER}\nip filter 1999 reject")
    file = folder / "asagiri-gw.txt"
    file.write_text(text.replace("1040 1999", "1040 1900 1999"))
    return file


def upload(page: Page, file: Path) -> None:
    page.get_by_role("link", name="設定を取り込む").click()
    assert_accessible(page)
    pictures.take(page, "zones-upload")
    page.get_by_label(re.compile("設定のファイル")).set_input_files(file)
    page.get_by_role("button", name="取り込んで証明する").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("の証明", timeout=120_000)


def read_the_verdict(page: Page) -> None:
    main = page.locator("main")
    expect(main).to_contain_text("許可のない通信が通る")
    expect(main).to_contain_text("LGWAN接続系の 10.20.")
    expect(main).to_contain_text("直接通信できます")
    expect(page.locator(".way__step code").last).to_have_text(LEFTOVER)
    expect(main).to_contain_text("この変更で開く通信")
    page.get_by_text("パケットの内容").first.click()
    expect(main).to_contain_text("lan1")
    look(page, "zones-violated")


def mend(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="直した設定を取り込む").click()
    file = folder / "asagiri-gw-fixed.txt"
    file.write_text(sample("border-router.txt").decode())
    page.get_by_label(re.compile("設定のファイル")).set_input_files(file)
    page.get_by_role("button", name="取り込んで証明する").click()
    expect(page.locator("main")).to_contain_text("分離を証明", timeout=120_000)


def status_of(product: Product) -> str:
    """Return how the clause stands: the checks run as soon as something is proven."""
    told = json.loads(command("status", "--json", instance=product.instance))
    return next(each["status"] for each in told["clauses"] if each["id"] == CLAUSE)


def see_the_evidence(product: Product, page: Page) -> None:
    """The auditor opens the proof and the entry that seals it."""
    page.goto(f"{product.url}/separation/")
    page.get_by_role("link", name=re.compile("の証明$")).first.click()
    page.get_by_role("link", name=re.compile(r"証跡 \d+ 番")).click()
    expect(page.locator("main")).to_contain_text("分離の証明")
    assert_accessible(page)
