"""A lost stick: reported on a telephone, and a minute later its duties stand with their days."""

import re
import zipfile
from io import BytesIO
from pathlib import Path
from shutil import which

import pytest
from playwright.sync_api import Page, expect
from tests.journeys import pictures
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import PHONE, Product
from tests.journeys.looking import look
from tests.journeys.printing import pages_of

pytestmark = pytest.mark.journey
WORDS = "昨日の帰りに白いUSBメモリをなくした。組合員の名簿が入っている。"
TITLE = "白いUSBメモリの紛失 旅"
PATIENCE = 30_000  # the checks that read incidents run at once
YES = ("personal", "harm", "sensitive")
NO = (
    "protected", "local-sensitive", "property", "unlawful", "misuse", "open", "network",
    "entrusted",
)  # fmt: skip


def test_from_the_telephone_to_the_report_on_paper(
    product: Product, page_of, tmp_path: Path, new_page
):
    receipt = reported(product, page_of("hamada"))
    desk = page_of("onishi")
    triaged(product, desk, receipt)
    assessed(desk)
    paper = drafted(desk, tmp_path)
    if which("soffice"):
        printed(paper, tmp_path)


def reported(product: Product, page: Page) -> str:
    """Report with two answers and return the receipt number."""
    page.set_viewport_size(PHONE)
    page.goto(f"{product.url}/incidents/report/")
    assert_accessible(page)
    pictures.take(page, "report-phone")
    page.get_by_label(re.compile("なくした・盗まれた")).check()
    page.get_by_label(re.compile("分かることを")).fill(WORDS)
    page.get_by_role("button", name="報告する").click()
    expect(page.locator("main")).to_contain_text("最後に見た場所と時刻")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert_accessible(page)
    pictures.take(page, "reported-phone")
    return page.locator("main dl strong").first.inner_text()


def triaged(product: Product, page: Page, receipt: str) -> None:
    page.goto(f"{product.url}/incidents/")
    page.get_by_role("link", name=re.compile(receipt)).first.click()
    expect(page.locator("main")).to_contain_text(WORDS)
    page.get_by_role("link", name="報告を確かめる").click()
    page.get_by_label("件名").fill(TITLE)
    page.locator("input[name=severity][value=grave]").check()
    page.locator("select[name=handler]").select_option(label="大西 健")
    page.locator("main form button.button--primary").last.click()
    expect(page.locator("h1")).to_have_text("事実を確かめる", timeout=PATIENCE)


def assessed(page: Page) -> None:
    """Answer the facts; what is due by when stands on the page that follows."""
    page.locator("input[name=least]").fill("120")
    page.locator("input[name=most]").fill("120")
    for name, word in (*((each, "yes") for each in YES), *((each, "no") for each in NO)):
        page.locator(f"input[name={name}][value={word}]").check()
    page.locator("input[name=number][value=none]").check()
    page.locator("input[name=system][value=other]").check()
    page.locator("input[name=attack][value=none]").check()
    page.locator("main form button.button--primary").last.click()
    expect(page.locator("h1")).to_contain_text(TITLE, timeout=PATIENCE)
    duties = page.get_by_role("region", name="報告・通知の期限")
    for words in ("個人情報保護委員会", "速報", "確報", "本人"):
        expect(duties).to_contain_text(words)
    expect(duties).to_contain_text(re.compile(r"令和\d+年\d+月\d+日"))
    look(page, "incident-duties")


def drafted(page: Page, folder: Path) -> Path:
    """Open the draft of the prompt report and take it as a .docx."""
    row = page.locator("main tr", has_text="個人情報保護委員会").filter(has_text="速報")
    row.get_by_role("link", name=re.compile("案を見る")).click()
    expect(page.locator("main")).to_contain_text("120")
    look(page, "report-draft")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Wordで受け取る").click()
    paper = folder / "report.docx"
    paper.write_bytes(Path(coming.value.path()).read_bytes())
    body = zipfile.ZipFile(BytesIO(paper.read_bytes())).read("word/document.xml").decode()
    for words in (TITLE, "120", "速報"):
        assert words in body
    return paper


def printed(paper: Path, folder: Path) -> None:
    """Open the .docx with another program and look at its first page."""
    printed_words, picture = pages_of(paper, folder)
    words = "".join(printed_words.split())  # a typesetter sets Latin letters apart
    assert "".join(TITLE.split()) in words
    assert "個人情報保護委員会" in words
    assert picture.stat().st_size > 10_000
