#!/usr/bin/env python3
"""The shop as a customer meets it, in a real browser against a running server.

    shop_story.py BASE_URL SCREENSHOT_DIR

A new customer signs up, fills a cart, orders, and sees the order ship without reloading; a second tab follows along.
On the way: sign-in errors, a reload, losing the network, signing out. Every screen is photographed at 360 and 1280 px
in the light and the dark theme. Needs the Python package `playwright`; the browser is TRADEPOST_CHROMIUM, or
/usr/bin/chromium. The last line is "N passed, M failed"; the exit status is 0 only when M is 0.
"""

import os
import re
import sys
import time
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Page, expect, sync_playwright

PASSWORD = "correct horse battery"
WIDTHS = (360, 1280)
HEIGHT = 800
THEMES = ("light", "dark")
SHIPPED_WITHIN_MS = 30_000
SHIPPED = re.compile("Shipped|Delivered")
PRODUCTS_TO_ORDER = 3


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


class Witness:
    """Notes everything a clean page must not do: console errors, uncaught exceptions, requests to other hosts."""

    def __init__(self, base_url: str):
        self.host = urlsplit(base_url).netloc
        self.problems: list[str] = []
        self.foreign: list[str] = []
        self.sockets: list[str] = []
        self.excused = False

    def watch(self, page: Page):
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        page.on("request", lambda request: self.request(request.url))
        page.on("websocket", lambda socket: self.socket(socket.url))

    def console(self, message):
        # The browser itself logs refused and unreachable requests; while one is provoked on purpose it is not a fault.
        provoked = self.excused and re.search(r"Failed to load resource|ERR_INTERNET_DISCONNECTED", message.text)
        if message.type in ("error", "warning") and not provoked:
            self.problems.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def request(self, url: str):
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self.host:
            self.foreign.append(url)

    def socket(self, url: str):
        self.sockets.append(url)
        self.request(url)

    @contextmanager
    def excuse(self):
        self.excused = True
        try:
            yield
        finally:
            self.excused = False


class Camera:
    """Photographs the page as it is at every width and in both themes, and measures that nothing sticks out."""

    def __init__(self, directory: Path, report: Report):
        self.directory = directory
        self.report = report
        directory.mkdir(parents=True, exist_ok=True)

    def shoot(self, page: Page, name: str):
        before = page.viewport_size
        for width in WIDTHS:
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)
                # The whole page in one window: bars that are fixed to the window's edge stay at the edge.
                page.set_viewport_size({"width": width, "height": HEIGHT})
                height = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width, "height": max(HEIGHT, height)})
                page.wait_for_timeout(350)
                page.screenshot(path=self.directory / f"{name}-{width}-{theme}.png")
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            self.report.check(f"{name} fits into {width} px", overflow <= 0, f"{overflow} px too wide")
        page.set_viewport_size(before)
        page.emulate_media(color_scheme="light")


class Story:
    def __init__(self, context: BrowserContext, base_url: str, report: Report, camera: Camera):
        self.context = context
        self.base = base_url.rstrip("/")
        self.report = report
        self.camera = camera
        self.witness = Witness(base_url)
        self.page = self.new_page()
        self.email = f"story-{time.time_ns()}@example.com"
        self.order_path = ""
        self.total = ""

    def new_page(self) -> Page:
        page = self.context.new_page()
        self.witness.watch(page)
        return page

    def tell(self):
        self.visitor_finds_the_catalogue()
        self.sign_up_explains_mistakes()
        self.customer_signs_up()
        self.customer_fills_the_cart()
        self.customer_orders_and_sees_it_ship()
        self.reload_keeps_everything()
        self.orders_are_listed()
        self.network_goes_and_comes_back()
        self.unknown_addresses_are_explained()
        self.customer_signs_out_and_mistypes()
        self.page_stayed_clean()

    def visitor_finds_the_catalogue(self):
        page = self.page
        with self.report.step("the catalogue opens with products and prices"):
            page.goto(self.base + "/")
            expect(page.locator("h1")).to_have_text("Catalogue")
            expect(page.locator(".product-name").first).to_be_visible()
            expect(page.locator(".product-price").first).to_contain_text(re.compile(r"\d"))
        self.camera.shoot(page, "shop")
        with self.report.step("searching for nonsense says that nothing matches, and clearing brings the list back"):
            page.get_by_role("searchbox").fill("zzzz-no-such-thing")
            expect(page.get_by_text("No products match")).to_be_visible()
            page.get_by_role("button", name="Clear search").click()
            expect(page.locator(".product-name").first).to_be_visible()
        with self.report.step("orders of a visitor lead to sign-in"):
            page.get_by_role("link", name="Orders").click()
            expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Forders$"))

    def sign_up_explains_mistakes(self):
        page = self.page
        with self.report.step("a wrong address and a short password are explained at their fields"):
            page.get_by_role("link", name="Create an account").click()
            page.get_by_label("Email").fill("nobody")
            page.get_by_label("Password", exact=True).fill("short")
            page.get_by_role("button", name="Create account").click()
            expect(page.locator(".field-error:visible")).to_have_count(2)
            expect(page.get_by_label("Email")).to_be_focused()
        self.camera.shoot(page, "sign-up")
        with self.report.step("the password can be shown"):
            page.get_by_role("button", name="Show password").click()
            expect(page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")

    def customer_signs_up(self):
        page = self.page
        with self.report.step("a new customer signs up and the connection goes live"):
            page.get_by_label("Name").fill("Robin Story")
            page.get_by_label("Email").fill(self.email)
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Create account").click()
            expect(page.locator("h1")).to_have_text("Your orders")
            expect(page.get_by_text("No orders yet")).to_be_visible()
            expect(page.locator("connection-pill")).to_have_text("Live", timeout=10_000)
        self.camera.shoot(page, "orders-empty")

    def customer_fills_the_cart(self):
        page = self.page
        with self.report.step("products go into the cart with their quantities"):
            page.get_by_role("link", name="Shop", exact=True).click()
            cards = page.locator(".product-card:has(.button.primary:enabled)")
            expect(cards.nth(PRODUCTS_TO_ORDER - 1)).to_be_visible()
            for index in range(PRODUCTS_TO_ORDER):
                card = cards.nth(index)
                card.get_by_role("button", name=re.compile("^One more")).click()
                card.get_by_role("button", name=re.compile("^Add ")).click()
            expect(page.locator(".cart-count")).to_have_text(str(2 * PRODUCTS_TO_ORDER))
            page.get_by_role("link", name=re.compile("^Cart")).click()
            expect(page.locator(".cart-line")).to_have_count(PRODUCTS_TO_ORDER)
        with self.report.step("the total is the exact sum of the lines"):
            units = [amount(text) for text in page.locator(".cart-words .small").all_inner_texts()]
            self.total = page.locator(".cart-total").inner_text()
            expected = sum(unit * 2 for unit in units)
            assert amount(self.total) == expected, f"{self.total} instead of {expected}"
        with self.report.step("an empty address is explained before anything is sent"):
            page.get_by_role("button", name=re.compile("^Place order")).click()
            expect(page.locator(".field-error:visible")).to_have_count(4)
            expect(page.get_by_label("Street and number")).to_be_focused()
        with self.report.step("what is typed survives a reload"):
            page.get_by_label("Street and number").fill("12 Harbour Lane")
            page.get_by_label("City").fill("Portland")
            page.get_by_label("Country").select_option("US")
            page.get_by_label("State", exact=True).fill("OR")
            page.get_by_label("ZIP code").fill("97201")
            page.reload()
            expect(page.get_by_label("Street and number")).to_have_value("12 Harbour Lane")
            expect(page.locator(".cart-line")).to_have_count(PRODUCTS_TO_ORDER)
        self.camera.shoot(page, "cart")

    def customer_orders_and_sees_it_ship(self):
        page = self.page
        other = self.new_page()
        with self.report.step("a second tab takes up the session and is live"):
            other.goto(self.base + "/orders")
            expect(other.locator("h1")).to_have_text("Your orders")
            expect(other.locator("connection-pill")).to_have_text("Live", timeout=10_000)
        for tab in (page, other):
            tab.evaluate("window.notReloaded = true")
        orders_sent = []
        page.on("request", lambda request: request.method == "POST" and request.url.endswith("/orders")
                and orders_sent.append(request.headers.get("idempotency-key", "")))
        with self.report.step("a double click on “Place order” opens the new order"):
            page.get_by_role("button", name=re.compile("^Place order")).dblclick()
            expect(page).to_have_url(re.compile(r"/orders/[0-9a-f-]{36}$"), timeout=15_000)
            self.order_path = urlsplit(page.url).path
        self.report.check("it was sent once, with an idempotency key", len(orders_sent) == 1 and bool(orders_sent[0]),
                          repr(orders_sent))
        with self.report.step("“Shipped” appears by itself, with carrier, tracking number and timeline"):
            expect(page.locator(".order-headline")).to_have_text(SHIPPED, timeout=SHIPPED_WITHIN_MS)
            expect(page.get_by_text("Tracking number")).to_be_visible()
            expect(page.locator(".timeline-title", has_text="Handed to the carrier")).to_be_visible()
            expect(page.locator(".item-total")).to_contain_text(self.total)
            expect(page).to_have_title(re.compile("^(Shipped|Delivered) · "))
        with self.report.step("the screen reader region said so"):
            expect(page.locator("#announcer")).to_contain_text(SHIPPED)
        with self.report.step("the second tab's list shows it as well"):
            expect(other.locator(f'a[href="{self.order_path}"] status-chip')).to_have_text(
                SHIPPED, timeout=SHIPPED_WITHIN_MS)
        stayed = all(tab.evaluate("window.notReloaded === true") for tab in (page, other))
        self.report.check("neither tab was reloaded", stayed)
        self.camera.shoot(page, "order")
        other.close()

    def reload_keeps_everything(self):
        page = self.page
        with self.report.step("a reload on the order page keeps customer and order"):
            page.reload()
            expect(page.locator(".order-headline")).to_have_text(SHIPPED)
            expect(page.locator("connection-pill")).to_have_text("Live", timeout=10_000)
        with self.report.step("a shipped order offers no cancelling"):
            expect(page.get_by_role("button", name="Cancel order")).to_have_count(0)

    def orders_are_listed(self):
        page = self.page
        with self.report.step("the list shows the order, and a filter that fits nothing says so"):
            page.get_by_role("link", name="Orders", exact=True).click()
            expect(page.locator(".order-row")).to_have_count(1)
            self.camera.shoot(page, "orders")
            page.get_by_label("Show").select_option("failed")
            expect(page.get_by_text("Nothing here")).to_be_visible()
            page.go_back()
            expect(page.locator(".order-row")).to_have_count(1)

    def network_goes_and_comes_back(self):
        page = self.page
        with self.report.step("going offline is said, coming back reconnects"), self.witness.excuse():
            self.context.set_offline(True)
            expect(page.locator("connection-pill")).to_have_text("Offline")
            expect(page.locator("offline-ribbon")).to_be_visible()
            self.camera.shoot(page, "offline")
            self.context.set_offline(False)
            expect(page.locator("connection-pill")).to_have_text("Live", timeout=20_000)
            expect(page.locator("offline-ribbon")).to_be_hidden()

    def unknown_addresses_are_explained(self):
        page = self.page
        with self.report.step("an order that is not there is explained"), self.witness.excuse():
            page.goto(self.base + "/orders/00000000-0000-7000-8000-000000000000")
            expect(page.locator("h1")).to_have_text("Order not found")
            self.camera.shoot(page, "order-not-found")

    def customer_signs_out_and_mistypes(self):
        page = self.page
        with self.report.step("signing out leaves the customer's pages"):
            page.get_by_role("link", name="Orders", exact=True).click()
            expect(page.locator(".order-row")).to_have_count(1)
            page.get_by_role("button", name="Your account").click()
            page.get_by_role("button", name="Sign out").click()
            expect(page.locator("h1")).to_have_text("Sign in")
            expect(page.locator("connection-pill")).to_be_hidden()
        with self.report.step("a wrong password is answered without saying which half it was"), self.witness.excuse():
            page.get_by_label("Email").fill(self.email)
            page.get_by_label("Password", exact=True).fill("not the password")
            page.get_by_role("button", name="Sign in", exact=True).click()
            expect(page.get_by_role("alert")).to_contain_text("do not match an account")
            self.camera.shoot(page, "sign-in-error")
        with self.report.step("the right one leads back to where the customer was"):
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Sign in", exact=True).click()
            expect(page.get_by_role("button", name="Your account")).to_be_visible()
            expect(page.locator("h1")).to_have_text("Your orders")
            expect(page.locator(".order-row")).to_have_count(1)

    def page_stayed_clean(self):
        witness = self.witness
        problems = "; ".join(witness.problems)
        self.report.check("no console errors, warnings or exceptions", not problems, problems)
        self.report.check("no request to another host", not witness.foreign, ", ".join(witness.foreign))
        leaked = [url for url in witness.sockets if "token" in url or "bearer" in url]
        self.report.check("the socket's address carries no token", bool(witness.sockets) and not leaked)


def amount(text: str) -> Decimal:
    """The amount in a text like "$1,059.98 each", digits and decimal point only."""
    return Decimal(re.sub(r"[^\d.]", "", text))


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    report = Report()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("TRADEPOST_CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US", color_scheme="light")
        context.set_default_timeout(10_000)
        try:
            Story(context, sys.argv[1], report, Camera(Path(sys.argv[2]), report)).tell()
        except Error as failure:
            report.check("the story reaches its end", False, str(failure))
        browser.close()
    print(f"{report.passed} passed, {report.failed} failed")
    return 0 if report.failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
