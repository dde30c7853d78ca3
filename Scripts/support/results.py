"""Where test runs leave their totals, for the last line of `.ci/run`."""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
RESULTS = ROOT / ".build" / "results"
LOGS = ROOT / ".build" / "logs"


def record(name, passed, failed):
    """Notes the totals of one run; a second run of the same name replaces the first."""
    (RESULTS / "totals").mkdir(parents=True, exist_ok=True)
    (RESULTS / "totals" / name).write_text(f"{passed} {failed}\n")


def totals():
    """(passed, failed, names of failed steps) over everything noted since the results were cleared."""
    passed = failed = 0
    for path in sorted((RESULTS / "totals").glob("*")):
        one, other = path.read_text().split()
        passed, failed = passed + int(one), failed + int(other)
    steps = RESULTS / "steps"
    lines = steps.read_text().splitlines() if steps.exists() else []
    return passed, failed, [line.removeprefix("failed ") for line in lines if line.startswith("failed ")]
