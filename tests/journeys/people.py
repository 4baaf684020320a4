"""People at a browser, for journeys: what they can see, fill in and press, by the words on the screen."""

import datetime
import re
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.checks import assert_accessible
from tests.browser.sign_in import signed_in_page


class AtBrowser:
    """Somebody with a browser of their own. Each page they come to is checked by axe."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        page.set_default_timeout(15_000)

    def opens(self, path: str) -> None:
        """Go to an address of the site."""
        self.page.goto(self.address + path)
        self.checks_the_page()

    def follows(self, link: str) -> None:
        """Press a link by its words."""
        self.page.get_by_role("link", name=link, exact=True).first.click()
        self.page.wait_for_load_state()
        self.checks_the_page()

    def takes_up(self, work: str) -> None:
        """Press something on the work list by the beginning of its words."""
        self.page.get_by_role("link", name=re.compile(r"^\s*" + re.escape(work))).first.click()
        self.page.wait_for_load_state()
        self.checks_the_page()

    def fills(self, **answers: str) -> None:
        """Fill in boxes by the beginnings of their labels, underscores for spaces: `fills(Who_decides="The board")`."""
        for label, text in answers.items():
            words = re.compile(r"^\s*" + re.escape(label.replace("_", " ")), re.IGNORECASE)
            self.finds(self.page.get_by_label(words), f"box “{words.pattern}”").fill(text)

    def finds(self, found: Locator, what: str) -> Locator:
        """The first of what was looked for, waited for: a press may still be bringing the page that holds it."""
        try:
            found.first.wait_for(state="attached")
        except PlaywrightTimeout:
            raise AssertionError(f"No {what} at {self.page.url}:\n{self.page.get_by_role('main').inner_text()}") from None
        return found.first

    def fills_in(self, label: str, text: str) -> None:
        """Fill in one box by its whole label."""
        self.page.get_by_label(label, exact=True).fill(text)

    def dates(self, label: str, day: datetime.date) -> None:
        """Fill in a date's three boxes."""
        group = self.page.get_by_role("group", name=label)
        for box, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            group.get_by_label(box, exact=True).fill(str(number))

    def chooses(self, choice: str, within: str | None = None) -> None:
        """Choose a radio button or tick a box by the beginning of its words, within a group if there are two alike."""
        place: Any = self.page.get_by_role("group", name=within) if within else self.page
        place.get_by_label(re.compile(r"^\s*" + re.escape(choice))).first.check()

    def presses(self, button: str) -> None:
        """Press a button by its words."""
        self.finds(self.page.get_by_role("button", name=button, exact=True), f"button “{button}”").click()
        self.page.wait_for_load_state()
        self.checks_the_page()

    def cannot_press(self, button: str) -> None:
        """The page offers no such button."""
        assert self.page.get_by_role("main").count() == 1
        assert self.page.get_by_role("button", name=button, exact=True).count() == 0

    def sees(self, *words: str) -> None:
        """Each of these words stands in the main part of the page."""
        for one in words:
            expect(self.page.get_by_role("main")).to_contain_text(one)

    def does_not_see(self, *words: str) -> None:
        """None of these words stands in the main part of the page."""
        for one in words:
            expect(self.page.get_by_role("main")).not_to_contain_text(one)

    def checks_the_page(self) -> None:
        """The page has no axe violation."""
        assert_accessible(self.page)


def member_of_the_public(browser: Browser, live_server: Any, *, script: bool = False) -> AtBrowser:
    """Somebody without an account; by default their browser runs no script."""
    if script:
        return AtBrowser(browser.new_context().new_page(), live_server.url)
    return WithoutScript(browser.new_context(java_script_enabled=False).new_page(), live_server.url)


class WithoutScript(AtBrowser):
    """A browser that runs no script. Axe is a script, so the same page is checked by others who run one."""

    def checks_the_page(self) -> None:
        assert self.page.title(), "The page has a title"


def staff(browser: Browser, live_server: Any, user: Any) -> AtBrowser:
    """Somebody signed in, with a second factor."""
    return AtBrowser(signed_in_page(browser.new_context().new_page(), live_server, user), live_server.url)
