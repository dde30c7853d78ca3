"""What all browser stories need: a report, a witness of what a clean page must not do, a camera, an accessibility check."""

import os
import re
import time
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright

WIDTHS = (360, 1280)
HEIGHT = 800
STILL_WITHIN_SECONDS = 5
THEMES = ("light", "dark")
# WCAG 2.2 up to AA, and what axe calls best practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Nothing moves any more but what moves for ever: half-way colours are no look to judge.
STILL = """document.getAnimations().every((one) =>
    one.playState !== "running" || one.effect.getComputedTiming().iterations === Infinity)"""


class Report:
    """Counts what held and what did not; a failed check never ends the story."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, name: str, holds: bool, detail: str = ""):
        self.passed += holds
        self.failed += not holds
        print(f"{'ok  ' if holds else 'FAIL'} {name}{': ' + detail if detail and not holds else ''}", flush=True)

    @contextmanager
    def step(self, name: str):
        """Passes when the block ends without a failed expectation."""
        try:
            yield
        except (AssertionError, Error) as failure:
            self.check(name, False, str(failure).strip().split("Call log")[0])
        else:
            self.check(name, True)

    def end(self) -> int:
        """Prints the totals; answers the exit status."""
        print(f"{self.passed} passed, {self.failed} failed")
        return 0 if self.failed == 0 and self.passed else 1


class Witness:
    """Notes everything a clean page must not do: console errors, uncaught exceptions, requests to other hosts."""

    def __init__(self, base_url: str):
        self.host = urlsplit(base_url).netloc
        self.problems: list[str] = []
        self.foreign: list[str] = []
        self.excused = False

    def watch(self, page: Page):
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        page.on("request", lambda request: self.request(request.url))
        page.on("websocket", lambda socket: self.request(socket.url))

    def console(self, message):
        # The browser itself logs refused and unreachable requests; while one is provoked on purpose it is not a fault.
        provoked = self.excused and re.search(
            r"Failed to load resource|ERR_INTERNET_DISCONNECTED|WebSocket connection to", message.text)
        if message.type in ("error", "warning") and not provoked:
            self.problems.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def request(self, url: str):
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self.host:
            self.foreign.append(url)

    @contextmanager
    def excuse(self):
        self.excused = True
        try:
            yield
        finally:
            self.excused = False

    def testify(self, report: Report):
        """A violated content security policy is a console error, too."""
        report.check("no console errors, warnings, exceptions or policy violations", not self.problems,
                     "; ".join(self.problems))
        report.check("no request to another host", not self.foreign, ", ".join(self.foreign))


class Camera:
    """Photographs the page at every width and in both themes, measures that nothing sticks out, and asks axe."""

    def __init__(self, directory: Path, report: Report):
        self.directory = directory
        self.report = report
        self.axe = Axe()
        directory.mkdir(parents=True, exist_ok=True)

    def shoot(self, page: Page, name: str):
        before = page.viewport_size
        for width in WIDTHS:
            found = []
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)
                # The whole page in one window: bars that are fixed to the window's edge stay at the edge.
                page.set_viewport_size({"width": width, "height": HEIGHT})
                height = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width, "height": max(HEIGHT, height)})
                self.wait_until_still(page)
                page.screenshot(path=self.directory / f"{name}-{width}-{theme}.png")
                found += [f"{theme}: {violation}" for violation in self.violations(page)]
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            self.report.check(f"{name} fits into {width} px", overflow <= 0, f"{overflow} px too wide")
            self.report.check(f"{name} is accessible at {width} px", not found, "; ".join(found))
        page.set_viewport_size(before)
        page.emulate_media(color_scheme="light")

    def wait_until_still(self, page: Page):
        # Not wait_for_function, which evaluates in the page and so against its policy.
        end = time.monotonic() + STILL_WITHIN_SECONDS
        page.wait_for_timeout(350)
        while not page.evaluate(STILL) and time.monotonic() < end:
            page.wait_for_timeout(50)

    def violations(self, page: Page) -> list[str]:
        options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
        result = self.axe.run(page, options=options)
        return [f"{one['id']} at {', '.join(node['html'][:100] for node in one['nodes'][:3])}"
                for one in result.response["violations"]]


def amount(text: str) -> Decimal:
    """The amount in a text like "$1,059.98 each", digits and decimal point only."""
    return Decimal(re.sub(r"[^\d.]", "", text))


def launch(playwright: Playwright) -> Browser:
    """The browser is TRADEPOST_CHROMIUM, or Debian's."""
    return playwright.chromium.launch(
        executable_path=os.environ.get("TRADEPOST_CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])


def new_context(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1280, "height": HEIGHT}, locale="en-US", color_scheme="light")
    context.set_default_timeout(10_000)
    return context
