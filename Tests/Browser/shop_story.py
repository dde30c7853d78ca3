#!/usr/bin/env python3
"""The shop as a customer meets it, in a real browser against a running server with the sample catalogue.

    shop_story.py BASE_URL SCREENSHOT_DIR

A new customer looks around, signs up, fills a cart, orders, and sees the order ship without reloading; a second tab follows over the
same socket. On the way: mistakes, short stock, a reload, an answer that gets lost, a server that goes away and comes back, signing out.
Every screen is photographed at 360 and 1280 px in the light and the dark theme and checked with axe. Needs the Python packages
`playwright` and `axe-playwright-python`. While TRADEPOST_RESTART_FILE names a file, whoever runs this restarts the server when
that file appears, and removes it. The last line is "N passed, M failed"; the exit status is 0 only when M is 0.
"""

import json
import os
import re
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Page, expect, sync_playwright

from relay import Relay
from stage import Camera, Report, Witness, amount, launch, new_context

PASSWORD = "correct horse battery"
SHIPPED_WITHIN_MS = 30_000
BACK_WITHIN_MS = 40_000
SHIPPED = re.compile("Shipped|Delivered")
PRODUCTS_TO_ORDER = 3
RARE = "rare_item"
PLACE = re.compile("^Place order")


class Shopper:
    """Somebody else, who buys without a browser."""

    def __init__(self, base: str):
        self.base = base + "/api/v1"
        self.email = f"other-{time.time_ns()}@example.com"
        account = {"email": self.email, "password": PASSWORD}
        self.call("POST", "/auth/register", account)
        self.token = self.call("POST", "/auth/login", account)["access_token"]

    def call(self, method: str, path: str, body=None):
        headers = {"Content-Type": "application/json"}
        if token := getattr(self, "token", None):
            headers["Authorization"] = f"Bearer {token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def buy(self, product_id: str, quantity: int):
        price = self.call("GET", f"/products/{product_id}")["price"]
        self.call("POST", "/orders", {
            "items": [{"product_id": product_id, "quantity": quantity, "unit_price": f"{price:.2f}"}],
            "total_amount": f"{round(price * 100) * quantity / 100:.2f}", "payment_method": "CREDIT_CARD",
            "shipping_address": {"street": "1 Quay", "city": "Portland", "state": "OR", "zip": "97201"},
        })


class Story:
    def __init__(self, context: BrowserContext, relay: Relay, report: Report, camera: Camera):
        self.context = context
        self.relay = relay
        self.base = relay.base
        self.report = report
        self.camera = camera
        self.witness = Witness(self.base)
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
        self.visitor_looks_at_a_product()
        self.sign_up_explains_mistakes()
        self.customer_signs_up()
        self.customer_fills_the_cart()
        self.checkout_explains_mistakes()
        self.customer_orders_and_sees_it_ship()
        self.reload_keeps_everything()
        self.orders_are_listed()
        self.stock_runs_short()
        self.an_answer_gets_lost()
        self.network_goes_and_comes_back()
        self.server_goes_and_comes_back()
        self.account_is_kept()
        self.unknown_addresses_are_explained()
        self.customer_signs_out_and_mistypes()
        self.witness.testify(self.report)
        leaked = [path for path in self.relay.paths if path.startswith("/ws/") and "token" in path]
        self.report.check("no socket's address carries a token", not leaked, ", ".join(leaked))

    def visitor_finds_the_catalogue(self):
        page = self.page
        with self.report.step("the catalogue opens with products and prices"):
            page.goto(self.base + "/")
            expect(page.locator("h1")).to_have_text("Catalogue")
            expect(page.locator(".product-name").first).to_be_visible()
            expect(page.locator(".product-price").first).to_contain_text(re.compile(r"\d"))
        self.camera.shoot(page, "shop")
        with self.report.step("a category narrows the list and the address says so"):
            page.get_by_role("group", name="Category").get_by_role("button", name="Kitchen").click()
            expect(page).to_have_url(re.compile(r"\?category=Kitchen$"))
            expect(page.locator(".product-kind").first).to_contain_text("Kitchen")
            kinds = page.locator(".product-kind").all_inner_texts()
            assert kinds and all(kind.startswith("Kitchen") for kind in kinds), kinds
        with self.report.step("searching for nonsense says that nothing matches, and clearing brings the list back"):
            page.get_by_role("searchbox").fill("zzzz-no-such-thing")
            expect(page.get_by_text("No products match")).to_be_visible()
            self.camera.shoot(page, "shop-nothing")
            page.get_by_role("button", name="Clear filters").click()
            expect(page.locator(".product-name").first).to_be_visible()
            expect(page).to_have_url(re.compile(r"/$"))
        with self.report.step("orders of a visitor lead to sign-in"):
            page.get_by_role("link", name="Orders").click()
            expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Forders$"))

    def visitor_looks_at_a_product(self):
        page = self.page
        with self.report.step("a product has a page of its own with price, stock and others like it"):
            page.get_by_role("link", name="Shop", exact=True).click()
            page.get_by_role("link", name="Harbour Mug", exact=True).click()
            expect(page.locator("h1")).to_have_text("Harbour Mug")
            expect(page.locator(".product-page-price")).to_contain_text("29.99")
            expect(page.locator(".product-page .stock-badge")).to_have_text("In stock")
            expect(page.get_by_role("heading", name="More in Kitchen")).to_be_visible()
        self.camera.shoot(page, "product")
        with self.report.step("a product that is not there is explained"), self.witness.excuse():
            page.goto(self.base + "/products/no-such-product")
            expect(page.locator("h1")).to_have_text("Product not found")

    def sign_up_explains_mistakes(self):
        page = self.page
        with self.report.step("a wrong address and a short password are explained at their fields"):
            page.get_by_role("link", name="Orders").click()
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
            expect(page.locator("connection-pill .label")).to_have_text("Live")
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
        with self.report.step("the cart opens beside the page, holds the focus, and Escape gives it back"):
            page.get_by_role("link", name=re.compile("^Cart")).click()
            dialog = page.get_by_role("dialog", name="Cart")
            expect(dialog.locator(".cart-line")).to_have_count(PRODUCTS_TO_ORDER)
            self.camera.shoot(page, "cart-drawer")
            page.keyboard.press("Escape")
            expect(dialog).to_be_hidden()
            expect(page.get_by_role("link", name=re.compile("^Cart"))).to_be_focused()
        with self.report.step("from there it goes to the checkout, whose total is the exact sum of the lines"):
            page.get_by_role("link", name=re.compile("^Cart")).click()
            page.get_by_role("link", name="Check out").click()
            lines = page.locator(".cart-layout .cart-line")
            expect(lines).to_have_count(PRODUCTS_TO_ORDER)
            units = [amount(text) for text in lines.locator(".cart-words .small").all_inner_texts()]
            self.total = page.locator(".cart-total").inner_text()
            expected = sum(unit * 2 for unit in units)
            assert amount(self.total) == expected, f"{self.total} instead of {expected}"

    def checkout_explains_mistakes(self):
        page = self.page
        with self.report.step("an empty address is summed up before anything is sent, each line a link into its field"):
            page.get_by_role("button", name=PLACE).click()
            summary = page.locator(".error-summary")
            expect(summary).to_be_focused()
            expect(summary.get_by_role("link")).to_have_count(4)
            self.camera.shoot(page, "cart-mistakes")
            summary.get_by_role("link", name="Enter the city.").click()
            expect(page.get_by_label("City")).to_be_focused()
        with self.report.step("what the server has against a field is shown there"), self.witness.excuse():
            self.fill_address(zip_code="9" * 20)
            page.route("**/api/v1/orders", lambda route: route.fulfill(
                status=422, content_type="application/problem+json", body=json.dumps({
                    "type": "/errors/validation_failed", "title": "Some fields are wrong", "status": 422,
                    "code": "validation_failed", "request_id": "story",
                    "errors": [{"pointer": "/shipping_address/zip", "code": "too_long", "detail": "Too long."},
                               {"pointer": "/items/1/quantity", "code": "out_of_range", "detail": "Too many."}]})))
            page.get_by_role("button", name=PLACE).click()
            expect(page.locator(".error-summary").get_by_role("link")).to_have_count(2)
            expect(page.locator('[data-name="zip"] .field-error')).to_contain_text("Too long.")
            expect(page.locator(".cart-layout .cart-line").nth(1).locator(".cart-refusal")).to_have_text("Too many.")
            page.unroute("**/api/v1/orders")
        with self.report.step("what is typed survives a reload"):
            self.fill_address()
            page.reload()
            expect(page.get_by_label("Street and number")).to_have_value("12 Harbour Lane")
            expect(page.locator(".cart-layout .cart-line")).to_have_count(PRODUCTS_TO_ORDER)
        self.camera.shoot(page, "cart")

    def fill_address(self, zip_code="97201"):
        page = self.page
        page.get_by_label("Country").select_option("US")
        page.get_by_label("Street and number").fill("12 Harbour Lane")
        page.get_by_label("City").fill("Portland")
        page.get_by_label("State", exact=True).fill("OR")
        page.get_by_label("ZIP code").fill(zip_code)

    def customer_orders_and_sees_it_ship(self):
        page = self.page
        other = self.new_page()
        with self.report.step("a second tab takes up the session and is live"):
            other.goto(self.base + "/orders")
            expect(other.locator("h1")).to_have_text("Your orders")
            expect(other.locator("connection-pill .label")).to_have_text("Live")
        sockets = self.relay.open_sockets("/ws/orders/")
        self.report.check("both tabs share one socket", sockets == 1, f"{sockets} are open")
        for tab in (page, other):
            tab.evaluate("window.notReloaded = true")
        orders_sent = []
        page.on("request", lambda request: request.method == "POST" and request.url.endswith("/orders")
                and orders_sent.append(request.headers.get("idempotency-key", "")))
        with self.report.step("a double click on “Place order” opens the new order"):
            page.get_by_role("button", name=PLACE).dblclick()
            expect(page).to_have_url(re.compile(r"/orders/[0-9a-f-]{36}$"), timeout=15_000)
            self.order_path = urlsplit(page.url).path
        self.report.check("it was sent once, with an idempotency key", len(orders_sent) == 1 and bool(orders_sent[0]),
                          repr(orders_sent))
        with self.report.step("“Shipped” appears by itself, with carrier, tracking number and timeline"):
            expect(page.locator(".order-headline")).to_have_text(SHIPPED, timeout=SHIPPED_WITHIN_MS)
            expect(page.get_by_text("Tracking number")).to_be_visible()
            expect(page.locator(".timeline-title", has_text="Handed to the carrier")).to_be_visible()
            expect(page.locator(".item-total")).to_contain_text(self.total)
            expect(page).to_have_title(re.compile("^(● )?(Shipped|Delivered) · "))
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
            expect(page.locator("connection-pill .label")).to_have_text("Live")
        with self.report.step("a shipped order offers no cancelling"):
            expect(page.get_by_role("button", name="Cancel order")).to_have_count(0)
        with self.report.step("on paper it is a receipt without buttons"):
            page.emulate_media(media="print")
            expect(page.get_by_role("button", name="Print", exact=True)).to_be_hidden()
            expect(page.locator(".item-total")).to_be_visible()
            page.screenshot(path=self.camera.directory / "order-on-paper.png", full_page=True)
            page.emulate_media(media="screen")
        with self.report.step("ordering again fills the cart"):
            page.get_by_role("button", name="Order again").click()
            expect(page.get_by_role("dialog", name="Cart").locator(".cart-line")).to_have_count(PRODUCTS_TO_ORDER)
            for _ in range(PRODUCTS_TO_ORDER):
                page.get_by_role("dialog").get_by_role("button", name=re.compile("^Remove")).first.click()
            expect(page.get_by_text("Your cart is empty")).to_be_visible()
            page.keyboard.press("Escape")

    def orders_are_listed(self):
        page = self.page
        with self.report.step("the list shows the order, and a filter that fits nothing says so"):
            page.get_by_role("link", name="Orders", exact=True).click()
            expect(page.locator("a.order-row")).to_have_count(1)
            self.camera.shoot(page, "orders")
            page.get_by_role("group", name="Show").get_by_role("button", name="Failed").click()
            expect(page).to_have_url(re.compile(r"/orders\?show=failed$"))
            expect(page.get_by_text("Nothing here")).to_be_visible()
            self.camera.shoot(page, "orders-nothing")
            page.go_back()
            expect(page.locator("a.order-row")).to_have_count(1)
        with self.report.step("an order is found by its number"):
            number = page.locator(".order-number").inner_text()
            page.get_by_role("searchbox").fill("A-99999999")
            expect(page.get_by_text("Nothing here")).to_be_visible()
            page.get_by_role("searchbox").fill(number)
            expect(page.locator("a.order-row")).to_have_count(1)

    def stock_runs_short(self):
        page = self.page
        with self.report.step("stock that somebody else buys is gone from the page, and the cart offers what is left"):
            page.goto(f"{self.base}/products/{RARE}")
            badge = page.locator(".product-page .stock-badge")
            expect(badge).to_have_text("3 left")
            for _ in range(2):
                page.get_by_role("button", name=re.compile("^One more")).first.click()
            page.locator(".product-page").get_by_role("button", name=re.compile("^Add ")).click()
            Shopper(self.base).buy(RARE, 2)
            expect(badge).to_have_text("1 left", timeout=15_000)
            page.get_by_role("link", name=re.compile("^Cart")).click()
            page.get_by_role("link", name="Check out").click()
            expect(page.get_by_text("Only 1 left.")).to_be_visible()
            self.camera.shoot(page, "cart-short")
            page.get_by_role("button", name=PLACE).click()
            expect(page.locator(".error-summary")).to_contain_text("only 1 are left")
            page.get_by_role("button", name="Use 1 instead").click()
            expect(page.get_by_label(re.compile("^Quantity of"))).to_have_value("1")

    def an_answer_gets_lost(self):
        page = self.page
        page.evaluate("window.notReloaded = true")
        with self.report.step("an order whose answer gets lost is kept, said to be safe, and waits"), self.witness.excuse():
            self.relay.lose_answer_to(b"POST /api/v1/orders ")
            self.fill_address()
            page.get_by_role("button", name=PLACE).click()
            expect(page.get_by_text("It cannot be placed twice")).to_be_visible(timeout=15_000)
            expect(page.get_by_label("Street and number")).to_have_value("12 Harbour Lane")
            self.camera.shoot(page, "cart-waiting")
        with self.report.step("when the line is back it arrives by itself, once"), self.witness.excuse():
            self.relay.mend()
            expect(page).to_have_url(re.compile(r"/orders/[0-9a-f-]{36}$"), timeout=BACK_WITHIN_MS)
            expect(page.locator(".order-headline")).to_have_text(SHIPPED, timeout=SHIPPED_WITHIN_MS)
            page.get_by_role("link", name="Orders", exact=True).click()
            expect(page.locator("a.order-row")).to_have_count(2)
        self.report.check("an answer was lost, and the page not reloaded",
                          self.relay.lost == 1 and page.evaluate("window.notReloaded === true"))

    def network_goes_and_comes_back(self):
        page = self.page
        with self.report.step("going offline is said, coming back reconnects"), self.witness.excuse():
            self.context.set_offline(True)
            expect(page.locator("connection-pill .label")).to_have_text("Offline")
            expect(page.locator("offline-ribbon")).to_be_visible()
            self.camera.shoot(page, "offline")
            self.context.set_offline(False)
            expect(page.locator("connection-pill .label")).to_have_text("Live", timeout=20_000)
            expect(page.locator("offline-ribbon")).to_be_hidden()

    def server_goes_and_comes_back(self):
        page = self.page
        with self.report.step("a server that goes away is said, and waited for"), self.witness.excuse():
            self.relay.cut()
            expect(page.locator("connection-pill .label")).to_have_text("Reconnecting")
            page.locator("connection-pill > button").click()
            expect(page.get_by_text("Next try")).to_be_visible()
            self.camera.shoot(page, "reconnecting")
            page.keyboard.press("Escape")
        with self.report.step("without the server the page still opens, and says what is missing"), self.witness.excuse():
            page.reload()
            expect(page.locator("h1")).to_have_text("Your orders", timeout=15_000)
            expect(page.get_by_role("heading", name="No connection")).to_be_visible()
            self.camera.shoot(page, "server-gone")
        with self.report.step("what the browser keeps for that are the shop's own files, and no answer of the API"):
            kept = page.evaluate("""async () => {
                const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
                const keys = await Promise.all(caches_.map((cache) => cache.keys()));
                return keys.flat().map(({ url }) => new URL(url).pathname);
            }""")
            assert "/" in kept and any(path.endswith("/app.js") for path in kept), kept
            assert all(path == "/" or path.startswith("/assets/") for path in kept), kept
        with self.report.step("when the server is back the page fills by itself"), self.witness.excuse():
            self.restart()
            self.relay.mend()
            expect(page.locator("a.order-row")).to_have_count(2, timeout=BACK_WITHIN_MS)
            expect(page.locator("connection-pill .label")).to_have_text("Live", timeout=BACK_WITHIN_MS)

    def restart(self):
        """Has the server restarted, where somebody does that."""
        name = os.environ.get("TRADEPOST_RESTART_FILE")
        if name is None:
            return
        Path(name).touch()
        end = time.monotonic() + 60
        while Path(name).exists() and time.monotonic() < end:
            time.sleep(0.05)
        self.report.check("the server was restarted meanwhile", not Path(name).exists())

    def account_is_kept(self):
        page = self.page
        with self.report.step("a new name is kept and shown in the menu"):
            page.get_by_role("button", name="Account menu").click()
            page.get_by_role("link", name="Your account").click()
            expect(page.locator("h1")).to_have_text("Your account")
            expect(page.get_by_label("Name")).to_have_value("Robin Story")
            page.get_by_label("Name").fill("Robin S. Tory")
            page.get_by_role("button", name="Save").click()
            expect(page.get_by_role("button", name="Saved")).to_be_visible()
            page.get_by_role("button", name="Account menu").click()
            expect(page.locator(".account-name")).to_have_text("Robin S. Tory")
            page.keyboard.press("Escape")
        with self.report.step("the session of this browser is among the sessions"):
            expect(page.get_by_text("This browser")).to_be_visible()
            expect(page.get_by_text("Chrome on")).to_be_visible()
        self.camera.shoot(page, "account")
        if page.get_by_role("link", name="Manage webhooks").count():
            with self.report.step("webhooks are listed"):
                page.get_by_role("link", name="Manage webhooks").click()
                expect(page.get_by_role("heading", name="Add a webhook")).to_be_visible()
                self.camera.shoot(page, "webhooks")

    def unknown_addresses_are_explained(self):
        page = self.page
        with self.report.step("an order that is not there is explained"), self.witness.excuse():
            page.goto(self.base + "/orders/00000000-0000-7000-8000-000000000000")
            expect(page.locator("h1")).to_have_text("Order not found")
            self.camera.shoot(page, "order-not-found")
        with self.report.step("a link that leads to no order is explained"), self.witness.excuse():
            page.goto(self.base + "/track/no-such-token")
            expect(page.locator("h1")).to_have_text("This link leads to no order")
            self.camera.shoot(page, "track-not-found")
        with self.report.step("an address that leads nowhere is explained"):
            page.goto(self.base + "/nowhere/at/all")
            expect(page.locator("h1")).to_have_text("This page does not exist")
            self.camera.shoot(page, "not-found")

    def customer_signs_out_and_mistypes(self):
        page = self.page
        with self.report.step("signing out leaves the customer's pages"):
            page.get_by_role("link", name="Orders", exact=True).click()
            expect(page.locator("a.order-row")).to_have_count(2)
            page.get_by_role("button", name="Account menu").click()
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
            expect(page.get_by_role("button", name="Account menu")).to_be_visible()
            expect(page.locator("h1")).to_have_text("Your orders")
            expect(page.locator("a.order-row")).to_have_count(2)


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
        except Error as failure:
            report.check("the story reaches its end", False, str(failure))
        browser.close()
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
