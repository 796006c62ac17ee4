"""A count on a phone: by the camera, typed, and without JavaScript; the tablet at a door."""

import time

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import PHONE, Product
from tests.journeys.looking import look

pytestmark = pytest.mark.journey

# Chromium on a desk has no detector: one is put in its place that sees the code given here.
CAMERA = """
window.BarcodeDetector = class {
  constructor(options) { this.formats = options.formats; }
  async detect() { return [{ rawValue: sessionStorage.getItem("code") }]; }
};
const canvas = document.createElement("canvas");
canvas.getContext("2d").fillRect(0, 0, 10, 10);
Object.defineProperty(navigator, "mediaDevices", {
  value: { getUserMedia: async () => canvas.captureStream(5) },
});
"""


@pytest.fixture(scope="module")
def taking(product: Product, desks) -> str:
    """大西 begins a count of 年金課 at the desk; return its address."""
    page = desks("onishi").new_page()
    page.goto(f"{product.url}/premises/stocktaking/new/")
    page.get_by_label("件名").fill("年金課の棚卸")
    page.get_by_label("年金課").check()
    page.get_by_role("button", name="始める").click()
    expect(page.get_by_role("heading", name="年金課の棚卸")).to_be_visible()
    address = page.url
    page.close()
    return address


def _numbers(product: Product, desks, taking: str) -> list[str]:
    """The numbers at the desk's page of what nobody has seen yet."""
    page = desks("onishi").new_page()
    page.goto(f"{taking}?state=open")
    numbers = [each.strip() for each in page.locator("tbody th").all_inner_texts()]
    page.close()
    return numbers


def _wide(text: str) -> str:
    """Text as a Japanese input method leaves it."""
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


@pytest.fixture
def phone(desks, new_page):
    """大西's phone: signed in already, since a code of the authenticator counts only once."""

    def open_phone(**options) -> Page:
        page = new_page(storage_state=desks("onishi").storage_state(), **options)
        page.set_viewport_size(PHONE)
        return page

    return open_phone


def test_typed_on_a_phone_without_javascript(product, desks, taking, phone):
    page = phone(java_script_enabled=False)
    page.goto(f"{taking}count/")
    expect(page.get_by_role("button", name="カメラで読み取る")).to_be_hidden()
    number, *_rest = _numbers(product, desks, taking)
    page.get_by_label("番号").fill(f"　{_wide(number.lower())} ")
    page.get_by_label("今いる場所").fill("本館9階")
    page.get_by_role("button", name="現物を確かめた").click()
    banner = page.get_by_role("status").filter(has_text=number)
    expect(banner).to_contain_text("別の場所で発見")
    expect(banner).to_contain_text("今いる場所 本館9階")
    expect(page.get_by_label("今いる場所")).to_have_value("本館9階")
    place = page.locator("datalist option").first.get_attribute("value")
    assert place
    page.get_by_label("番号").fill(number)
    page.get_by_label("今いる場所").fill("")
    page.get_by_role("button", name="現物を確かめた").click()
    expect(banner).to_contain_text("現物あり")
    page.get_by_label("番号").fill("Z-99")
    page.get_by_role("button", name="現物を確かめた").click()
    expect(page.get_by_role("status").filter(has_text="Z-99")).to_contain_text("登録にない")


def test_read_by_the_camera_where_the_browser_can(product, desks, taking, phone):
    page = phone()
    page.goto(f"{taking}count/")
    expect(page.get_by_role("button", name="カメラで読み取る")).to_be_hidden()  # no detector here
    look(page, "count")
    page.set_viewport_size(PHONE)
    page.add_init_script(CAMERA)
    page.reload()
    numbers = _numbers(product, desks, taking)

    def before(number: str) -> None:  # as it stands on the label
        code = f"{product.url}/assets/numbers/{number}/"
        page.evaluate("code => sessionStorage.setItem('code', code)", code)

    before(numbers[-1])
    page.get_by_role("button", name="カメラで読み取る").click()
    expect(page.get_by_role("status").filter(has_text=numbers[-1])).to_contain_text("現物あり")
    page.evaluate("window.still = true")
    page.wait_for_timeout(1500)  # the label is still before the camera
    assert page.evaluate("window.still"), "a label in view was counted again"
    look(page, "counted")
    before(numbers[-2])
    expect(page.get_by_role("status").filter(has_text=numbers[-2])).to_contain_text("現物あり")
    assert _numbers(product, desks, taking) == numbers[:-2]


def test_without_leave_for_the_camera_the_number_is_typed(taking, phone):
    page = phone()
    page.add_init_script(CAMERA.replace("canvas.captureStream(5)", "{ throw new Error('no') }"))
    page.goto(f"{taking}count/")
    page.get_by_role("button", name="カメラで読み取る").click()
    expect(page.get_by_text("カメラを使えません。番号を入力してください。")).to_be_visible()


def test_the_tablet_at_a_door(product, new_page):
    page = new_page()
    time.sleep(31 - time.time() % 30)  # until the next code: whoever opens it is signed out
    product.sign_in(page, "nagai")
    page.set_viewport_size(PHONE)
    page.goto(f"{product.url}/premises/")
    page.get_by_role("link", name="情報システム室").click()
    page.get_by_role("button", name="この端末を入口用にする").click()
    page.wait_for_url("**/premises/tablet/")
    look(page, "tablet")
    page.get_by_role("button", name="篠原 拓海").click()
    expect(page.get_by_text("篠原 拓海さんの入室を記録しました。")).to_be_visible()
    page.get_by_role("button", name="篠原 拓海").click()
    expect(page.get_by_text("篠原 拓海さんの退室を記録しました。")).to_be_visible()
    page.get_by_role("link", name="来訪の方はこちら").click()
    look(page, "tablet visit")
    page.goto(f"{product.url}/premises/visits/")  # nobody is signed in here any more
    assert "/accounts/login/" in page.url
