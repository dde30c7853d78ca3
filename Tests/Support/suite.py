"""What the end-to-end suites share: their surroundings, the counting of what held, and running the longer programs."""

import contextlib
import json
import os
import pathlib
import shlex
import subprocess
import sys
import traceback

import shop_client

ROOT = pathlib.Path(__file__).resolve().parents[2]
IS_FULL = os.environ.get("TRADEPOST_FULL", "0") == "1"
BINARY = os.environ.get("TRADEPOST_BINARY", str(ROOT / ".build" / "debug" / "tradepost"))
SCRATCH = pathlib.Path(os.environ.get("TRADEPOST_SCRATCH", str(ROOT / ".build" / "scratch" / "by-hand")))
COMMAND_SECONDS = 120


def serve(*extra):
    """The template of a server, as shop_client.Server takes it."""
    return f"{shlex.quote(BINARY)} serve --data {{data}} --port {{port}} {' '.join(extra)}".strip()


def check():
    """The template of the full consistency check."""
    return f"{shlex.quote(BINARY)} check --data {{data}}"


def folder(name):
    """A new, empty folder in the suite's scratch."""
    path = SCRATCH / name
    shop_client.remove_folder(path)
    path.mkdir(parents=True)
    return path


def server(name, catalogue=None, environment=None, extra=()):
    """A server that is not yet started, on a data directory of its own; `catalogue` is the text of its catalogue.csv.

    It counts no requests, because a suite is one busy client; `environment` may hold RATE_LIMIT_ENABLED=true.
    """
    place = folder(name)
    data = place / "data"
    if catalogue is not None:
        data.mkdir(mode=0o700)
        (data / "catalogue.csv").write_text(catalogue)
    return shop_client.Server(serve(*extra), str(data), place / "server.log", environment)


def tradepost(*words, limit=COMMAND_SECONDS, environment=None, stdin=None):
    """Runs one of the program's commands to its end; answers the completed process with text output."""
    return subprocess.run(
        [BINARY, *map(str, words)], input=stdin or "", capture_output=True, text=True, timeout=limit, check=False,
        env={**os.environ, "SWIFT_BACKTRACE": "enable=no", **(environment or {})},
    )


class Tally:
    """Counts what held; a failed check never ends a suite."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, name, holds, detail=""):
        """Counts one fact; answers whether it holds."""
        self.passed += bool(holds)
        self.failed += not holds
        print(f"{'ok  ' if holds else 'FAIL'} {name}{f': {detail}' if detail != '' and not holds else ''}", flush=True)
        return holds

    @contextlib.contextmanager
    def step(self, name):
        """Passes when the block ends without an error."""
        try:
            yield
        except Exception as error:  # whatever a step raises is a failure with its reason
            if not isinstance(error, (AssertionError, shop_client.Failure, shop_client.NoAnswer)):
                traceback.print_exc()
            self.check(name, False, f"{type(error).__name__}: {error}")
        else:
            self.check(name, True)

    def end(self):
        """Prints the totals and ends the process with the exit code that fits."""
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)


def hand_over(*words):
    """Becomes one of the programs that are suites by themselves and print totals of their own."""
    os.execv(sys.executable, [sys.executable, *map(str, words)])


def passed_on(tally, *words, limit):
    """Runs such a program within a suite, shows what it prints and adds its totals."""
    done = subprocess.run(
        [sys.executable, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=limit,
        check=False,
    )
    print(done.stdout, end="", flush=True)
    last = (done.stdout.strip().splitlines() or [""])[-1].split()
    if len(last) == 4 and last[1] == "passed," and last[3] == "failed":
        tally.passed, tally.failed = tally.passed + int(last[0]), tally.failed + int(last[2])
        if done.returncode == 0 or int(last[2]):
            return
    tally.check(f"{pathlib.Path(str(words[0])).name} ends in order", False, f"exit {done.returncode}")


def pretty(value):
    """A value for a failure's text."""
    return json.dumps(value, default=str)[:1000]
