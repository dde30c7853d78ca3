#!/usr/bin/env python3
"""SIGKILL under load, again and again: nothing acknowledged is lost and nothing happens twice."""

import pathlib
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]

import suite  # noqa: E402

# The short run uses a debug build beside other work, where 200 orders/s are not always reached.
PACE = ["--kills", 50] if suite.IS_FULL else ["--kills", 5, "--min-rate", 30]

suite.hand_over(suite.ROOT / "Tests" / "Crash" / "kill_loop.py", *PACE)
