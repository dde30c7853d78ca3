#!/usr/bin/env python3
"""A guest of a demonstration, who never touches the mouse: for a server that was started with `--demo`.

    guest_story.py BASE_URL SCREENSHOT_DIR

The guest finds a product, checks out with a test card that is declined, orders again with one that is accepted, and sees the parcel
arrive; somebody else follows it by the link, and a browser without shared workers is live as well. The last line is "N passed, M
failed".
"""

import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Locator, Page, expect, sync_playwright

from relay import Relay
from stage import Camera, Report, Witness, launch, new_context

MOST_TABS = 80
ARRIVES_WITHIN_MS = 30_000
STREET = "12 Harbour Lane"


def tab_to(page: Page, target: Locator):
    """Presses Tab until the target has the focus; every stop on the way must show that it has it."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            ring = target.evaluate("""element => {
                const shown = element.type === 'radio' ? element.closest('label') : element;
                const box = element.getBoundingClientRect();
                const below = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return { outline: getComputedStyle(shown).outlineStyle,
                         isSeen: below !== null && (element.contains(below) || below.contains(element)) };
            }""")
            assert ring["outline"] != "none", f"no focus ring on {target}"
            assert ring["isSeen"], f"something covers {target}"
            return
    raise AssertionError(f"Tab does not lead to {target}")


class Story:
    def __init__(self, context: BrowserContext, relay: Relay, report: Report, camera: Camera):
        self.context = context
        self.relay = relay
        self.report = report
        self.camera = camera
        self.witness = Witness(relay.base)
        self.page = context.new_page()
        self.witness.watch(self.page)

    def tell(self):
        self.guest_checks_out_by_keyboard()
        self.declined_card_is_explained()
        self.guest_orders_again_and_looks_away()
        self.somebody_else_follows_by_the_link()
        self.witness.testify(self.report)

    def guest_checks_out_by_keyboard(self):
        page = self.page
        with self.report.step("the first Tab offers to skip to the content"):
            page.goto(self.relay.base + "/")
            expect(page.locator(".product-name").first).to_be_visible()
            page.keyboard.press("Tab")
            expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
        with self.report.step("the page says that it is a demonstration"):
            expect(page.get_by_text("Demonstration: nothing is sold")).to_be_visible()
        with self.report.step("Slash leads into the search, and the product found into the cart"):
            page.keyboard.press("/")
            expect(page.get_by_role("searchbox")).to_be_focused()
            page.keyboard.type("harbour mug second")
            expect(page.locator(".product-card")).to_have_count(1)
            tab_to(page, page.get_by_role("button", name="Add Harbour Mug Second to cart"))
            page.keyboard.press("Enter")
            expect(page.locator(".cart-count")).to_have_text("1")
        with self.report.step("the cart opens beside the page and leads to the checkout"):
            page.keyboard.press("Control+Home")
            page.evaluate("document.activeElement.blur()")
            tab_to(page, page.get_by_role("link", name=re.compile("^Cart")))
            page.keyboard.press("Enter")
            tab_to(page, page.get_by_role("link", name="Check out"))
            page.keyboard.press("Enter")
            expect(page.locator("h1")).to_have_text("Your cart")
            expect(page.get_by_text("You are ordering as a guest")).to_be_visible()
        with self.report.step("the form is filled in without a mouse"):
            for label, text in (("Email (optional)", "guest@example.com"), ("Street and number", STREET),
                                ("City", "Portland"), ("State", "OR"), ("ZIP code", "97201")):
                tab_to(page, page.get_by_label(label, exact=True))
                page.keyboard.type(text)
            tab_to(page, page.get_by_label("Payment method"))
            page.keyboard.type("Credit")
            tab_to(page, page.get_by_role("radio", name=re.compile("^Accepted")))
            page.keyboard.press("ArrowDown")
            expect(page.get_by_role("radio", name=re.compile("^Declined"))).to_be_checked()
        self.camera.shoot(page, "guest-checkout")

    def declined_card_is_explained(self):
        page = self.page
        with self.report.step("a declined card is said on the order's page, live, and nothing is offered to cancel"):
            tab_to(page, page.get_by_role("button", name=re.compile("^Place order")))
            page.keyboard.press("Enter")
            expect(page).to_have_url(re.compile(r"/orders/[0-9a-f-]{36}$"), timeout=15_000)
            expect(page.locator(".order-headline")).to_have_text("Failed", timeout=ARRIVES_WITHIN_MS)
            expect(page.locator(".order-hero")).to_contain_text("declined")
            expect(page.locator("connection-pill .label")).to_have_text("Live")
            expect(page.get_by_role("button", name="Cancel order")).to_have_count(0)
        self.camera.shoot(page, "order-failed")

    def guest_orders_again_and_looks_away(self):
        page = self.page
        with self.report.step("ordering again finds the address still filled in"):
            tab_to(page, page.get_by_role("button", name="Order again"))
            page.keyboard.press("Enter")
            tab_to(page, page.get_by_role("link", name="Check out"))
            page.keyboard.press("Enter")
            expect(page.get_by_label("Street and number")).to_have_value(STREET)
            tab_to(page, page.get_by_role("radio", name=re.compile("^Declined")))
            page.keyboard.press("ArrowUp")
            tab_to(page, page.get_by_role("button", name=re.compile("^Place order")))
            page.keyboard.press("Enter")
            expect(page.locator(".order-headline")).to_have_text("Shipped", timeout=ARRIVES_WITHIN_MS)
        with self.report.step("a tab in the background marks its title and icon when the parcel arrives"):
            page.evaluate("""() => {
                Object.defineProperty(document, "visibilityState", { get: () => "hidden", configurable: true });
                document.dispatchEvent(new Event("visibilitychange"));
            }""")
            expect(page).to_have_title(re.compile("^● Delivered · "), timeout=ARRIVES_WITHIN_MS)
            icon = page.locator('link[rel="icon"]')
            expect(icon).to_have_attribute("href", re.compile("favicon-news.svg$"))
            expect(page.locator("#announcer")).to_contain_text("Delivered")
            page.evaluate("""() => {
                delete document.visibilityState;
                document.dispatchEvent(new Event("visibilitychange"));
            }""")
            expect(page).to_have_title(re.compile("^Delivered · "))
            expect(icon).to_have_attribute("href", re.compile("favicon.svg$"))
        self.camera.shoot(page, "order-delivered")
        with self.report.step("the order is still there after a reload"):
            page.reload()
            expect(page.locator(".order-headline")).to_have_text("Delivered")

    def somebody_else_follows_by_the_link(self):
        # Present as soon as the server hands out tracking tokens.
        token = self.page.evaluate("""async () => {
            const response = await fetch(`/api/v1${location.pathname}`);
            return (await response.json()).tracking_token ?? null;
        }""")
        if token is None:
            print("     the server has no tracking links")
            return
        other = self.context.browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
        other.add_init_script("delete window.SharedWorker")
        page = other.new_page()
        self.witness.watch(page)
        with self.report.step("the link shows where the parcel is, live, without prices and street"):
            page.goto(f"{self.relay.base}/track/{token}")
            expect(page.locator(".order-headline")).to_have_text("Delivered")
            expect(page.get_by_text("Portland")).to_be_visible()
            expect(page.locator("connection-pill .label")).to_have_text("Live")
            text = page.locator("main").inner_text()
            assert "$" not in text and STREET not in text, text
        self.camera.shoot(page, "track")
        other.close()


def a_browser_without_shared_workers(report: Report, context: BrowserContext, relay: Relay):
    context.add_init_script("delete window.SharedWorker")
    page = context.new_page()
    witness = Witness(relay.base)
    witness.watch(page)
    with report.step("without shared workers a tab is live over a socket of its own"):
        page.goto(relay.base + "/")
        page.get_by_role("button", name="Add Harbour Mug to cart").click()
        page.goto(relay.base + "/cart")
        for label, text in (("Street and number", STREET), ("City", "Portland"), ("State", "OR"), ("ZIP code", "97201")):
            page.get_by_label(label, exact=True).fill(text)
        page.get_by_role("button", name=re.compile("^Place order")).click()
        expect(page.locator(".order-headline")).to_have_text("Delivered", timeout=ARRIVES_WITHIN_MS)
        page.locator("connection-pill > button").click()
        expect(page.get_by_text("a connection of this tab's own")).to_be_visible()
    witness.testify(report)


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    report = Report()
    relay = Relay(urlsplit(sys.argv[1]).port)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        try:
            Story(new_context(browser), relay, report, Camera(Path(sys.argv[2]), report)).tell()
            a_browser_without_shared_workers(report, new_context(browser), relay)
        except Error as failure:
            report.check("the story reaches its end", False, str(failure))
        browser.close()
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
