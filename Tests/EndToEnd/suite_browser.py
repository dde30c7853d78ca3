#!/usr/bin/env python3
"""Stories in Chromium: a customer who signs up, orders, and sees it ship live while the server restarts; a guest of a
demonstration who only has a keyboard; the API's pages. Screenshots stay in .build/screenshots."""

import contextlib
import os
import pathlib
import sys
import threading

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]

import suite  # noqa: E402

STORY_SECONDS = 420
LOOK_EVERY_SECONDS = 0.05
SCREENSHOTS = suite.ROOT / ".build" / "screenshots"
STORIES = suite.ROOT / "Tests" / "Browser"


@contextlib.contextmanager
def restarted_on_request(tally, server):
    """Restarts the server when the story asks for it by a file, as shop_story.py says."""
    wish, ended = server_folder(server) / "restart", threading.Event()

    def watch():
        while not ended.wait(LOOK_EVERY_SECONDS):
            if wish.exists():
                with tally.step("the server restarts under the browser"):
                    server.stop()
                    server.start()
                wish.unlink()

    thread = threading.Thread(target=watch)
    thread.start()
    os.environ["TRADEPOST_RESTART_FILE"] = str(wish)
    try:
        yield
    finally:
        del os.environ["TRADEPOST_RESTART_FILE"]
        ended.set()
        thread.join()


def server_folder(server):
    return pathlib.Path(server.log).parent


def play(tally, server, *stories):
    """Starts the server, plays the stories on it, and has it stop in order behind the browser."""
    try:
        server.start()
        with restarted_on_request(tally, server):
            for story in stories:
                address = f"http://127.0.0.1:{server.port}"
                suite.passed_on(tally, STORIES / story, address, SCREENSHOTS, limit=STORY_SECONDS)
        with tally.step("the server stops in order behind the browser"):
            server.stop()
    finally:
        server.kill()


def main():
    tally = suite.Tally()
    play(tally, suite.server("shop"), "shop_story.py", "documentation_pages.py")
    play(tally, suite.server("demo", extra=("--demo",)), "guest_story.py")
    tally.end()


main()
