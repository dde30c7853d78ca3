#!/usr/bin/env python3
"""Kills the server with SIGKILL under load, again and again, and audits what is there after each restart.

    kill_loop.py [--kills 50] [--seed N] [--server "CMD … {data} … {port}"] [--check "CMD … {data}"]

Every order carries an Idempotency-Key and is noted in a journal before it is sent and after its answer. A kill counts
only if at least --min-rate orders/s were answered in the second before it, at least 50 in its run, and one or more were
under way. After each restart:

- every acknowledged order is there with its total (those of the last run each, of the earlier ones a sample);
- an order without an answer, sent again with its key, gives one order, and the same one when sent once more;
- each customer has exactly as many orders as keys.

Every --settle-every kills and at the end, when the pipeline is idle: all orders are shipped, each has exactly one of
each event of its life, stock is what it was minus what was sold, the server stops in order, and the check is clean.
Ends with `N passed, M failed`: one for each kill and one for each settled audit. The first failure ends the run and
keeps the data directory, the journal and the seed.
"""

import argparse
import collections
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "Support")]

import shop_client  # noqa: E402
from shop_client import LIFECYCLE, PRODUCTS, Account, Connection, Failure, NoAnswer, Server, ask  # noqa: E402

KILL_AFTER_SECONDS = (0.05, 0.9)
FLOWING_ANSWERS = 50
FLOW_LIMIT_SECONDS = 60
STALLED_SECONDS = 60
SAMPLE_ORDERS = 200
CHECK_SECONDS = 600
ENDED_BADLY = {"order.failed", "order.cancelled", "payment.failed", "payment.refunded"}


class Intent:
    """One order that was sent, or is about to be: answered when it has an id, else unknown."""

    __slots__ = ("key", "account", "body", "sold", "cents", "order_id", "run")

    def __init__(self, key, account, body, sold, cents, run):
        self.key, self.account, self.body, self.sold, self.cents = key, account, body, sold, cents
        self.run, self.order_id = run, None

    @property
    def headers(self):
        return [("Idempotency-Key", self.key)]


class Journal:
    """All intents, in memory and in a file that a failure keeps."""

    def __init__(self, path):
        self.file, self.lock, self.intents = open(path, "w", encoding="utf-8"), threading.Lock(), []

    def note(self, *words):
        with self.lock:
            print(*words, file=self.file)

    def intend(self, intent):
        with self.lock:
            self.intents.append(intent)
            print("INTENT", intent.key, intent.account.user_id, intent.body.decode(), file=self.file)

    def flush(self):
        with self.lock:
            self.file.flush()


class Press:
    """Connections that place orders as fast as they are answered, until the server is gone."""

    def __init__(self, port, accounts, journal, run, rng, connections):
        self.port, self.journal, self.run = port, journal, run
        self.answer_times, self.under_way, self.refused, self.failures = [], set(), 0, []
        self.stopping = threading.Event()
        self.threads = [
            threading.Thread(target=self._press, args=(accounts[number % len(accounts)], random.Random(rng.random())))
            for number in range(connections)
        ]

    def start(self):
        for thread in self.threads:
            thread.start()

    def _press(self, account, rng):
        connection = Connection(self.port)
        try:
            token = account.token(connection)
            while not self.stopping.is_set():
                body, sold, cents = shop_client.order_body(rng, account.user_id)
                intent = Intent(shop_client.new_key(rng), account, body, sold, cents, self.run)
                self.journal.intend(intent)
                if not self._place(connection, token, intent):
                    return
        except NoAnswer:
            pass  # logging in met the kill
        except Exception as error:  # the main thread raises it
            self.failures.append(error)
        finally:
            connection.close()

    def _place(self, connection, token, intent):
        """Sends one order; answers whether to go on."""
        self.under_way.add(intent.key)
        try:
            answer = connection.request("POST", "/api/v1/orders", token, intent.body, intent.headers)
        except NoAnswer:
            self.journal.note("UNKNOWN", intent.key)
            return False
        finally:
            self.under_way.discard(intent.key)
        if answer.status == 503:
            # Overload, or the outcome is unknown: it will be sent again with its key.
            self.refused += 1
            self.journal.note("UNKNOWN", intent.key, 503)
            time.sleep(0.01)
            return True
        if answer.status != 201:
            raise Failure(f"placing order {intent.key}: {answer}")
        intent.order_id = answer.json()["order_id"]
        self.answer_times.append(time.monotonic())
        self.journal.note("OK", intent.key, intent.order_id)
        return True

    def wait_until_flowing(self, server):
        deadline = time.monotonic() + FLOW_LIMIT_SECONDS
        while len(self.answer_times) < FLOWING_ANSWERS:
            if self.failures or time.monotonic() > deadline or server.process.poll() is not None:
                return
            time.sleep(0.005)

    def end(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join()
        if self.failures:
            raise self.failures[0]


class KillLoop:
    """The state of the whole run."""

    def __init__(self, options, rng, scratch):
        self.options, self.rng = options, rng
        self.data = scratch / "data"
        self.data.mkdir(mode=0o700)
        self.journal = Journal(scratch / "journal")
        self.server = Server(options.server, str(self.data), scratch / "server.log")
        self.accounts, self.stock_at_start = [], {}
        self.kills = self.thin = self.settled = self.refused = self.resent = 0
        self.rates, self.starts, self.run_number = [], [], 0
        self.audited_events = set()

    # MARK: Runs

    def set_up(self):
        """A fresh store, the customers, and the stock before anything is sold."""
        self.starts.append(self.server.start())
        connection = Connection(self.server.port)
        self.accounts = [Account(connection, self.rng) for _ in range(self.options.customers)]
        self.stock_at_start = self.stock(connection)
        connection.close()

    def go(self):
        self.set_up()
        while self.kills < self.options.kills:
            counted = self.one_run()
            if counted and self.kills % self.options.settle_every == 0 and self.kills < self.options.kills:
                self.settle()
            if self.thin > max(20, self.options.kills):
                raise Failure(f"{self.thin} runs were too thin to count: is the machine busy? See --min-rate")
        self.settle(is_last=True)

    def one_run(self):
        """Load, kill, restart, audit; answers whether the load was heavy enough for the kill to count."""
        self.run_number += 1
        press = Press(
            self.server.port, self.accounts, self.journal, self.run_number, self.rng, self.options.connections
        )
        press.start()
        press.wait_until_flowing(self.server)
        time.sleep(self.rng.uniform(*KILL_AFTER_SECONDS))
        died = self.server.process.poll()
        under_way = len(press.under_way)
        self.server.kill()
        killed = time.monotonic()
        press.end()
        self.journal.note("KILLED", self.run_number)
        self.journal.flush()
        if died is not None:
            raise Failure(f"the server ended by itself with {died}; its output: {self.server.tail()}")
        self.refused += press.refused
        recent = [at for at in press.answer_times if killed - at <= 1.0]
        rate = len(recent) / max(0.05, min(1.0, killed - press.answer_times[0])) if press.answer_times else 0.0
        counts = under_way > 0 and len(press.answer_times) >= FLOWING_ANSWERS and rate >= self.options.min_rate
        self.restart_and_audit()
        if counts:
            self.kills += 1
            self.rates.append(rate)
        else:
            self.thin += 1
        note = "" if counts else " (thin, not counted)"
        print(
            f"kill {self.kills}/{self.options.kills}{note}: {len(press.answer_times)} orders at "
            f"{rate:.0f}/s, {under_way} under way, ready again in {self.starts[-1]:.2f} s", flush=True,
        )
        return counts

    # MARK: After each restart

    def restart_and_audit(self):
        self.starts.append(self.server.start())
        if self.starts[-1] > self.options.ready_limit:
            raise Failure(f"ready only {self.starts[-1]:.2f} s after the start (limit {self.options.ready_limit} s)")
        acknowledged = [intent for intent in self.journal.intents if intent.order_id]
        older = [intent for intent in acknowledged if intent.run < self.run_number]
        chosen = [intent for intent in acknowledged if intent.run == self.run_number]
        chosen += self.rng.sample(older, min(SAMPLE_ORDERS, len(older)))
        self.parallel(self.look_up, chosen)
        unknown = [intent for intent in self.journal.intents if not intent.order_id]
        self.parallel(self.send_again, unknown)
        self.resent += len(unknown)
        self.count_orders()
        self.journal.flush()

    def parallel(self, work, jobs):
        shop_client.in_parallel(work, jobs, self.server.port, self.options.connections)

    def look_up(self, connection, intent):
        """An acknowledged order is there, and is the one that was sent."""
        path = f"/api/v1/orders/{intent.order_id}"
        order = ask(connection, "GET", path, intent.account.token(connection)).json()
        quantities = collections.Counter()
        for item in order["items"]:
            quantities[item["product_id"]] += item["quantity"]
        if order["order_id"] != intent.order_id or round(order["total_amount"] * 100) != intent.cents:
            raise Failure(f"order {intent.order_id} is not what was placed with {intent.key}: {order}")
        if dict(quantities) != intent.sold:
            raise Failure(f"order {intent.order_id} has other items than were placed with {intent.key}: {order}")

    def send_again(self, connection, intent):
        """An order without an answer, sent twice more with its key, is one order."""
        token, ids = intent.account.token(connection), []
        for _ in range(2):
            answer = ask(connection, "POST", "/api/v1/orders", token, intent.body, intent.headers, expect=(201,))
            ids.append(answer.json()["order_id"])
        if answer.headers.get("idempotent-replayed", "").lower() != "true":
            raise Failure(f"{intent.key} was sent again and the answer is not marked as replayed: {answer.headers}")
        if ids[0] != ids[1]:
            raise Failure(f"{intent.key} sent twice gave two orders: {ids[0]} and {ids[1]}")
        intent.order_id = ids[0]
        self.journal.note("RESENT", intent.key, intent.order_id)
        self.look_up(connection, intent)

    def count_orders(self):
        """Each customer has one order per key: a ghost or a twin would show here."""
        keys = collections.Counter(intent.account.user_id for intent in self.journal.intents)
        ids = {intent.order_id for intent in self.journal.intents}
        if len(ids) != len(self.journal.intents):
            raise Failure(f"{len(self.journal.intents)} keys have only {len(ids)} orders")
        connection = Connection(self.server.port)
        for account in self.accounts:
            total = self.total(connection, account)
            if total != keys[account.user_id]:
                raise Failure(f"customer {account.user_id} has {total} orders and sent {keys[account.user_id]} keys")
        connection.close()

    @staticmethod
    def total(connection, account, status=None):
        path = f"/api/v1/orders?user_id={account.user_id}&page=1&page_size=1" + (f"&status={status}" if status else "")
        return ask(connection, "GET", path, account.token(connection)).json()["total"]

    # MARK: When the pipeline is idle

    def settle(self, is_last=False):
        """Waits for the pipeline, audits every order's life and the stock, stops in order, runs the check."""
        begin = time.monotonic()
        self.wait_until_shipped()
        fresh = [intent for intent in self.journal.intents if is_last or intent.key not in self.audited_events]
        self.parallel(self.audit_events, fresh)
        if is_last:
            self.parallel(self.look_up, self.journal.intents)
        self.audit_stock()
        self.server.stop()
        self.check()
        self.settled += 1
        print(
            f"settled: {len(self.journal.intents)} orders shipped, {len(fresh)} lives audited, stock right, "
            f"check clean ({time.monotonic() - begin:.1f} s)", flush=True,
        )
        if not is_last:
            self.starts.append(self.server.start())

    def wait_until_shipped(self):
        connection, wanted = Connection(self.server.port), len(self.journal.intents)
        shipped, moved = -1, time.monotonic()
        while shipped < wanted:
            now = sum(self.total(connection, account, "shipped") for account in self.accounts)
            if now != shipped:
                shipped, moved = now, time.monotonic()
            elif time.monotonic() - moved > STALLED_SECONDS:
                raise Failure(f"the pipeline stands still: {shipped} of {wanted} orders are shipped")
            if shipped > wanted:
                raise Failure(f"{shipped} orders are shipped and {wanted} were placed")
            if shipped < wanted:
                time.sleep(0.1)
        connection.close()

    def audit_events(self, connection, intent):
        path = f"/api/v1/orders/{intent.order_id}/events"
        content = ask(connection, "GET", path, intent.account.token(connection)).json()
        events = content if isinstance(content, list) else content.get("data", content.get("events"))
        counts = collections.Counter(event["event_type"] for event in events)
        wrong = {name: counts[name] for name in LIFECYCLE if counts[name] != 1}
        wrong.update({name: counts[name] for name in ENDED_BADLY & set(counts)})
        if wrong:
            raise Failure(f"order {intent.order_id} ({intent.key}) has these numbers of events: {wrong}")
        self.audited_events.add(intent.key)

    def stock(self, connection):
        """What can be bought of each product."""
        token = self.accounts[0].token(connection)
        return {
            product: ask(connection, "GET", f"/api/v1/products/{product}", token).json()["available"]
            for product in PRODUCTS
        }

    def audit_stock(self):
        sold = collections.Counter()
        for intent in self.journal.intents:
            sold.update(intent.sold)
        connection = Connection(self.server.port)
        for product, available in self.stock(connection).items():
            wanted = self.stock_at_start[product] - sold[product]
            if available != wanted:
                raise Failure(f"{product} has {available} available; {wanted} is what was there minus what was sold")
        connection.close()

    def check(self):
        words = shop_client.command(self.options.check, data=self.data)
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=CHECK_SECONDS)
        if done.returncode != 0:
            raise Failure(f"the check exits {done.returncode}: {done.stdout.decode('utf-8', 'replace')[:2000]}")

    def summary(self):
        rates = sorted(self.rates) or [0.0]
        starts = sorted(self.starts) or [0.0]
        return (
            f"{self.kills} kills ({self.thin} thin runs not counted), {len(self.journal.intents)} orders of which "
            f"{self.resent} had no answer and were sent again, {self.refused} answered 503; load at the kill "
            f"{rates[0]:.0f}–{rates[-1]:.0f} orders/s, median {rates[len(rates) // 2]:.0f}; "
            f"start median {starts[len(starts) // 2]:.2f} s, slowest {starts[-1]:.2f} s"
        )


def arguments():
    binary = os.environ.get("TRADEPOST_BINARY", str(HERE.parent.parent / ".build" / "debug" / "tradepost"))
    full = os.environ.get("TRADEPOST_FULL", "1") == "1"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50 if full else 5)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--server", default=f"{binary} serve --data {{data}} --port {{port}}")
    parser.add_argument("--check", default=f"{binary} check --data {{data}}")
    parser.add_argument("--settle-every", type=int, default=10, metavar="KILLS")
    parser.add_argument("--connections", type=int, default=6)
    parser.add_argument("--customers", type=int, default=3)
    parser.add_argument("--min-rate", type=float, default=200.0, help="orders/s below which a run does not count")
    parser.add_argument("--ready-limit", type=float, default=10.0, help="seconds a restart may take")
    parser.add_argument("--scratch", default=os.environ.get("TRADEPOST_SCRATCH"), help="folder for data and journal")
    return parser.parse_args()


def main():
    options = arguments()
    seed = shop_client.fresh_seed() if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    if options.scratch:
        os.makedirs(options.scratch, exist_ok=True)
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="kill-loop-", dir=options.scratch)).resolve()
    loop, failed = KillLoop(options, random.Random(seed), scratch), 0
    try:
        loop.go()
    except (Failure, NoAnswer, subprocess.TimeoutExpired, KeyError) as error:
        failed = 1
        print(f"FAILED after {loop.kills} kills: {type(error).__name__}: {error}")
    finally:
        loop.server.kill()
        loop.journal.file.close()
    print(loop.summary())
    if failed:
        print(f"kept: {scratch} (data, journal, server.log); seed {seed}")
    else:
        shop_client.remove_folder(scratch)
    print(f"{loop.kills + loop.settled} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(main())
