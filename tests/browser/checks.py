"""What every page of every screen is held to: no axe violation, and nothing wider than the window."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# A function of its own that asks again: Playwright's wait_for_function evaluates text, which our policy forbids.
SETTLES = """async () => {
  const wide = () => document.documentElement.scrollWidth > document.documentElement.clientWidth
  for (let tries = 0; wide() && tries < 100; tries++) await new Promise(done => setTimeout(done, 50))
  const over = one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
  return wide() ? [...document.querySelectorAll("body *")].filter(over).map(one => one.outerHTML.slice(0, 120)) : null
}"""


def assert_accessible(page: Any, tags: list[str] = WCAG) -> None:
    """Assert that axe, having looked at the whole page, finds nothing against these rules."""
    page.wait_for_load_state("load")  # a press may have just begun to bring a new page
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    assert found.response["passes"], "axe did not look at the page"
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def assert_fits(page: Any) -> None:
    """Assert that the page is no wider than the window, once the menu has folded (a moment after the width changes)."""
    wide = page.evaluate(SETTLES)
    assert wide is None, f"{page.url} is wider than the window: {wide}"
