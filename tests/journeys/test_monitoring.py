"""A My Number terminal reaches out: seen on the watch page, answered by an incident, gone there."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import Product
from tests.journeys.looking import look

from sekisho.collect import Spool
from sekisho.detection.times import micros

pytestmark = pytest.mark.journey
FIREWALL = "tcp-10.20.0.1"  # of the sample
INSIDE, OUTSIDE = "10.10.0.77", "198.51.100.77"


def test_from_the_unlawful_connection_to_the_incident(product: Product, page_of):
    page = page_of("onishi")
    page.goto(f"{product.url}/monitoring/")
    look(page, "monitoring-watch-before")
    reach_out(product)
    see_it_on_the_watch_page(product, page)
    read_the_alert(page)
    open_the_incident(page)
    follow_it(page)
    page.goto(f"{product.url}/monitoring/")
    expect(page.locator("main")).not_to_contain_text(INSIDE)


def test_the_other_pages_of_monitoring(product: Product, page_of):
    page = page_of("onishi")
    for place in ("alerts/?show=", "sources/", "search/", "rules/"):
        page.goto(f"{product.url}/monitoring/{place}")
        look(page, f"monitoring-{place.partition('/')[0]}")
    page.get_by_text("規則の一覧").click()
    look(page, "monitoring-own-rules")
    page.goto(f"{product.url}/monitoring/search/?first=&last=")
    look(page, "monitoring-search-refused")


def reach_out(product: Product) -> None:
    """Lay down what the firewall says of the connection, as the receiver would have."""
    now = datetime.now(UTC)  # noqa: TID251  # what the firewall's clock says
    line = (
        f"<4>{now:%Y-%m-%dT%H:%M:%S}+00:00 fw1 kernel: accept-out: IN=eth1 OUT=eth0 "
        f"SRC={INSIDE} DST={OUTSIDE} LEN=60 PROTO=TCP SPT=40000 DPT=443 SYN\n"
    ).encode()
    came = micros(now - timedelta(seconds=30))
    with Spool(product.instance / "collect") as spool:
        spool.append(FIREWALL, line, 1, came)
        spool.flush()
        spool.commit()
        spool.seal(before_us=came + 1, larger=1)


def see_it_on_the_watch_page(product: Product, page: Page) -> None:
    """The worker reads logs by itself; the page is looked at again until it says so."""
    for _ in range(80):
        page.goto(f"{product.url}/monitoring/")
        if page.get_by_role("link", name=re.compile(INSIDE)).count():
            break
        page.wait_for_timeout(1500)
    card = page.locator("article.card", has_text=INSIDE).first
    expect(card).to_contain_text("最も重い")
    expect(card).to_contain_text("領域の間の許可との照合")
    look(page, "monitoring-watch")


def read_the_alert(page: Page) -> None:
    page.get_by_role("link", name=re.compile(INSIDE)).first.click()
    main = page.locator("main")
    expect(main).to_contain_text("まずすること")
    expect(main).to_contain_text(f"DST={OUTSIDE}")
    look(page, "monitoring-alert")
    expect(main).to_contain_text("領域の間の通信は、抑制できません")


def open_the_incident(page: Page) -> None:
    page.get_by_role("link", name="インシデントにする").click()
    page.get_by_label(re.compile("分かっていること")).fill("利用者に確かめている。")
    look(page, "monitoring-incident")
    page.get_by_role("button", name="インシデントにする").click()
    expect(page.locator("main")).to_contain_text("インシデントにした")
    look(page, "monitoring-answered")


def follow_it(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^インシデント ")).click()
    main = page.locator("main")
    expect(main).to_contain_text(OUTSIDE)
    expect(main).to_contain_text("利用者に確かめている。")
    look(page, "monitoring-incident-opened")
