"""An official puts the policy in force and proves it, clause by clause."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.journeys import files, pictures
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import Product, command
from tests.journeys.drafting import import_draft

pytestmark = pytest.mark.journey

STALE, IN_FORCE = "要確認", "実施中"


@dataclass(frozen=True)
class Task:
    """A clause that wants one attestation and nothing else."""

    board: str  # addresses
    clause: str
    control: str
    attest: str


def test_from_a_file_to_a_proven_status(product: Product, page_of, tmp_path):
    """Sign in → import → confirm topics → another decides → in force → attest → proof verifies."""
    page = page_of("nagai")
    edition = import_policy(product, page, files.changed_policy(tmp_path, "（改正）"))
    submit(page)
    decide(product, page_of("okabe"), edition)
    publish(product, page, edition)
    attest(product, page)
    prove_it(product, page_of("hayakawa"))


def import_policy(product: Product, page: Page, file: Path) -> str:
    edition = import_draft(product, page, file, kind="basic", document="基本方針")
    assert_accessible(page)
    page.goto(f"{product.url}/documents/editions/{edition}/")
    page.get_by_role("link", name="条文と主題を確かめる").click()
    page.get_by_role("button", name="すべてこの内容で確認する").click()
    expect(page).to_have_url(f"{product.url}/documents/editions/{edition}/")
    return edition


def submit(page: Page) -> None:
    assert_accessible(page)
    page.locator("textarea[name=reason]").fill("組織の改正に合わせるため")
    page.get_by_role("button", name="決裁を求める").click()
    expect(page.locator("main")).to_contain_text("決裁待ち")


def decide(product: Product, page: Page, edition: str) -> None:
    """The CISO finds the application waiting and approves it."""
    page.goto(f"{product.url}/approvals/")
    assert_accessible(page)
    pictures.take(page, "approvals-waiting")
    page.locator("main table a", has_text="基本方針").first.click()
    assert_accessible(page)
    pictures.take(page, "approval-to-decide")
    page.get_by_role("button", name="決裁する").click()
    page.goto(f"{product.url}/documents/editions/{edition}/")
    expect(page.locator("main")).to_contain_text("決裁済み")


def publish(product: Product, page: Page, edition: str) -> None:
    page.goto(f"{product.url}/documents/editions/{edition}/")
    assert_accessible(page)
    pictures.take(page, "edition-to-publish")
    page.get_by_role("button", name="施行する").click()
    page.goto(f"{product.url}/")
    expect(page.locator("main")).to_contain_text("遵守義務（改正）")
    assert_accessible(page)


def attest(product: Product, page: Page) -> None:
    """One attestation turns the clause and the board; nobody typed a status."""
    task = find_task(product, page)
    before = counts(page, task.board)

    page.goto(task.attest)
    assert_accessible(page)
    page.get_by_role("button", name="記録する").click()
    assert counts(page, task.board) == before, "pressing without an answer changed something"
    page.goto(task.attest)
    page.get_by_label("適合している", exact=True).check()
    page.get_by_label(re.compile("確認した内容")).fill("計画の写しと現在の構成を照合した。")
    page.get_by_role("button", name="記録する").click()
    assert page.url == task.control
    assert status_of(page) == IN_FORCE
    assert_accessible(page)

    page.goto(task.clause)
    assert status_of(page) == IN_FORCE
    assert_accessible(page)
    pictures.take(page, "clause-after")
    after = counts(page, task.board)
    assert after[IN_FORCE] == before[IN_FORCE] + 1
    assert after[STALE] == before[STALE] - 1
    assert sum(after.values()) == sum(before.values())


def find_task(product: Product, page: Page) -> Task:
    """Follow the board's own links to a clause whose one stale control has one stale check."""
    page.goto(f"{product.url}/")
    boards = page.locator("main .choices a").evaluate_all("all => all.map(a => a.href)")
    for board, clause in [(each, one) for each in boards for one in stale(page, each)]:
        page.goto(clause)
        rows = page.locator("main tbody tr", has=page.locator(".badge"))
        wanting = rows.filter(has_not_text=IN_FORCE)
        if wanting.count() != 1 or STALE not in wanting.inner_text():
            continue
        assert status_of(page) == STALE
        pictures.take(page, "clause-before")
        wanting.locator("th a").click()
        steps = page.get_by_role("link", name="確認を記録する")
        if steps.count() == page.locator("main article").count() == 1:
            attest = steps.evaluate("a => a.href")
            return Task(board, clause, page.url, attest)
    raise AssertionError("no clause of the sample waits for one attestation alone")


def stale(page: Page, board: str) -> list[str]:
    """The clauses of a board that wait to be confirmed."""
    page.goto(f"{board}&status=stale")
    links = page.locator(".clause-tree .clause__text a")
    return links.evaluate_all("all => all.map(a => a.href)")


def counts(page: Page, board: str) -> dict[str, int]:
    """The tiles of a board: how many clauses stand how."""
    page.goto(board)
    tiles = page.locator(".tiles .tile")
    found = {}
    for tile in tiles.all():
        number = re.search(r"\d+", tile.locator(".tile__count").inner_text())
        assert number
        found[word_of(tile.locator(".tile__word"))] = int(number[0])
    return found


def status_of(page: Page) -> str:
    """The word of the badge at the top of a clause's or a control's page."""
    return word_of(page.locator(".heading__actions .badge"))


def word_of(sign: Locator) -> str:
    """The word beside a sign such as ○."""
    return str(sign.evaluate("element => element.lastChild.textContent")).strip()


def prove_it(product: Product, page: Page) -> None:
    """The auditor makes a checkpoint; the newest attestation is then proven on its page."""
    page.goto(f"{product.url}/evidence/ledger/")
    page.get_by_role("button", name="チェックポイントを作る").click()
    assert_accessible(page)
    page.goto(f"{product.url}/evidence/?kind=attestation")
    assert_accessible(page)
    page.locator("main tbody tr th a").first.click()
    expect(page.locator("main")).to_contain_text("確かめました")
    expect(page.locator("main")).to_contain_text("永井 由紀子")
    assert_accessible(page)
    pictures.take(page, "proof")
    assert "封印した時のまま" in command("ledger", "verify", instance=product.instance)


def test_the_public_policy_is_readable_without_signing_in(product: Product, page: Page):
    answer = page.goto(f"{product.url}/policy/")
    assert answer is not None
    assert answer.status == 200
    assert_accessible(page)
    assert "永井" not in page.content()
    pdf = page.request.get(f"{product.url}/policy/policy.pdf")
    assert pdf.body().startswith(b"%PDF")
