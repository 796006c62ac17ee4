"""An official puts the policy in force and proves it; who has no role gets no procedure."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import PHONE, Product, command

from sekisho.catalogue import sample

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def next_edition(tmp_path_factory) -> Path:
    """The body's next edition: one sentence more in the article on compliance."""
    text = sample("basic-policy.md").decode()
    heading = next(line for line in text.splitlines() if "遵守義務" in line)
    changed = text.replace(heading, f"{heading}（改正）", 1)
    file = tmp_path_factory.mktemp("files") / "基本方針（改正案）.md"
    file.write_text(changed, "utf-8")
    return file


def test_from_a_file_to_a_proven_status(product: Product, new_page, next_edition):
    """Sign in → import → confirm topics → another decides → in force → attest → proof verifies."""
    page = new_page()
    product.sign_in(page, "nagai")
    edition = import_policy(product, page, next_edition)
    submit(page)

    decide(product, new_page(), edition)

    publish(product, page, edition)
    attest_one_control(product, page)
    prove_it(product, page, new_page())


def import_policy(product: Product, page: Page, file: Path) -> str:
    page.goto(f"{product.url}/documents/import/")
    assert_accessible(page)
    page.locator("select[name=kind], input[name=kind][value=basic]").first.click()
    if page.locator("select[name=kind]").count():
        page.locator("select[name=kind]").select_option("basic")
    page.locator("select[name=document]").select_option(index=1)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="取り込む").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("条文と主題の確認")
    assert_accessible(page)
    page.get_by_role("button", name="すべてこの内容で確認する").click()
    match = re.search(r"/editions/(\d+)/", page.url)
    assert match, page.url
    page.goto(f"{product.url}/documents/editions/{match[1]}/")
    return match[1]


def submit(page: Page) -> None:
    assert_accessible(page)
    reason = page.locator("textarea[name=reason], input[name=reason]")
    if reason.count():
        reason.first.fill("組織の改正に合わせるため")
    page.get_by_role("button", name="決裁を求める").click()
    expect(page.locator("main")).to_contain_text("決裁待ち")


def decide(product: Product, page: Page, edition: str) -> None:
    """The CISO finds the application waiting and approves it."""
    product.sign_in(page, "okabe")
    page.goto(f"{product.url}/approvals/")
    assert_accessible(page)
    page.locator("main table a, main .card a").first.click()
    assert_accessible(page)
    page.get_by_role("button", name="決裁する").click()
    page.goto(f"{product.url}/documents/editions/{edition}/")
    expect(page.locator("main")).to_contain_text("決裁済み")


def publish(product: Product, page: Page, edition: str) -> None:
    page.goto(f"{product.url}/documents/editions/{edition}/")
    page.get_by_role("button", name="施行する").click()
    page.goto(f"{product.url}/")
    expect(page.locator("main")).to_contain_text("遵守義務（改正）")
    assert_accessible(page)


def attest_one_control(product: Product, page: Page) -> None:
    """The first thing due is attested, and its status changes."""
    page.goto(f"{product.url}/due/")
    assert_accessible(page)
    row = page.locator("main tbody tr", has_text="まだ確認なし").first
    control = row.locator("td a").get_attribute("href")
    row.locator("th a").click()
    assert_accessible(page)
    page.get_by_label("適合している", exact=True).check()
    page.get_by_label(re.compile("確認した内容")).fill("台帳と現物を照合した。")
    page.get_by_role("button", name="記録する").click()
    assert page.url.endswith(control)
    expect(page.locator("main")).to_contain_text("実施中")
    assert_accessible(page)


def prove_it(product: Product, page: Page, auditors: Page) -> None:
    """The auditor makes a checkpoint; the newest attestation is then proven on its page."""
    product.sign_in(auditors, "hayakawa")
    auditors.goto(f"{product.url}/evidence/ledger/")
    assert_accessible(auditors)
    auditors.get_by_role("button", name="チェックポイントを作る").click()
    assert_accessible(auditors)
    auditors.goto(f"{product.url}/evidence/?kind=attestation")
    assert_accessible(auditors)
    auditors.locator("main tbody tr th a").first.click()
    expect(auditors.locator("main")).to_contain_text("確かめました")
    expect(auditors.locator("main")).to_contain_text("永井 由紀子")
    assert_accessible(auditors)
    assert "封印した時のまま" in command("ledger", "verify", instance=product.instance)


def test_somebody_without_the_role_meets_no_procedure(product: Product, new_page):
    """Neither by page, search, export nor API."""
    page = new_page()
    product.sign_in(page, "hamada")
    title = "端末等の持出し"
    for path in (
        "/documents/",
        f"/documents/search/?q={title}",
        "/documents/api/documents.json",
        "/",
        "/api/status.json",
        "/evidence/",
        "/documents/3/",
        "/documents/editions/3/",
        "/documents/editions/3/source",
        "/documents/api/editions/3.json",
        "/policy/",
    ):
        answer = page.request.get(f"{product.url}{path}")
        assert title not in answer.text(), path


def test_every_place_of_the_menu_is_accessible_on_the_desk_and_on_a_phone(
    product: Product, new_page
):
    desk, phone = new_page(), new_page()
    phone.set_viewport_size(PHONE)
    product.sign_in(desk, "morishita")
    product.sign_in(phone, "onishi")
    for page in (desk, phone):
        page.goto(f"{product.url}/")
        links = page.locator("nav.navigation--wide a").evaluate_all("all => all.map(a => a.href)")
        assert len(links) >= 6
        for link in [
            *links,
            f"{product.url}/threats/",
            f"{product.url}/zones/",
            f"{product.url}/notices/",
            f"{product.url}/organization/roles/",
            f"{product.url}/organization/scope/",
            f"{product.url}/pledges/progress/",
            f"{product.url}/documents/1/",
            f"{product.url}/ui/",
        ]:
            answer = page.goto(link)
            if answer is not None and answer.status == 200:
                assert_accessible(page)
                width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert width <= 0, f"{link} scrolls sideways by {width} px"


def test_the_public_policy_is_readable_without_signing_in(product: Product, page: Page):
    answer = page.goto(f"{product.url}/policy/")
    assert answer is not None
    assert answer.status == 200
    assert_accessible(page)
    assert "永井" not in page.content()
    pdf = page.request.get(f"{product.url}/policy/policy.pdf")
    assert pdf.body().startswith(b"%PDF")
