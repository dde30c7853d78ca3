#!/usr/bin/env python3
"""Simulated power cuts: in every state that the disk could be in, the store opens and every acknowledged order is there."""

import pathlib
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]

import suite  # noqa: E402

# The recording is as long as the states that are made of it need.
PACE = ["--states", 200] if suite.IS_FULL else ["--states", 40, "--orders", 300]

suite.hand_over(suite.ROOT / "Tests" / "Crash" / "powercut.py", *PACE)
