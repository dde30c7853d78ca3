#!/usr/bin/env python3
"""A customer's story in Chromium: sign up, order, see it ship live; the API's pages. Screenshots stay in
.build/screenshots."""

import pathlib
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]

import suite  # noqa: E402

STORY_SECONDS = 300
SCREENSHOTS = suite.ROOT / ".build" / "screenshots"


def main():
    tally, server = suite.Tally(), suite.server("shop")
    try:
        server.start()
        story = suite.ROOT / "Tests" / "Browser" / "shop_story.py"
        suite.passed_on(tally, story, f"http://127.0.0.1:{server.port}", SCREENSHOTS, limit=STORY_SECONDS)
        pages = story.with_name("documentation_pages.py")
        suite.passed_on(tally, pages, f"http://127.0.0.1:{server.port}", SCREENSHOTS, limit=STORY_SECONDS)
        with tally.step("the server stops in order behind the browser"):
            server.stop()
    finally:
        server.kill()
    tally.end()


main()
