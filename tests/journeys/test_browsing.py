"""Two browsers: an employee's, and in it the one of a session that shows a Japanese site."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys import inside, pictures
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import DESK, Product
from tests.screen import world

NOVNC = Path("/usr/share/novnc")
MISSING = world.missing() or ("" if NOVNC.is_dir() else "novnc がありません")
pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(bool(MISSING), reason=MISSING),
    pytest.mark.timeout(600),
]
CONNECTED = "この枠の中は、インターネット側の画面です"
PATIENCE = 60_000


def test_an_employee_sees_types_saves_and_leaves(product: Product, new_page, tmp_path: Path):
    with (
        world.site(inside.Site) as site,
        inside.house(product, tmp_path, f"http://127.0.0.1:{site.server_port}/") as house,
    ):
        page = new_page()
        house.product.sign_in(page, "hamada")
        opened(house.product, page)
        seen_within(site, page)
        typed(site, page)
        house.serve_again()
        typed_on(site, page)
        saved(site, page)
        arrived(house.product, page)
        whole_screen(site, page)
        read_beside(site, page)
        left_and_written_down(house.product, page)


def opened(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/browsing/")
    assert_accessible(page)
    page.get_by_role("button", name="ブラウザーを開く").click()
    expect(page.locator("#state")).to_have_text(CONNECTED, timeout=PATIENCE)
    assert_accessible(page)


def told(site, what: str) -> str:
    """Return what the page inside told last."""
    said = [each for each in site.asked if each.startswith(f"/told/{what} ")]
    return said[-1].partition(" ")[2] if said else ""


def size(site) -> dict:
    return json.loads(told(site, "size") or "{}")


def seen_within(site, page: Page) -> None:
    """The screen inside takes the size of the frame it is shown in; each letter is itself."""
    frame = page.locator("#screen").bounding_box()
    wide = [round(frame["width"]), round(frame["height"])]
    assert wide[0] == DESK["width"]
    world.until(lambda: size(site).get("outer") == wide)
    assert told(site, "glyphs") == "6"
    page.wait_for_timeout(1500)
    pictures.take(page, "browsing-inside")
    assert looks_drawn(page)
    page.set_viewport_size({"width": 1920, "height": 1040})
    world.until(lambda: size(site).get("outer", [0])[0] == 1920)
    page.wait_for_timeout(1000)
    pictures.take(page, "browsing-inside")
    page.set_viewport_size(DESK)
    world.until(lambda: size(site).get("outer") == wide)


def looks_drawn(page: Page) -> bool:
    """Whether the picture in the frame is more than one colour: a page, and no empty window."""
    script = """() => {
      const shown = document.querySelector('#screen canvas')
      const data = shown.getContext('2d').getImageData(0, 0, shown.width, shown.height).data
      const words = new Uint32Array(data.buffer)
      return new Set(words.filter((_, place) => place % 97 === 0)).size
    }"""
    return page.evaluate(script) > 20


def press(site, page: Page, name: str) -> None:
    """Press what the page inside has at a place, through the frame."""
    frame = page.locator("#screen canvas").bounding_box()
    x, y = size(site)[name]
    page.mouse.click(frame["x"] + x, frame["y"] + y)


def typed(site, page: Page) -> None:
    """Latin as the jp106 keys say it; then kana become kanji by the button of the page."""
    press(site, page, "words")
    page.keyboard.type("a@b:c_d")
    world.until(lambda: told(site, "typed") == "a@b:c_d")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    world.until(lambda: told(site, "typed") == "")
    page.get_by_role("button", name="日本語入力").click()
    page.wait_for_timeout(500)
    page.keyboard.type("nihongo", delay=80)
    world.until(lambda: told(site, "typed") == "にほんご")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    world.until(lambda: told(site, "typed") == "日本語")
    page.wait_for_timeout(500)
    pictures.take(page, "browsing-typed")


def typed_on(site, page: Page) -> None:
    """The web server was away: the session is the same, and so is what stands in it."""
    expect(page.locator("#state")).to_have_text(CONNECTED)
    press(site, page, "words")
    page.keyboard.press("End")
    page.keyboard.type("nenkinn", delay=80)
    world.until(lambda: told(site, "typed") == "日本語ねんきん")
    page.keyboard.press("Enter")


def saved(site, page: Page) -> None:
    press(site, page, "file")
    world.until(lambda: "/table.csv " in site.asked)


def arrived(product: Product, page: Page) -> None:
    """The file stands in the person's own inbox, made safe; nobody handed it in."""
    inbox = page.context.new_page()
    for _ in range(60):
        inbox.goto(f"{product.url}/transfers/files/")
        card = inbox.locator("li.card", has_text=inside.NAME)
        if card.count() and "受け取れるもの 1" in card.inner_text():
            break
        inbox.wait_for_timeout(1500)
    pictures.take(inbox, "browsing-inbox")
    card.get_by_role("link", name=re.compile(re.escape(inside.NAME))).click()
    assert_accessible(inbox)
    pictures.take(inbox, "browsing-file")
    with inbox.expect_download() as coming:
        inbox.get_by_role("link", name=re.compile("受け取る|csv")).first.click()
    assert "年金の相談" in coming.value.path().read_text("utf-8-sig")
    inbox.close()


def whole_screen(site, page: Page) -> None:
    """The picture alone fills the screen, and the session takes its size."""
    page.get_by_role("button", name="全画面").click()
    page.wait_for_function("document.fullscreenElement && document.fullscreenElement.id")
    assert page.evaluate("document.fullscreenElement.id") == "screen"
    shown = page.locator("#screen").bounding_box()
    assert shown["height"] == page.evaluate("innerHeight")
    world.until(lambda: size(site).get("outer") == [round(shown["width"]), round(shown["height"])])
    page.evaluate("document.exitFullscreen()")
    page.wait_for_function("!document.fullscreenElement")


def read_beside(site, page: Page) -> None:
    """What the picture shows is read as text beside it; a reader begins at its heading."""
    page.get_by_role("button", name="文字で読む").click()
    beside = page.locator("#words")
    title = beside.get_by_role("heading", name="年金・医療保険の相談窓口のご案内")
    expect(title).to_be_visible(timeout=PATIENCE)
    expect(beside).to_contain_text("基礎年金番号のわかるもの")
    expect(beside.locator("h2")).to_be_focused()
    frame = page.locator("#screen").bounding_box()
    world.until(lambda: size(site).get("outer", [0])[0] == round(frame["width"]))
    page.wait_for_timeout(1500)
    assert_accessible(page)
    pictures.take(page, "browsing-text")


def left_and_written_down(product: Product, page: Page) -> None:
    page.get_by_role("button", name="終える").click()
    expect(page.locator("main")).to_contain_text("セッションを終えました", timeout=PATIENCE)
    for _ in range(60):
        page.goto(f"{product.url}/browsing/")
        if page.get_by_text("本人又は担当が終えた").count():
            break
        page.wait_for_timeout(1500)
    pictures.take(page, "browsing-after")
    page.locator("tbody th a").first.click()
    expect(page.locator("main")).to_contain_text("127.0.0.1")
    hosts = set(page.locator("tbody td.long").all_inner_texts())
    assert hosts == {"127.0.0.1"}
    expect(page.locator("main")).to_contain_text("ページを文字で読んだ")
    pictures.take(page, "browsing-session")
