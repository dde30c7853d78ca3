#!/usr/bin/env python3
"""A disk that refuses a sync and a disk that is full: no acknowledged order is lost, reads go on, writes resume."""

import pathlib
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]

import suite  # noqa: E402

FAULTS = suite.ROOT / "Tests" / "Faults"
MINUTE = 60
# The store's own first syncs, those of the first customer and orders, and some of the steady state.
SYNCS = ["--syncs", 50] if suite.IS_FULL else ["--only", "1,2,3,4,5,6,8,11,16,23,34,50"]


def main():
    tally = suite.Tally()
    suite.passed_on(tally, FAULTS / "sync_failure.py", *SYNCS, "--at-once", 3, limit=30 * MINUTE)
    suite.passed_on(tally, FAULTS / "disk_full.py", "--rounds", 10 if suite.IS_FULL else 2, limit=10 * MINUTE)
    tally.end()


main()
