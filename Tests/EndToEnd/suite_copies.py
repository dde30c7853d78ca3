#!/usr/bin/env python3
"""Copies of a store that is being written: hot backups and plain `cp -r` under a lease, restored and audited.

While orders are placed at full speed, `tradepost backup` and `tradepost lease -- cp -r` take copies in turn. Each is
restored or started; the check is clean, and every order that was acknowledged before its copy began is in it. The server
starts with a memory map of 8 MiB, so that the map grows meanwhile. Beside it run the commands that look into a live
store: `check`, `topics`, `groups`, `consume`, `version`, and the built-in `load`.
"""

import json
import pathlib
import random
import shutil
import sys
import threading
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]

import shop_client  # noqa: E402
import suite  # noqa: E402

COPIES = 20 if suite.IS_FULL else 5
CONNECTIONS = 4
LOAD_ORDERS, LOAD_CONCURRENT = 200, 10
FLOWING_ORDERS = 300
PACE_SECONDS = 0.2
SETTLED_SECONDS = 60


class Press:
    """Places orders as fast as they are answered and remembers those that were acknowledged."""

    def __init__(self, port):
        self.port, self.order_ids, self.problems = port, [], []
        self.stopping, rng = threading.Event(), random.Random(shop_client.fresh_seed())
        connection = shop_client.Connection(port)
        self.account = shop_client.Account(connection, rng)
        connection.close()
        self.threads = [
            threading.Thread(target=self._run, args=(random.Random(rng.random()),)) for _ in range(CONNECTIONS)
        ]

    def _run(self, rng):
        connection = shop_client.Connection(self.port)
        try:
            while not self.stopping.is_set():
                body, _, _ = shop_client.order_body(rng, self.account.user_id)
                token = self.account.token(connection)
                answer = connection.request("POST", "/api/v1/orders", token, body)
                if answer.status != 201:
                    raise shop_client.Failure(f"an order was answered {answer}")
                self.order_ids.append(answer.json()["order_id"])
        except (shop_client.Failure, shop_client.NoAnswer) as error:
            self.problems.append(str(error))
        finally:
            connection.close()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def wait_for(self, count):
        while len(self.order_ids) < count and not self.problems:
            time.sleep(0.01)


def succeeded(done):
    assert done.returncode == 0, f"exit {done.returncode}: {done.stdout[-500:]} {done.stderr[-500:]}"
    return done.stdout


def take_copies(tally, server, press):
    """Backups and leased copies in turn, as (name, folder, orders acknowledged before it began)."""
    copies, place = [], suite.folder("copies")
    for number in range(2 * COPIES):
        known, is_backup = list(press.order_ids), number % 2 == 0
        name = f"{'backup' if is_backup else 'leased copy'} {number // 2 + 1}"
        target = place / f"copy-{number}"
        with tally.step(f"{name} is taken with {len(known)} orders"):
            if is_backup:
                succeeded(suite.tradepost("backup", "--data", server.data, target))
            else:
                succeeded(suite.tradepost("lease", "--data", server.data, "--", "cp", "-r", server.data, target))
            copies.append((name, target, known))
        time.sleep(PACE_SECONDS)
    return copies


def audit_copy(tally, name, copy, known):
    expected = copy.parent / "expected"
    expected.write_text("\n".join(known) + "\n")
    data = copy
    with tally.step(f"{name} is whole, with all {len(known)} orders"):
        if name.startswith("backup"):
            data = copy.parent / "restored"
            shop_client.remove_folder(data)
            succeeded(suite.tradepost("restore", "--data", data, copy))
        succeeded(suite.tradepost("check", "--data", data, "--expect", expected))
    return data


def audit_running(tally, name, data, known, epoch):
    """A server on the copy serves its orders, ships those that were on their way, and counts as another history."""
    server = shop_client.Server(suite.serve(), str(data), suite.SCRATCH / "copy.log")
    with tally.step(f"a server on {name} ships every order in it"):
        try:
            server.start()
            connection = shop_client.Connection(server.port)
            wait_until_settled(connection)
            position = shop_client.ask(connection, "GET", "/health").json()["checks"]["position"]
            assert position.split(".")[0] != epoch, f"the copy goes on with the epoch of its original: {position}"
            server.stop()
        finally:
            server.kill()
        succeeded(suite.tradepost("check", "--data", data))


def orders_by_status(connection):
    text = shop_client.ask(connection, "GET", "/metrics").body.decode()
    found = {}
    for line in text.splitlines():
        if line.startswith("orders_by_status{"):
            found[line.split('"')[1]] = int(float(line.split()[-1]))
    return found


def wait_until_settled(connection):
    deadline, moving = time.monotonic() + SETTLED_SECONDS, {}
    while time.monotonic() < deadline:
        counts = orders_by_status(connection)
        moving = {name: counts[name] for name in ("pending", "validated", "processing", "paid", "fulfilled")}
        if not any(moving.values()):
            return counts
        time.sleep(0.05)
    raise AssertionError(f"the pipeline stands still: {moving}")


def audit_refusals(tally, server):
    full = suite.folder("occupied")
    (full / "file").write_text("something\n")
    done = suite.tradepost("backup", "--data", server.data, full)
    tally.check("a backup into a folder with something in it is refused", done.returncode == 68, done.stderr)
    done = suite.tradepost("restore", "--data", server.data, suite.SCRATCH / "copies" / "copy-0")
    tally.check("a restore over a live store is refused", done.returncode in (68, 73), done.stderr)
    done = suite.tradepost("lease", "--data", server.data, "--", "sh", "-c", "exit 9")
    tally.check("a lease ends with its command's exit code", done.returncode == 9, str(done.returncode))
    done = suite.tradepost("lease", "--data", server.data, "--", "/no/such/command")
    tally.check("a lease of no command is an error", 0 < done.returncode < 128, str(done.returncode))
    done = suite.tradepost("lease", "--data", server.data, "--time-limit", 1, "--", "sleep", 60)
    tally.check("a lease ends after its time", 0 < done.returncode < 128, f"{done.returncode} {done.stderr}")


def look_inside(tally, server, press):
    """The commands that look into a store beside the server."""
    done = suite.tradepost("version")
    tally.check("version", done.returncode == 0 and done.stdout.startswith("tradepost "), done.stdout)
    done = suite.tradepost("load", "--orders", LOAD_ORDERS, "--concurrent", LOAD_CONCURRENT,
                           "--url", f"http://127.0.0.1:{server.port}")
    lines = dict(line.split(None, 1) for line in done.stdout.splitlines() if line.strip())
    tally.check("load places its orders", done.returncode == 0 and lines.get("orders") == str(LOAD_ORDERS),
                done.stdout + done.stderr)
    counts = wait_until_settled(shop_client.Connection(server.port))
    wanted = len(press.order_ids) + LOAD_ORDERS
    tally.check(f"all {wanted} orders are shipped", counts["shipped"] == wanted, suite.pretty(counts))
    done = suite.tradepost("check", "--data", server.data)
    tally.check("check is clean beside the running server", done.returncode == 0, done.stdout + done.stderr)
    audit_topics(tally, server, wanted)
    audit_records(tally, server, wanted, press)


def audit_topics(tally, server, wanted):
    rows = [line.split("\t") for line in succeeded(suite.tradepost("topics", "--data", server.data)).splitlines()[1:]]
    created = [int(row[3]) - int(row[2]) for row in rows if row[0] == "order_created"]
    tally.check("topics: three partitions of order_created hold all orders",
                len(created) == 3 and sum(created) == wanted, suite.pretty(created))
    rows = [line.split("\t") for line in succeeded(suite.tradepost("groups", "--data", server.data)).splitlines()[1:]]
    names = {"order-validator-group", "payment-processor-group", "inventory-group", "fulfillment-group"}
    tally.check("groups: all workers are there", names <= {row[0] for row in rows}, suite.pretty(rows))
    tally.check("groups: nobody lags", all(row[5] == "0" for row in rows), suite.pretty(rows))


def audit_records(tally, server, wanted, press):
    text = succeeded(suite.tradepost("consume", "order_created", "--from", "earliest", "--data", server.data))
    records = [json.loads(line) for line in text.splitlines()]
    keys = {record["key"] for record in records}
    tally.check("consume prints each order once", len(records) == len(keys) == wanted, f"{len(records)} of {wanted}")
    tally.check("consume has every acknowledged order", keys >= set(press.order_ids))
    values = [json.loads(record["value"]) for record in records]
    tally.check("records are events of their keys",
                all(value["order_id"] == record["key"] for value, record in zip(values, records)))
    tally.check("records carry CloudEvents attributes",
                all(record["headers"].get("ce_type") == "order.created" for record in records))
    done = suite.tradepost("consume", "no_such_topic", "--from", "earliest", "--data", server.data)
    tally.check("an unknown topic is one line", 0 < done.returncode < 128 and done.stderr.count("\n") == 1, done.stderr)


def main():
    tally, server = suite.Tally(), suite.server("live", extra=("--map-megabytes", "8"))
    try:
        server.start()
        with Press(server.port) as press:
            press.wait_for(FLOWING_ORDERS)
            copies = take_copies(tally, server, press)
        tally.check("every order was taken while copies were made", not press.problems, suite.pretty(press.problems))
        connection = shop_client.Connection(server.port)
        epoch = shop_client.ask(connection, "GET", "/health").json()["checks"]["position"].split(".")[0]
        audit_refusals(tally, server)
        for place, (name, copy, known) in enumerate(copies):
            data = audit_copy(tally, name, copy, known)
            if place >= len(copies) - 2:
                audit_running(tally, name, data, known, epoch)
            shutil.rmtree(copy)
        look_inside(tally, server, press)
        server.stop()
        with tally.step("the original is clean"):
            succeeded(suite.tradepost("check", "--data", server.data))
    finally:
        server.kill()
    tally.end()


main()
