#!/usr/bin/env python3
"""An operator's story in Chromium: the control room of a demonstration server. Screenshots stay in .build/screenshots."""

import pathlib
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]

import suite  # noqa: E402

STORY_SECONDS = 780
SCREENSHOTS = suite.ROOT / ".build" / "screenshots"
ACCOUNT = {"ADMIN_EMAIL": "operator@example.com", "ADMIN_PASSWORD": "correct horse battery"}


def main():
    tally, server = suite.Tally(), suite.server("control", environment=ACCOUNT, extra=("--demo",))
    try:
        server.start()
        story = suite.ROOT / "Tests" / "Browser" / "operator_story.py"
        address = f"http://127.0.0.1:{server.port}"
        suite.passed_on(tally, story, address, SCREENSHOTS, *ACCOUNT.values(), limit=STORY_SECONDS)
        with tally.step("the server stops in order behind the browser"):
            server.stop()
    finally:
        server.kill()
    tally.end()


main()
