"""The CISO reads the year and the review that is being prepared; who runs drills reads a drill."""

import pytest
from tests.journeys.conftest import new_context
from tests.journeys.looking import look, open_and_look

pytestmark = pytest.mark.journey


@pytest.fixture
def page(product, browser):
    context = new_context(browser)
    page = context.new_page()
    yield page
    context.close()


def follow(page, link):
    """Click a link and wait until its page is there."""
    with page.expect_navigation():
        link.click()


def test_the_ciso_reads_the_year_its_causes_and_the_points_of_the_review(product, page):
    product.sign_in(page, "okabe")
    follow(page, page.get_by_role("link", name="見直し", exact=True).first)
    look(page, "review-year")
    _the_picture_says_what_the_table_says(page)
    follow(page, page.get_by_role("main").get_by_role("link", name="見直し（紙の文書）"))
    assert "決定済み" in page.get_by_role("main").inner_text()
    look(page, "review-concluded")
    page.go_back()
    follow(page, page.get_by_role("link", name="きっかけと見直し"))
    look(page, "review-causes")
    follow(page, page.get_by_role("link", name="準備中の見直しを開く"))
    look(page, "review")
    main = page.get_by_role("main")
    assert "結論のない審議事項が" in main.inner_text()
    assert main.get_by_role("link", name="決定する").count() == 0  # not before every point has one
    rows = main.locator("tbody tr")
    told = rows.all_inner_texts()
    assert any("改める" in each for each in told)
    assert any("結論待ち" in each for each in told)
    with page.expect_download() as paper:
        main.get_by_role("link", name="次第（Word）").click()
    assert paper.value.suggested_filename.endswith(".docx")
    address = main.get_by_role("link", name="次第（PDF）").get_attribute("href")
    assert page.context.request.get(f"{product.url}{address}").body().startswith(b"%PDF-")
    follow(page, main.locator("tbody th a").first)
    assert page.locator("h1").inner_text()
    look(page, "review-cause")


def test_who_runs_drills_reads_a_drill_and_its_letter_and_one_menu_entry_is_lit(product, page):
    product.sign_in(page, "nagai")
    open_and_look(page, f"{product.url}/maildrills/", name="drills")
    follow(page, page.locator("main tbody a").last)
    look(page, "drill")
    main = page.get_by_role("main")
    assert "人数の少ない所属" in main.inner_text()
    assert "受け取る人ごとに異なるリンク" in main.inner_text()
    assert "{link}" not in main.inner_text()
    lit = page.locator("nav.navigation").first.locator("[aria-current=page]")
    assert lit.all_inner_texts() == ["標的型メール訓練"]


def _the_picture_says_what_the_table_says(page):
    """Every number written in the bars stands in the table of the same page."""
    drawn = page.locator("svg.bars .bars__number").all_text_contents()
    table = page.locator("main table").first.locator("td.number").all_text_contents()
    assert drawn
    assert set(drawn) <= set(table)
