#!/usr/bin/env python3
"""The pages around the API in a real browser: /docs, /redoc, /errors, with no other host within reach.

    documentation_pages.py BASE_URL SCREENSHOT_DIR

Swagger UI and Redoc show the operations of a small description, which stands in for /openapi.json; a program that was
built without them shows its plain list. The pages of errors fit 360 px in both themes. Nothing is said on the console
and no other host is asked for anything. Needs the Python package `playwright`; the browser is TRADEPOST_CHROMIUM, or
/usr/bin/chromium. The last line is "N passed, M failed"; the exit status is 0 only when M is 0.
"""

import json
import os
import sys
from pathlib import Path

from playwright.sync_api import Error, expect, sync_playwright

from stage import HEIGHT, Report, THEMES, WIDTHS, Witness

# Names are not resolved at all: what is not on this address does not exist.
NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
DESCRIPTION = {
    "openapi": "3.1.0",
    "info": {"title": "A small shop", "version": "1.0", "description": "For the test."},
    "tags": [{"name": "Tea", "description": "Everything about tea."}],
    "paths": {
        "/tea": {
            "get": {
                "tags": ["Tea"], "summary": "Lists the teas", "operationId": "listTeas",
                "parameters": [{"name": "kind", "in": "query", "description": "only these", "schema": {"type": "string"}}],
                "responses": {"200": {"description": "Teas", "content": {"application/json": {"schema": {
                    "type": "array", "items": {"$ref": "#/components/schemas/Tea"}}}}}},
            },
            "post": {
                "tags": ["Tea"], "summary": "Adds a tea", "operationId": "addTea",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tea"}}}},
                "responses": {"201": {"description": "The tea"}},
            },
        },
    },
    "components": {"schemas": {"Tea": {
        "type": "object", "required": ["name"],
        "properties": {"name": {"type": "string"}, "grams": {"type": "integer", "minimum": 1}},
    }}},
}
SUMMARIES = ("Lists the teas", "Adds a tea")


class Visit:
    """Pages of one server in a browser that reaches nothing else."""

    def __init__(self, browser, base_url, report, screenshots):
        self.browser, self.base_url, self.report, self.screenshots = browser, base_url, report, screenshots
        self.witness = Witness(base_url)

    def page(self, path, width=1280, theme="light"):
        """A loaded page in a context of its own."""
        context = self.browser.new_context(viewport={"width": width, "height": HEIGHT}, color_scheme=theme)
        context.set_default_timeout(20_000)
        page = context.new_page()
        self.witness.watch(page)
        page.route("**/openapi.json", lambda route: route.fulfill(
            status=200, content_type="application/json", body=json.dumps(DESCRIPTION)))
        page.goto(self.base_url + path)
        return page

    def photograph(self, page, name):
        """Keeps what the page looks like."""
        self.screenshots.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=self.screenshots / f"{name}.png")

    def swagger(self):
        """Swagger UI lists the operations, and one of them opens."""
        with self.report.step("Swagger UI shows the operations, and one opens"):
            page = self.page("/docs")
            for summary in SUMMARIES:
                expect(page.get_by_text(summary)).to_be_visible()
            page.get_by_text(SUMMARIES[0]).click()
            expect(page.get_by_role("button", name="Try it out")).to_be_visible()
            self.photograph(page, "docs-swagger")
            page.context.close()

    def redoc(self):
        """Redoc lists the operations, and its search finds one."""
        with self.report.step("Redoc shows the operations, and its search finds one"):
            page = self.page("/redoc")
            for summary in SUMMARIES:
                expect(page.get_by_role("heading", name=summary)).to_be_visible()
            page.get_by_placeholder("Search...").fill("adds")
            expect(page.locator("[data-role='search:results']").get_by_text(SUMMARIES[1]).first).to_be_visible()
            self.photograph(page, "docs-redoc")
            page.context.close()

    def plain(self):
        """The list of our own, in a program that was built without the others."""
        for path in ("/docs", "/redoc"):
            with self.report.step(f"{path} is a plain list of operations"):
                page = self.page(path)
                for summary in SUMMARIES:
                    expect(page.get_by_text(summary)).to_be_visible()
                page.get_by_text(SUMMARIES[0]).click()
                expect(page.get_by_text("only these")).to_be_visible()
                self.photograph(page, f"docs-plain{path.replace('/', '-')}")
                page.context.close()

    def errors(self):
        """An error's page at every width and in both themes."""
        for width in WIDTHS:
            for theme in THEMES:
                with self.report.step(f"an error's page fits {width} px in the {theme} theme"):
                    page = self.page("/errors/unsupported_websocket_version", width, theme)
                    expect(page.get_by_role("heading", level=1)).to_contain_text("version 13")
                    expect(page.get_by_text("What to do")).to_be_visible()
                    page.get_by_text("All codes").click()
                    expect(page.get_by_role("link", name="insufficient_stock")).to_be_visible()
                    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page is too wide"
                    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
                    assert (int(ground.split("(")[1].split(",")[0]) > 127) == (theme == "light"), ground
                    self.photograph(page, f"error-{width}-{theme}")
                    page.get_by_role("link", name="insufficient_stock").click()
                    expect(page.get_by_role("heading", level=1)).to_have_text("Not enough stock")
                    page.context.close()

    def has_pages_of_others(self):
        """Whether Swagger UI and Redoc are in the program."""
        context = self.browser.new_context()
        answer = context.request.get(self.base_url + "/docs/files/licenses.txt")
        text = answer.text() if answer.ok else ""
        context.close()
        if answer.ok:
            self.report.check("their licences are served with them", "Apache License" in text and "MIT" in text)
        return answer.ok


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    report = Report()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("TRADEPOST_CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", NO_NETWORK])
        visit = Visit(browser, sys.argv[1], report, Path(sys.argv[2]))
        try:
            if visit.has_pages_of_others():
                visit.swagger()
                visit.redoc()
            else:
                visit.plain()
            visit.errors()
        except Error as failure:
            report.check("the visit reaches its end", False, str(failure))
        browser.close()
        report.check("the console stays silent", not visit.witness.problems, "; ".join(visit.witness.problems[:5]))
        report.check("no other host is asked", not visit.witness.foreign, "; ".join(visit.witness.foreign[:5]))
    print(f"{report.passed} passed, {report.failed} failed")
    return 0 if report.failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
