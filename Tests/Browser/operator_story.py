#!/usr/bin/env python3
"""The control room as an operator uses it, in a real browser against a running demonstration server.

    operator_story.py BASE_URL SCREENSHOT_DIR EMAIL PASSWORD

The account is an administrator's. A customer is turned away at the door; the operator places orders in the lab,
sees them arrive without reloading, follows one through its past, writes a note, refunds, corrects stock, imports
products, and looks into the log, its groups and whatever else the server offers: dead letters, webhooks,
notifications, audit. Screens of functions that the server does not have are not in the navigation and are left out.
Every screen is photographed at 360 and 1280 px in both themes and looked at by axe. The last line is "N passed, M
failed"; the exit status is 0 only when M is 0.
"""

import re
import sys
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Page, expect, sync_playwright

from stage import Camera, Report, Witness, launch, new_context

SETTLED_WITHIN_MS = 30_000
FED = re.compile("live|polling")
OPTIONAL = ("Topics", "Consumer groups", "Dead letters", "Webhooks", "Notifications", "Audit")


class Story:
    def __init__(self, context: BrowserContext, base_url: str, account: tuple[str, str], report: Report,
                 camera: Camera):
        self.context = context
        self.base = base_url.rstrip("/")
        self.email, self.password = account
        self.report = report
        self.camera = camera
        self.witness = Witness(base_url)
        self.page = self.new_page()
        self.number = ""
        self.mark = str(time.time_ns())[-9:]

    def new_page(self) -> Page:
        page = self.context.new_page()
        self.witness.watch(page)
        return page

    def tell(self):
        self.customer_is_turned_away()
        self.operator_signs_in()
        self.orders_come_in()
        self.list_is_narrowed_and_kept_in_the_address()
        self.rows_stay_under_the_pointer()
        self.keyboard_leads_everywhere()
        self.order_is_followed_through_its_past()
        self.money_is_given_back()
        self.stock_is_corrected_and_explained()
        self.file_is_imported()
        self.customers_and_keys()
        self.rest_of_the_navigation()
        self.network_goes_and_comes_back()
        self.operator_signs_out()
        self.witness.testify(self.report)

    def goto(self, name: str):
        """Opens a place of the navigation; answers whether this server has it."""
        # A dialog that a failed step has left open would cover everything that follows.
        self.page.evaluate("document.querySelector('dialog[open]')?.close()")
        link = self.page.locator("control-nav > nav").first.get_by_role("link", name=re.compile(f"^{name}"))
        if name in OPTIONAL and not link.is_visible():
            return False
        link.click()
        expect(self.page.locator("h1")).to_contain_text(name)
        return True

    def sign_in(self, email: str, password: str):
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()

    def customer_is_turned_away(self):
        page = self.page
        with self.report.step("the control room asks for an account"):
            page.goto(self.base + "/admin/orders")
            expect(page.locator("h1")).to_have_text("Control room")
            expect(page).to_have_url(re.compile(r"/admin/sign-in\?next="))
        self.camera.shoot(page, "control-sign-in")
        with self.report.step("a customer's account is told which role is needed"):
            email = f"customer-{time.time_ns()}@example.com"
            body = {"email": email, "password": "correct horse"}
            answer = page.request.post(self.base + "/api/v1/auth/register", data=body)
            assert answer.ok, answer.text()
            self.sign_in(email, "correct horse")
            expect(page.get_by_role("heading", name="This is for administrators")).to_be_visible()
            self.camera.shoot(page, "control-forbidden")
            page.get_by_role("button", name="Use another account").click()
            expect(page.locator("h1")).to_have_text("Control room")

    def operator_signs_in(self):
        page = self.page
        with self.report.step("the operator signs in and the connection stands"):
            page.goto(self.base + "/admin/sign-in")
            self.sign_in(self.email, self.password)
            expect(page.locator("control-nav > nav").first).to_be_visible()
            expect(page.locator("connection-pill")).to_have_attribute("data-state", FED, timeout=15_000)

    def orders_come_in(self):
        page = self.page
        other = self.new_page()
        with self.report.step("a second tab shares session and connection"):
            other.goto(self.base + "/admin/orders")
            expect(other.locator("h1")).to_contain_text("Orders")
            other.evaluate("window.notReloaded = true")
        with self.report.step("scenarios of the lab end as they say"):
            self.goto("Lab")
            for name in ("Happy", "Card declined", "Not enough stock"):
                page.locator(".scenario", has_text=name).click()
            happy = page.locator(".lab-orders li", has_text="Happy")
            shipped = re.compile("Shipped|Delivered")
            expect(happy.locator("status-chip")).to_have_text(shipped, timeout=SETTLED_WITHIN_MS)
            for name in ("Card declined", "Not enough stock"):
                expect(page.locator(".lab-orders li", has_text=name).locator("status-chip")).to_have_text("Failed")
            self.number = happy.get_by_role("link").inner_text()
        with self.report.step("a small load run places its orders"):
            page.get_by_label("Orders", exact=True).fill("12")
            page.get_by_role("button", name="Start").click()
            expect(page.get_by_text("Done: 12 placed")).to_be_visible(timeout=SETTLED_WITHIN_MS)
        self.camera.shoot(page, "control-lab")
        with self.report.step("the other tab's list has the order without a reload"):
            if other.locator(".new-rows").is_visible():
                other.locator(".new-rows").click()
            expect(other.get_by_role("link", name=self.number)).to_be_visible(timeout=15_000)
            assert other.evaluate("window.notReloaded === true")
        other.close()
        with self.report.step("the overview shows figures, river, newest orders and what needs attention"):
            self.goto_overview()
            expect(page.locator(".river strong").last).not_to_have_text("–")
            expect(page.locator(".tile-value strong").first).not_to_have_text("–", timeout=10_000)
            expect(page.locator(".newest tbody tr").first).to_be_visible()
            expect(page.locator(".attention li").first).to_be_visible()
        self.camera.shoot(page, "control-overview")

    def goto_overview(self):
        self.page.get_by_role("link", name="Overview").first.click()
        expect(self.page.locator(".river")).to_be_visible()

    def list_is_narrowed_and_kept_in_the_address(self):
        page = self.page
        with self.report.step("a view and a filter are in the address, and a reload keeps them"):
            self.goto("Orders")
            expect(page.locator("tbody tr").first).to_be_visible()
            self.camera.shoot(page, "control-orders")
            page.get_by_role("link", name="Failed", exact=True).click()
            expect(page).to_have_url(re.compile(r"status=failed"))
            expect(page.locator("tbody status-chip").first).to_have_text("Failed")
            page.reload()
            expect(page.locator(".chip")).to_contain_text("Failed")
            expect(page.locator("tbody status-chip").first).to_have_text("Failed")
        with self.report.step("a filter that fits nothing says so and can be cleared"):
            page.get_by_role("button", name="Filter", exact=True).click()
            page.get_by_role("button", name="Total from").click()
            page.get_by_label("Total from").fill("99999999")
            page.get_by_role("button", name="Apply").click()
            expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
            page.get_by_role("button", name="Clear filters").click()
            expect(page.locator("tbody tr").first).to_be_visible()
        with self.report.step("an order is found by its number"):
            page.get_by_role("searchbox").fill(self.number)
            expect(page.locator("tbody tr")).to_have_count(1)
            expect(page.get_by_role("link", name=self.number)).to_be_visible()
            page.get_by_role("searchbox").fill("")
            expect(page.locator("tbody tr")).not_to_have_count(1)
        with self.report.step("the filter's orders are exported as a file"):
            with page.expect_download() as download:
                page.get_by_role("button", name="Export CSV").click()
            lines = Path(download.value.path()).read_text().splitlines()
            assert lines[0].startswith("order_number,order_id,status"), lines[0]
            assert any(line.startswith(self.number + ",") for line in lines), "the order is not in the file"

    def rows_stay_under_the_pointer(self):
        page = self.page
        with self.report.step("new orders wait behind a button while somebody reads"):
            expect(page.locator("dialog[open]")).to_have_count(0)
            row = page.locator("tbody tr").first
            row.hover()
            first = row.inner_text()
            self.place_order()
            expect(page.locator(".new-rows")).to_be_visible(timeout=15_000)
            assert page.locator("tbody tr").first.inner_text().split()[0] == first.split()[0], "the row has moved"
            page.locator(".new-rows").click()
            expect(page.locator(".new-rows")).to_be_hidden()

    def place_order(self) -> str:
        body = {"items": [{"product_id": "prod-001", "quantity": 1, "unit_price": "29.99"}], "total_amount": "29.99"}
        answer = self.page.request.post(self.base + "/api/v1/orders", data=body)
        assert answer.ok, answer.text()
        return answer.json()["order_id"]

    def keyboard_leads_everywhere(self):
        page = self.page
        with self.report.step("the palette finds the order by its number"):
            page.keyboard.press("Control+k")
            page.get_by_role("combobox").fill(self.number)
            expect(page.get_by_role("option", name=re.compile(self.number))).to_be_visible()
            self.camera.shoot(page, "control-palette")
            page.keyboard.press("Enter")
            expect(page.locator("h1")).to_have_text(self.number)
        with self.report.step("g and a letter go to a place, j walks, Enter opens the row's panel, ? helps"):
            page.keyboard.press("g")
            page.keyboard.press("o")
            expect(page.locator("h1")).to_contain_text("Orders")
            expect(page.locator("tbody tr").first).to_be_visible()
            page.keyboard.press("j")
            page.keyboard.press("j")
            expect(page.locator("tbody tr[data-active]")).to_have_count(1)
            page.keyboard.press("x")
            expect(page.locator(".bulk-bar")).to_be_visible()
            page.get_by_role("button", name="Clear", exact=True).click()
            page.locator("tbody tr").nth(1).locator("td[data-label=Total]").click()
            expect(page.locator("side-panel")).to_be_visible()
            self.camera.shoot(page, "control-panel")
            page.keyboard.press("Escape")
            expect(page.locator("side-panel")).to_be_hidden()
            page.keyboard.press("?")
            expect(page.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
            page.keyboard.press("Escape")

    def order_is_followed_through_its_past(self):
        page = self.page
        with self.report.step("an order has its flow, its events and its stock"):
            page.keyboard.press("Control+k")
            page.get_by_role("combobox").fill(self.number)
            page.get_by_role("option", name=re.compile(self.number)).click()
            expect(page.locator(".flow-lanes li")).not_to_have_count(0)
            expect(page.locator(".raw-events li")).not_to_have_count(0)
            expect(page.locator("h1 + span status-chip")).to_have_text(re.compile("Shipped|Delivered"))
        self.camera.shoot(page, "control-order")
        with self.report.step("the slider shows it as it was, in an address that can be passed on"):
            page.get_by_label("Point in time").focus()
            page.keyboard.press("Home")
            expect(page).to_have_url(re.compile(r"\?at="))
            expect(page.locator("h1 + span status-chip")).to_have_text(re.compile("Placed|Validated|Payment"))
            expect(page.locator("[data-action]")).to_have_count(0)
            page.reload()
            expect(page.locator(".time-slider[data-past]")).to_be_visible()
            self.camera.shoot(page, "control-order-past")
            page.get_by_role("button", name="Now", exact=True).click()
            expect(page.locator("h1 + span status-chip")).to_have_text(re.compile("Shipped|Delivered"))
        with self.report.step("a note is written and stays"):
            page.get_by_label("A note").fill("Called the customer.")
            page.get_by_role("button", name="Add note").click()
            expect(page.locator(".notes")).to_contain_text("Called the customer.")
        with self.report.step("an order that is not there is explained"), self.witness.excuse():
            page.goto(self.base + "/admin/orders/00000000-0000-7000-8000-000000000000")
            expect(page.locator("h1")).to_have_text("Order not found")

    def money_is_given_back(self):
        page = self.page
        with self.report.step("a part of the payment is refunded once"):
            page.keyboard.press("Control+k")
            page.get_by_role("combobox").fill(self.number)
            page.get_by_role("option", name=re.compile(self.number)).click()
            page.get_by_role("button", name="Refund").click()
            page.get_by_label(re.compile("^Amount")).fill("5.00")
            page.get_by_role("button", name="Give back").click()
            expect(page.locator("dialog[open]")).to_have_count(0)
            expect(page.locator(".refunds")).to_contain_text("5.00")

    def stock_is_corrected_and_explained(self):
        page = self.page
        with self.report.step("the catalogue shows its stock"):
            self.goto("Products and stock")
            expect(page.locator("tbody tr").first).to_be_visible()
        self.camera.shoot(page, "control-stock")
        with self.report.step("a price is changed where it stands"):
            row = page.locator("tr", has_text="Olive Soap")
            row.get_by_role("button", name=re.compile("^Price of")).click()
            price = f"{10 + int(self.mark) % 80}.50"
            page.keyboard.type(price)
            page.keyboard.press("Enter")
            expect(row).to_contain_text(price)
        with self.report.step("stock is adjusted with a reason, and the ledger has it"):
            page.get_by_role("link", name="Olive Soap").click()
            expect(page.locator(".level-tile").first).to_be_visible()
            page.get_by_role("button", name="Adjust stock").click()
            page.get_by_label("Number", exact=True).fill("-3")
            page.get_by_label("Reason").fill("Damaged")
            page.get_by_role("button", name="Adjust", exact=True).click()
            expect(page.locator("dialog[open]")).to_have_count(0)
            expect(page.locator(".ledger tbody tr", has_text="Damaged").first).to_be_visible(timeout=10_000)
        self.camera.shoot(page, "control-stock-item")
        with self.report.step("the figures are explained and agree"):
            page.get_by_role("button", name="Explain").click()
            expect(page.get_by_text(re.compile("all promises agree"))).to_be_visible()
            page.keyboard.press("Escape")

    def file_is_imported(self):
        page = self.page
        with self.report.step("a file is imported with its columns named, and refused rows come back"):
            self.goto("Products and stock")
            page.get_by_role("button", name="Import").click()
            text = f"Article,Title,Cost,Opening\nTP-{self.mark},Tin Bucket {self.mark},12.50,40\nTP-BAD,,3.00,1\n"
            page.locator("#import-file").set_input_files(
                {"name": "products.csv", "mimeType": "text/csv", "buffer": text.encode()})
            for column, meaning in (("Article", "sku"), ("Title", "name"), ("Cost", "price"), ("Opening", "stock")):
                page.get_by_label(f"Column {column}").select_option(meaning)
            self.camera.shoot(page, "control-import")
            page.get_by_role("button", name="Import 2 rows").click()
            expect(page.get_by_text("1 added, 0 changed, 0 as they were, 1 refused")).to_be_visible()
            expect(page.locator(".refusals")).to_contain_text("Row 3")
            page.keyboard.press("Escape")
            expect(page.get_by_role("link", name=f"Tin Bucket {self.mark}")).to_be_visible()

    def customers_and_keys(self):
        page = self.page
        with self.report.step("an account gets another tier"):
            self.goto("Customers")
            page.get_by_role("link", name=re.compile("^customer-")).first.click()
            page.get_by_role("button", name="Role and tier").click()
            page.get_by_role("textbox", name="Tier").fill("gold")
            page.get_by_role("button", name="Save").click()
            expect(page.locator(".facts")).to_contain_text("gold")
        self.camera.shoot(page, "control-customer")
        with self.report.step("a key is shown once and can be revoked"):
            self.goto("API keys")
            page.get_by_role("button", name="Make a key").first.click()
            page.get_by_label("Name").fill("Warehouse")
            page.get_by_label("orders:read").check()
            page.get_by_role("button", name="Make the key").click()
            expect(page.locator(".secret code")).to_contain_text("tp_")
            page.get_by_role("button", name="I have kept it").click()
            expect(page.locator(".secret")).to_have_count(0)
            page.get_by_role("button", name="Revoke").first.click()
            page.locator("dialog").get_by_role("button", name="Revoke").click()
            expect(page.locator("tbody .badge").first).to_have_text("Revoked")
        self.camera.shoot(page, "control-api-keys")

    def rest_of_the_navigation(self):
        self.log_is_read()
        for name in ("Webhooks", "Notifications", "Alerts", "Audit"):
            with self.report.step(f"{name} opens, where the server has it"):
                if not self.goto(name):
                    continue
                expect(self.page.locator(".skeleton")).to_have_count(0)
                expect(self.page.locator(".problem-panel")).to_have_count(0)
                self.camera.shoot(self.page, f"control-{name.lower()}")

    def log_is_read(self):
        page = self.page
        with self.report.step("topics are browsed and a live tail shows a new record"):
            if self.goto("Topics"):
                expect(page.locator("tbody tr").first).to_be_visible()
                self.camera.shoot(page, "control-topics")
                page.get_by_role("link", name="order_created").click()
                expect(page.locator("tbody tr").first).to_be_visible()
                page.locator("tbody tr").first.get_by_role("button").click()
                expect(page.locator(".json-tree")).to_be_visible()
                self.camera.shoot(page, "control-topic")
                page.keyboard.press("Escape")
                self.tail_shows_new_records()
        with self.report.step("groups have their lag, and a reset is shown before it is done"):
            if self.goto("Consumer groups"):
                expect(page.locator("tbody tr").first).to_be_visible()
                self.camera.shoot(page, "control-groups")
                page.locator("tbody").get_by_role("link", name="order-validator-group").click()
                page.get_by_role("button", name="Reset offsets").click()
                expect(page.locator(".reset-preview")).to_contain_text("are read again")
                page.keyboard.press("Escape")
                self.camera.shoot(page, "control-group")
        with self.report.step("dead letters open"):
            if self.goto("Dead letters"):
                expect(page.locator(".skeleton")).to_have_count(0)
                self.camera.shoot(page, "control-letters")

    def tail_shows_new_records(self):
        page = self.page
        page.get_by_role("button", name="Live tail").click()
        expect(page.locator(".tail-bar")).to_be_visible()
        page.mouse.move(0, 0)
        for _ in range(9):
            self.place_order()
        expect(page.locator(".tail-bar")).to_contain_text("records/s", timeout=15_000)
        page.get_by_role("button", name="Pause").click()
        expect(page.locator(".tail-bar")).to_contain_text("Paused")
        page.get_by_role("button", name="Stop tail").click()
        expect(page.locator(".tail-bar")).to_be_hidden()

    def network_goes_and_comes_back(self):
        page = self.page
        with self.report.step("going offline is said, coming back reconnects"), self.witness.excuse():
            self.goto("Orders")
            expect(page.locator("tbody tr").first).to_be_visible()
            self.context.set_offline(True)
            try:
                expect(page.locator("connection-pill")).to_have_attribute("data-state", "offline")
                expect(page.locator("offline-ribbon")).to_be_visible()
                expect(page.locator("tbody tr").first).to_be_visible()
                self.camera.shoot(page, "control-offline")
            finally:
                self.context.set_offline(False)
            expect(page.locator("connection-pill")).to_have_attribute("data-state", FED, timeout=30_000)

    def operator_signs_out(self):
        page = self.page
        with self.report.step("signing out closes the room"):
            page.get_by_role("button", name="Your account").click()
            page.get_by_role("button", name="Sign out").click()
            expect(page.locator("h1")).to_have_text("Control room")
            expect(page.locator("control-nav > nav").first).to_be_hidden()


def main() -> int:
    if len(sys.argv) != 5:
        print(__doc__, file=sys.stderr)
        return 2
    base_url, screenshots, email, password = sys.argv[1:]
    report = Report()
    with sync_playwright() as playwright:
        browser = launch(playwright)
        try:
            Story(new_context(browser), base_url, (email, password), report, Camera(Path(screenshots), report)).tell()
        except Error as failure:
            report.check("the story reaches its end", False, str(failure))
        browser.close()
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
