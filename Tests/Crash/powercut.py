#!/usr/bin/env python3
"""Cuts the power, in a model: records what the real server does to its files, and audits what could be left of them.

    powercut.py [--states 200] [--seed N] [--server "CMD … {data} … {port}"] [--check "CMD … {data} … {expect}"]
    powercut.py --again FOLDER        rebuilds and audits a state that was kept as failed

1. The server runs under powercut_recorder.c on an empty folder, orders are placed over HTTP, it is stopped and started
   again in the middle. The trace must account for every byte of the real files.
2. At random points of the trace disk_model.py makes a state of the disk: what was synced, a random part of the rest,
   shuffled and torn. Every order that was acknowledged before the point must be in it, and the check must be clean. As
   long as nothing had been acknowledged, an unfinished store may also be made anew by starting the server on it.
3. Negative controls: the same with syncs left out, and with acknowledgements given too early, must be caught.

Ends with `N passed, M failed`. Failed states are kept with the trace and the seed.
"""

import argparse
import bisect
import collections
import concurrent.futures
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "Support")]

import disk_model  # noqa: E402
import shop_client  # noqa: E402
from shop_client import Account, Connection, Failure, NoAnswer, Server  # noqa: E402

ORDER_ID = re.compile(rb'"order_id"\s*:\s*"([^"]+)"')
CHECK_SECONDS = 120
KEPT_MAX = 5
AUDITS_AT_ONCE = 2
START_SHARE = 0.1
SHARED_MEMORY = pathlib.Path("/dev/shm")
SHARED_MEMORY_MIN_BYTES = 2 << 30
# Where states of the first kind are cut: (share, region).
REGIONS = ((0.25, "start"), (0.20, "growth"), (0.15, "meta"), (0.15, "answered"), (0.25, "anywhere"))


class Control:
    """A planted fault that must make states fail: syncs left out, or answers that come too early."""

    def __init__(self, name, meaning, states, ignored=(), early_answers=0, region="anywhere"):
        self.name, self.meaning, self.states, self.region = name, meaning, states, region
        self.ignored, self.early_answers = ignored, early_answers

    @property
    def needed(self):
        """How many of its states must fail: a fifth."""
        return -(-self.states // 5)


def controls(states):
    half = max(40, states // 2)
    return (
        Control("nosync", "no sync of the store's file happens", states, ("sync", "dsync")),
        # The next commit's sync takes the meta page along, so it is the moment after an answer that counts.
        Control("nometasync", "meta pages are not synced", half, ("dsync",), region="answered"),
        Control("early-answer", "each answer is sent before its commit", half, early_answers=1),
    )


# MARK: Recording


def build_recorder(scratch):
    library = scratch / "powercut_recorder.so"
    source = HERE / "powercut_recorder.c"
    subprocess.run(["gcc", "-O2", "-Wall", "-shared", "-fPIC", "-o", library, source], check=True)
    return library


class Recording:
    """The trace of a real run, with what was answered in it."""

    def __init__(self, paths, root):
        self.paths, self.root = [str(path) for path in paths], str(root)
        self.records = disk_model.read_trace(self.paths)
        self.answers = [record.place for record in self.records if record.kind == "A"]
        self.acknowledged = {}  # order id: place of its first answer
        for place in self.answers:
            match = ORDER_ID.search(bytes(self.records[place].payload))
            if match:
                self.acknowledged.setdefault(match[1].decode(), place)
        self.order_places = sorted(self.acknowledged.values())

    def expected(self, cut, early):
        """The orders that must be there after a cut; `early` more are claimed by a control."""
        known = bisect.bisect_left(self.order_places, cut)
        limit = self.order_places[min(known + early, len(self.order_places)) - 1] if known + early else -1
        return [order for order, place in self.acknowledged.items() if place <= limit]

    def regions(self):
        """Lists of cuts by region: see REGIONS."""
        end, opened, sizes = len(self.records), {}, collections.Counter()
        found = {"start": [], "growth": [], "meta": [], "answered": [place + 1 for place in self.order_places]}
        for record in self.records:
            if record.kind == "O":
                opened[record.handle] = (record.text, bool(record.number & os.O_DSYNC))
            elif record.kind == "W":
                path, is_dsync = opened[record.handle]
                if is_dsync:
                    found["meta"] += [record.place, record.place + 1]
                if path.endswith("data.mdb") and record.end > sizes[path]:
                    found["growth"] += range(record.place, min(end, record.place + 4))
                    sizes[path] = record.end
        # Up to the first answer there is nothing that must survive, but the start must.
        found["start"] = list(range(1, self.answers[0] + 1))
        found["anywhere"] = list(range(1, end + 1))
        return {name: cuts or found["anywhere"] for name, cuts in found.items()}


def place_orders(server, options, rng, limit):
    """Presses the server from several connections; returns the ids of the orders it acknowledged."""
    first = Connection(server.port)
    account = Account(first, rng)
    token, acknowledged, errors = account.token(first), [], []
    first.close()
    deadline = time.monotonic() + options.seconds / 2

    def press(own):
        connection = Connection(server.port)
        try:
            while time.monotonic() < deadline and len(acknowledged) < limit:
                body, _, _ = shop_client.order_body(own, account.user_id)
                key = ("Idempotency-Key", shop_client.new_key(own))
                answer = connection.request("POST", "/api/v1/orders", token, body, [key])
                if answer.status != 201:
                    raise Failure(f"placing an order: {answer}")
                acknowledged.append(answer.json()["order_id"])
        except (Failure, NoAnswer) as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=press, args=(random.Random(rng.random()),)) for _ in range(options.connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise Failure(f"while recording: {errors[0]}")
    return acknowledged


def record(options, rng, scratch):
    """Runs the server under the recorder, twice on the same folder, and checks that the trace is complete."""
    library, data, traces, acknowledged = build_recorder(scratch), scratch / "data", [], []
    data.mkdir(mode=0o700)
    for run in (1, 2):
        traces.append(scratch / f"trace-{run}")
        environment = {
            "LD_PRELOAD": str(library), "POWERCUT_DIR": str(data), "POWERCUT_TRACE": str(traces[-1]),
        }
        server = Server(options.server, str(data), scratch / "server.log", environment)
        try:
            server.start()
            acknowledged += place_orders(server, options, rng, options.orders // 2)
            server.stop()
        finally:
            server.kill()
    recording = Recording(traces, data)
    check_recording(recording, data, acknowledged)
    return recording


def check_recording(recording, data, acknowledged):
    missed = set(acknowledged) - set(recording.acknowledged)
    if missed:
        raise Failure(f"{len(missed)} of {len(acknowledged)} acknowledgements are not in the trace")
    if len(acknowledged) < 100:
        raise Failure(f"only {len(acknowledged)} orders were acknowledged: the recording is too thin to prove anything")
    kinds = collections.Counter(record.kind for record in recording.records)
    if kinds["S"] < 20:
        raise Failure(f"only {kinds['S']} syncs in the trace: does the server sync at all?")
    disk = disk_model.Disk(recording.records, recording.root)
    disk.advance(len(recording.records))
    real, modelled = {}, disk.everything()
    for path in data.rglob("*"):
        if path.is_file():
            real[str(path)] = path.read_bytes()
    for path in sorted(set(real) | set(modelled)):
        if os.path.basename(path) != disk_model.LOCK_FILE and real.get(path) != modelled.get(path):
            raise Failure(f"the trace does not account for {path}: the recorder has missed a call")
    largest = max(map(len, real.values()))
    print(
        f"recorded: {len(recording.records)} records ({kinds['W']} writes, {kinds['S']} syncs, "
        f"{len(recording.acknowledged)} orders acknowledged), largest file {largest >> 10} KiB; "
        "the trace accounts for every byte", flush=True,
    )


# MARK: States


class Auditor:
    """Decides whether a state is good."""

    def __init__(self, options, recording, control, scratch):
        self.options, self.recording, self.control, self.scratch = options, recording, control, scratch

    def check(self, folder, expect):
        """None when the check is clean, else what it said."""
        words = shop_client.command(self.options.check, data=folder, expect=expect)
        environment = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}
        try:
            done = subprocess.run(
                words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=CHECK_SECONDS, env=environment
            )
        except subprocess.TimeoutExpired:
            return f"the check was not done after {CHECK_SECONDS} s"
        output = done.stdout.decode("utf-8", "replace").strip()
        return None if done.returncode == 0 else f"exit {done.returncode}: {output or 'no output'}"

    def audit(self, folder, cut, may_start):
        """None when the state is good, else why not."""
        early = self.control.early_answers if self.control else 0
        orders = self.recording.expected(cut, early)
        expect = f"{folder}.expect"
        pathlib.Path(expect).write_text("".join(f"{order}\n" for order in orders))
        try:
            nothing_answered = cut <= self.recording.answers[0]
            unfinished = nothing_answered and self.is_unfinished(folder)
            problem = None if unfinished else self.check(folder, expect)
            if problem is None and not self.control and (nothing_answered or may_start):
                problem = self.start(folder, expect)
            return problem
        finally:
            os.unlink(expect)

    @staticmethod
    def is_unfinished(folder):
        """Whether the first creation had not ended: then there is no store to check yet."""
        format_file = pathlib.Path(folder) / "FORMAT"
        return not format_file.exists() or b"\nstate new\n" in format_file.read_bytes()

    def start(self, folder, expect):
        """The server must be able to start on the state, to stop, and to leave it clean."""
        server = Server(self.options.server, folder, f"{folder}.log")
        try:
            server.start()
            server.stop()
        except Failure as failure:
            return f"starting on the state: {failure}"
        finally:
            server.kill()
            os.unlink(f"{folder}.log")
        problem = self.check(folder, expect)
        return problem and f"after a start on the state: {problem}"


def choose_cut(rng, regions, control, recording):
    if control:
        # Controls say something about acknowledged orders only.
        first = recording.order_places[0]
        return rng.choice([cut for cut in regions[control.region] if first < cut < len(recording.records)])
    shares, names = zip(*REGIONS)
    return rng.choice(regions[rng.choices(names, shares)[0]])


class Series:
    """A number of states of one kind, made in the order of their cuts and audited two at a time."""

    def __init__(self, options, recording, seed, control, scratch, kept):
        self.options, self.recording, self.seed, self.control = options, recording, seed, control
        self.scratch, self.kept = scratch, kept
        self.auditor = Auditor(options, recording, control, scratch)
        self.good, self.problems = 0, []
        self.lock, self.room = threading.Lock(), threading.Semaphore(AUDITS_AT_ONCE + 1)

    def run(self, count):
        regions, jobs = self.recording.regions(), []
        for number in range(count):
            rng = random.Random(f"{self.seed}/{self.control.name if self.control else 'main'}/{number}")
            jobs.append((choose_cut(rng, regions, self.control, self.recording), number, rng))
        ignored = self.control.ignored if self.control else ()
        disk = disk_model.Disk(self.recording.records, self.recording.root, ignored)
        with concurrent.futures.ThreadPoolExecutor(AUDITS_AT_ONCE) as pool:
            audits = []
            for cut, number, rng in sorted(jobs, key=lambda job: job[:2]):
                self.room.acquire()
                disk.advance(cut)
                folder = str(self.scratch / f"state-{number}")
                state = rng.getstate()
                disk.write_state(folder, rng)
                may_start = rng.random() < START_SHARE
                audits.append(pool.submit(self.audit, folder, cut, number, may_start, state))
            for audit in audits:
                audit.result()
        return self

    def audit(self, folder, cut, number, may_start, state):
        try:
            problem = self.auditor.audit(folder, cut, may_start)
            with self.lock:
                if problem is None:
                    self.good += 1
                else:
                    self.problems.append(problem)
                    if not self.control and len(self.problems) <= KEPT_MAX:
                        self.keep(folder, cut, number, may_start, state, problem)
        finally:
            shop_client.remove_folder(folder)
            self.room.release()

    def keep(self, folder, cut, number, may_start, state, problem):
        target = self.kept / f"state-{number}"
        if os.path.isdir(folder):
            shutil.copytree(folder, target / "data")
        target.mkdir(parents=True, exist_ok=True)
        description = {
            "seed": self.seed, "number": number, "cut": cut, "problem": problem, "may_start": may_start,
            "random_state": state, "traces": self.recording.paths, "root": self.recording.root,
        }
        (target / "state.json").write_text(json.dumps(description))
        print(f"FAILED state {number}, cut after record {cut}: {problem[:2000]}\n    kept in {target}", flush=True)

    def reasons(self):
        """The commonest ways in which states failed."""
        kinds = collections.Counter(
            re.sub(r"[0-9a-f]*\d[0-9a-f-]*", "#", re.sub(r"\S*/state-\S*", "STATE", problem.splitlines()[0]))[:110]
            for problem in self.problems
        )
        return [f"    {count} × {kind}" for kind, count in kinds.most_common(4)]


def again(options, folder):
    """Makes a kept state anew and audits it."""
    with open(pathlib.Path(folder) / "state.json") as file:
        kept = json.load(file)
    recording = Recording(kept["traces"], kept["root"])
    version, numbers, gauss = kept["random_state"]
    rng = random.Random()
    rng.setstate((version, tuple(numbers), gauss))
    disk = disk_model.Disk(recording.records, recording.root)
    disk.advance(kept["cut"])
    with tempfile.TemporaryDirectory() as scratch:
        state = os.path.join(scratch, "state")
        disk.write_state(state, rng)
        problem = Auditor(options, recording, None, scratch).audit(state, kept["cut"], kept["may_start"])
    print(problem or "the state is good")
    print("0 passed, 1 failed" if problem else "1 passed, 0 failed")
    return 1 if problem else 0


def run_series(options, recording, seed, scratch, kept):
    """All states and controls; returns (passed, failed)."""
    begin = time.monotonic()
    series = Series(options, recording, seed, None, scratch, kept).run(options.states)
    passed, failed = series.good, len(series.problems)
    print(f"power cuts: {passed} of {options.states} states good ({time.monotonic() - begin:.0f} s)", flush=True)
    print("\n".join(series.reasons()), end="\n" if failed else "")
    for control in controls(options.states):
        begin = time.monotonic()
        series = Series(options, recording, seed, control, scratch, kept).run(control.states)
        bad = len(series.problems)
        caught = bad >= control.needed
        passed, failed = passed + caught, failed + (not caught)
        print(
            f"negative control {control.name} ({control.meaning}): {bad} of {control.states} states bad "
            f"(needs at least {control.needed}){'' if caught else ': NOT CAUGHT'} ({time.monotonic() - begin:.0f} s)"
        )
        print("\n".join(series.reasons()), flush=True)
    return passed, failed


def arguments():
    binary = os.environ.get("TRADEPOST_BINARY", str(HERE.parent.parent / ".build" / "debug" / "tradepost"))
    full = os.environ.get("TRADEPOST_FULL", "1") == "1"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--states", type=int, default=200 if full else 40)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--server", default=f"{binary} serve --data {{data}} --port {{port}}")
    parser.add_argument("--check", default=f"{binary} check --data {{data}} --expect {{expect}}")
    parser.add_argument("--orders", type=int, default=2000, help="stop recording after this many orders")
    parser.add_argument("--seconds", type=float, default=6.0, help="or after this long")
    parser.add_argument("--connections", type=int, default=6)
    parser.add_argument("--scratch", default=os.environ.get("TRADEPOST_SCRATCH"), help="for traces and kept states")
    parser.add_argument("--again", metavar="FOLDER")
    return parser.parse_args()


def main():
    options = arguments()
    if options.again:
        return again(options, options.again)
    seed = shop_client.fresh_seed() if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    if options.scratch:
        os.makedirs(options.scratch, exist_ok=True)
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="powercut-", dir=options.scratch)).resolve()
    fits = SHARED_MEMORY.is_dir() and shutil.disk_usage(SHARED_MEMORY).free >= SHARED_MEMORY_MIN_BYTES
    states = pathlib.Path(tempfile.mkdtemp(prefix="powercut-states-", dir=SHARED_MEMORY if fits else scratch))
    passed, failed = 0, 1
    try:
        recording = record(options, random.Random(seed), scratch)
        passed, failed = run_series(options, recording, seed, states, scratch / "failed")
    except (Failure, NoAnswer, disk_model.TraceError) as error:
        print(f"FAILED: {error}")
    finally:
        shop_client.remove_folder(states)
        if failed == 0:
            shop_client.remove_folder(scratch)
        else:
            print(f"trace and server log: {scratch}; seed {seed}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
