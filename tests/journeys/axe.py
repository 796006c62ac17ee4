"""axe-core on the page as it stands, whatever its Content-Security-Policy: run by the debugger."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_STRICT = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
_RUN = """options => axe.run(options).then(found => ({
  rules: found.passes.length,
  faults: found.violations.map(each =>
    [each.id, each.help, ...each.nodes.map(node => node.html.slice(0, 300))].join('\\n  ')),
}))"""


def assert_accessible(page: Page) -> None:
    """No violation of WCAG 2.x A/AA or axe's best practices on the page shown.

    A page still being read has fields whose label has not come yet: it is waited for.
    """
    for _ in range(100):  # five seconds: what is never read to its end is looked at as it is
        if page.evaluate("document.readyState") != "loading":
            break
        page.wait_for_timeout(50)
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(_RUN, _STRICT)
    assert found["rules"] > 0, f"{page.url}: axe looked at nothing"
    assert found["faults"] == [], f"{page.url}\n" + "\n".join(found["faults"])
