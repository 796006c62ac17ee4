"""axe-core on the page as it stands, whatever its Content-Security-Policy: run by the debugger."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_STRICT = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def assert_accessible(page: Page) -> None:
    """No violation of WCAG 2.x A/AA or axe's best practices on the page shown."""
    found = Axe().run(page, options=_STRICT)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
