#!/usr/bin/env python3
"""Makes the disk refuse one sync under load, each of the first ones in turn, and audits what is there afterwards.

    sync_failure.py [--syncs 50] [--first 1] [--only 1,2,40] [--at-once 1] [--seed N]
                    [--server "CMD … {data} … {port}"] [--check "CMD … {data}"]

For N = 1, 2, …: a server on a new data directory runs under strace, which answers its N-th fdatasync with EIO, while
orders are placed over a few connections. LMDB forgets a failed sync, so the server must not:

- the orders of the failed batch are answered 503 (or their connection ends), and none is acknowledged after it;
- the server ends by itself with exit code 74, also when the sync fails while it starts;
- `check` is clean, and a restart without the fault serves every acknowledged order;
- an order without an answer, sent again with its key, gives one order.

Ends with `N passed, M failed`. A failure keeps the data directory and the seed.
"""

import argparse
import concurrent.futures
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "Support")]

import shop_client  # noqa: E402
from shop_client import Account, Connection, Failure, NoAnswer, Server, ask  # noqa: E402

EXIT_DISK_FAILED = 74
CONNECTIONS = 4
HEALTHY_SECONDS = 60
ENDED_SECONDS = 60
CHECK_SECONDS = 120
TRACER = "strace -f --seccomp-bpf -qq -o /dev/null -e trace=fdatasync -e inject=fdatasync:error=EIO:when={when} "


class Order:
    """One order that was sent; answered when it has an id."""

    def __init__(self, rng, user_id):
        self.key = shop_client.new_key(rng)
        self.body, _, self.cents = shop_client.order_body(rng, user_id)
        self.order_id, self.refused = None, False

    @property
    def headers(self):
        return [("Idempotency-Key", self.key)]


class Faulty:
    """A server under strace, in a process group of its own, so that nothing is left when the test gives up."""

    def __init__(self, template, data, log, when):
        self.port = shop_client.free_port()
        words = shop_client.command(TRACER, when=when) + shop_client.command(template, data=data, port=self.port)
        environment = {**os.environ, "RATE_LIMIT_ENABLED": "false", "SWIFT_BACKTRACE": "enable=no"}
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                words, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def is_healthy(self):
        """Waits until it answers; False when it ended before."""
        deadline = time.monotonic() + HEALTHY_SECONDS
        connection = Connection(self.port, timeout=2.0)
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                return False
            try:
                if connection.request("GET", "/health").status == 200:
                    return True
            except NoAnswer:
                pass
            time.sleep(0.01)
        raise Failure(f"the server was not healthy after {HEALTHY_SECONDS} s")

    def ending(self):
        try:
            return self.process.wait(ENDED_SECONDS)
        except subprocess.TimeoutExpired:
            raise Failure(f"the server still ran {ENDED_SECONDS} s after the failed sync") from None

    def give_up(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Load:
    """Places orders over a few connections until the server is gone."""

    def __init__(self, faulty, account, seed):
        self.faulty, self.account = faulty, account
        self.orders, self.lock, self.problems = [], threading.Lock(), []
        self.has_failed = threading.Event()
        self.threads = [
            threading.Thread(target=self._run, args=(random.Random(f"{seed}-{number}"),)) for number in range(CONNECTIONS)
        ]

    def run(self):
        for thread in self.threads:
            thread.start()
        for thread in self.threads:
            thread.join()
        if self.problems:
            raise Failure(self.problems[0])

    def _run(self, rng):
        connection = Connection(self.faulty.port)
        deadline = time.monotonic() + ENDED_SECONDS
        while self.faulty.process.poll() is None and time.monotonic() < deadline:
            order = Order(rng, self.account.user_id)
            began_after_failure = self.has_failed.is_set()
            with self.lock:
                self.orders.append(order)
            try:
                answer = connection.request(
                    "POST", "/api/v1/orders", self.account.value, order.body, order.headers
                )
            except NoAnswer:
                time.sleep(0.01)
                continue
            if answer.status == 503:
                order.refused = True
                self.has_failed.set()
                if answer.json().get("code") not in ("storage_failed", "shutting_down"):
                    self.problems.append(f"a refused order has the wrong code: {answer}")
            elif answer.status != 201:
                self.problems.append(f"an order was answered {answer}")
                return
            else:
                order.order_id = answer.json()["order_id"]
                if began_after_failure:
                    self.problems.append("an order was acknowledged after the failed sync")


def audit(server, account, orders):
    """Every acknowledged order is there; one without an answer becomes one order."""
    connection = Connection(server.port)
    account.renewed = 0.0
    token = account.token(connection)
    for order in orders:
        if order.order_id is not None:
            found = ask(connection, "GET", f"/api/v1/orders/{order.order_id}", token).json()
            if round(found["total_amount"] * 100) != order.cents:
                raise Failure(f"order {order.order_id} has another total")
        else:
            ids = {
                ask(connection, "POST", "/api/v1/orders", token, order.body, order.headers).json()["order_id"]
                for _ in range(2)
            }
            if len(ids) != 1:
                raise Failure(f"key {order.key} made {len(ids)} orders")
            order.order_id = ids.pop()
    if len({order.order_id for order in orders}) != len(orders):
        raise Failure("two keys share an order")
    connection.close()


def fail_one(options, when, folder):
    """One round; answers what happened in a few words."""
    data, log = os.path.join(folder, "data"), os.path.join(folder, "server.log")
    faulty = Faulty(options.server, data, log, when)
    account, orders = None, []
    try:
        if faulty.is_healthy():
            try:
                account = Account(Connection(faulty.port), random.Random(f"{options.seed}-{when}"))
            except (Failure, NoAnswer):
                account = None  # The failing sync was the registration's.
            if account is not None:
                load = Load(faulty, account, f"{options.seed}-{when}")
                load.run()
                orders = load.orders
        code = faulty.ending()
    finally:
        faulty.give_up()
    if code != EXIT_DISK_FAILED:
        raise Failure(f"the server exited with {code}, not {EXIT_DISK_FAILED}")
    server = Server(options.server, data, log)
    server.start()
    try:
        if account is not None:
            audit(server, account, orders)
        server.stop()
    finally:
        server.kill()
    checked = subprocess.run(
        shop_client.command(options.check, data=data), capture_output=True, timeout=CHECK_SECONDS, check=False
    )
    if checked.returncode != 0:
        raise Failure(f"check exited with {checked.returncode}: {checked.stdout[-1000:]!r}")
    refused = sum(order.refused for order in orders)
    return f"{len(orders)} orders, {refused} answered 503" if account else "while starting or registering"


def round_of(options, when):
    """Runs and reports one round; answers (whether it held, whether an order was answered 503)."""
    folder = tempfile.mkdtemp(prefix="sync-", dir=options.scratch)
    try:
        what = fail_one(options, when, folder)
    except (Failure, NoAnswer, subprocess.TimeoutExpired) as error:
        print(f"sync {when}: FAILED: {error}; data and log in {folder}", flush=True)
        return False, False
    print(f"sync {when}: exit {EXIT_DISK_FAILED}, {what}, whole afterwards", flush=True)
    shop_client.remove_folder(folder)
    return True, "answered 503" in what and " 0 answered" not in what


def arguments():
    binary = os.environ.get("TRADEPOST_BINARY", str(HERE.parent.parent / ".build" / "debug" / "tradepost"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--syncs", type=int, default=50)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--only", help="these syncs, with commas between, instead of the first ones")
    parser.add_argument("--at-once", type=int, default=1, help="rounds that run at the same time")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--server", default=f"{binary} serve --data {{data}} --port {{port}}")
    parser.add_argument("--check", default=f"{binary} check --data {{data}}")
    parser.add_argument("--scratch", default=os.environ.get("TRADEPOST_SCRATCH"), help="for data and logs")
    return parser.parse_args()


def main():
    options = arguments()
    if options.seed is None:
        options.seed = shop_client.fresh_seed()
    print(f"seed {options.seed}", flush=True)
    syncs = range(options.first, options.first + options.syncs)
    if options.only:
        syncs = [int(number) for number in options.only.split(",")]
    with concurrent.futures.ThreadPoolExecutor(options.at_once) as pool:
        rounds = list(pool.map(lambda when: round_of(options, when), syncs))
    passed, refused = sum(held for held, _ in rounds), sum(was_refused for _, was_refused in rounds)
    print(f"in {refused} rounds an order was answered 503")
    print(f"{passed} passed, {len(rounds) - passed} failed")
    return 0 if passed == len(rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
