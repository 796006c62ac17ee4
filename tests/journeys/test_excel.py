"""The register of assets goes to Excel and comes back, with one edited row and one wrong row."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from tests.journeys import pictures
from tests.journeys.conftest import Product
from tests.journeys.looking import look, open_and_look

pytestmark = pytest.mark.journey
EDITED, WRONG = "A-0001", "A-0002"
NEW_NAME = "マイナンバー事務系ネットワーク（更新）"


def test_one_wrong_row_stops_the_file_and_the_mended_file_changes_one_row(
    product: Product, page_of, tmp_path
):
    page = page_of("onishi")
    open_and_look(page, f"{product.url}/assets/", name="assets-list")
    book = exported(product, page)
    faulty = edited(book, tmp_path, {EDITED: NEW_NAME, WRONG: None}, zone={WRONG: "宇宙系"})
    send(product, page, faulty)
    expect(page.locator("main")).to_contain_text("誤りのある行が1行あります")
    expect(page.locator("main table")).to_contain_text("名称：入力してください。")
    expect(page.locator("main table")).to_contain_text("「宇宙系」は選べません")
    expect(page.get_by_role("button", name="この内容で取り込む")).to_have_count(0)
    look(page, "excel-wrong")

    send(product, page, edited(book, tmp_path, {EDITED: NEW_NAME}))
    expect(page.locator("main")).to_contain_text("変更 1 行を取り込みます")
    page.get_by_role("link", name=re.compile("^変更 1")).click()
    expect(page.locator("main table tbody tr")).to_have_count(1)
    look(page, "excel-differences")
    page.get_by_role("button", name="この内容で取り込む").click()
    expect(page.locator(".messages")).to_contain_text("1件を取り込みました")

    page.get_by_role("link", name=NEW_NAME, exact=True).click()
    expect(page.locator("main")).to_contain_text("情報資産の訂正")
    look(page, "asset")
    pictures.take(page, "asset-whole")


def test_a_grade_is_found_by_answering_questions(product: Product, page_of):
    page = page_of("onishi")
    open_and_look(page, f"{product.url}/assets/classes/", name="assets-classes")
    page.get_by_role("link", name="質問に答えて分類する").click()
    page.get_by_label(re.compile("担当者だけ（")).check()
    page.get_by_role("button", name="答えを送る").click()
    page.get_by_label(re.compile("個人の権利や利益を大きく")).check()
    page.get_by_role("button", name="答えを送る").click()
    expect(page.locator("main")).to_contain_text("提案: 自治体機密性3B")
    look(page, "assets-helper")
    page.get_by_role("link", name="この区分で登録する").click()
    expect(page.locator("select[name=confidentiality]")).to_have_value("3B")


def exported(product: Product, page: Page) -> bytes:
    assets = page.locator("#assets")
    address = assets.get_by_role("link", name="Excelで書き出す").get_attribute("href")
    return page.request.get(f"{product.url}{address}").body()


def edited(
    book: bytes, folder: Path, names: dict[str, str | None], zone: dict[str, str] | None = None
) -> Path:
    """Change names and zones by number, as somebody does in Excel."""
    opened = openpyxl.load_workbook(io.BytesIO(book))
    sheet = opened.active
    heads = {cell.value: cell.column for cell in sheet[1]}
    for row in sheet.iter_rows(min_row=2):
        number = row[0].value
        if number in names:
            row[heads["名称"] - 1].value = names[number]
        if number in (zone or {}):
            row[heads["領域"] - 1].value = zone[number]
    file = folder / "台帳.xlsx"
    opened.save(file)
    return file


def send(product: Product, page: Page, file: Path) -> None:
    page.goto(f"{product.url}/assets/")
    page.locator("#assets").get_by_role("link", name="ファイルを取り込む").click()
    look(page, "excel-import")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="差分を見る").click()
    page.wait_for_url(re.compile(r"/import/[0-9a-f-]{36}/"))
