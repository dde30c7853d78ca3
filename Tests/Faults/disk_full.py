#!/usr/bin/env python3
"""Fills the file system under a running server, makes room again, and looks at what it answers meanwhile.

    disk_full.py [--rounds 3] [--megabytes 96] [--seed N] [--server "CMD … {data} … {port}"] [--check "CMD … {data}"]

The data directory lies on a tmpfs of its own, beside a ballast file. (Mounting needs root, or user namespaces: without
root the program starts itself anew under `unshare`.) In each round orders are placed until the server says 503
`storage_full`:

- that answer carries Retry-After, and the server goes on running;
- meanwhile every read of an acknowledged order is answered 200;
- when the ballast is taken away, orders are accepted again without a restart;
- at the end every acknowledged order is there, the server stops in order, and `check` is clean.

Ends with `N passed, M failed`, one per round and one for the end.
"""

import argparse
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "Support")]

import shop_client  # noqa: E402
from shop_client import Account, Connection, Failure, NoAnswer, Server, ask  # noqa: E402

FILL_SECONDS = 120
RESUME_SECONDS = 10
CHECK_SECONDS = 120
READS = 20
# The server keeps 32 MiB free for finishing and deleting; the rest is for orders.
KEEP_FREE_BYTES = 32 << 20
ROOM_BYTES = 2 << 20
CHUNK = b"\0" * (1 << 20)


class Shop:
    """A server with its customer and what was acknowledged."""

    def __init__(self, server, rng):
        self.server, self.rng = server, rng
        self.connection = Connection(server.port)
        self.account = Account(self.connection, rng)
        self.order_ids = []

    def order(self):
        """Places one order; answers the response."""
        body, _, _ = shop_client.order_body(self.rng, self.account.user_id)
        answer = self.connection.request(
            "POST", "/api/v1/orders", self.account.token(self.connection), body,
            [("Idempotency-Key", shop_client.new_key(self.rng))],
        )
        if answer.status == 201:
            self.order_ids.append(answer.json()["order_id"])
        return answer

    def order_until(self, status, limit):
        """Places orders until one is answered with `status`; answers how many it took."""
        deadline, count = time.monotonic() + limit, 0
        while time.monotonic() < deadline:
            answer, count = self.order(), count + 1
            if answer.status == status:
                return answer, count
            if answer.status not in (201, 503):
                raise Failure(f"an order was answered {answer}")
        raise Failure(f"no order was answered {status} within {limit} s; the last one {answer}")

    def read(self, sample):
        for order_id in sample:
            answer = self.connection.request(
                "GET", f"/api/v1/orders/{order_id}", self.account.value
            )
            if answer.status != 200:
                raise Failure(f"reading an order was answered {answer}")


def free_bytes(path):
    status = os.statvfs(path)
    return status.f_bavail * status.f_frsize


def fill(mount, ballast):
    """Leaves so little room that a few more orders meet the reserve."""
    with open(ballast, "ab") as file:
        while free_bytes(mount) > KEEP_FREE_BYTES + ROOM_BYTES:
            file.write(CHUNK)
            file.flush()


def one_round(shop, mount, ballast):
    fill(mount, ballast)
    refused, count = shop.order_until(503, FILL_SECONDS)
    if refused.json().get("code") != "storage_full" or "retry-after" not in refused.headers:
        raise Failure(f"a full disk was answered {refused}")
    if shop.server.process.poll() is not None:
        raise Failure("the server ended because the disk was full")
    shop.read(shop.rng.sample(shop.order_ids, min(READS, len(shop.order_ids))))
    if shop.order().status != 503:
        raise Failure("an order was accepted on a full disk")
    os.remove(ballast)
    begin = time.monotonic()
    shop.order_until(201, RESUME_SECONDS)
    return f"full after {count} orders, reads went on, writes again after {time.monotonic() - begin:.2f} s"


def run(options, mount, log):
    rng = random.Random(options.seed)
    data, ballast = os.path.join(mount, "data"), os.path.join(mount, "ballast")
    server, passed = Server(options.server, data, log), 0
    try:
        server.start()
        shop = Shop(server, rng)
        shop.order_until(201, RESUME_SECONDS)
        for number in range(options.rounds):
            print(f"round {number + 1}: {one_round(shop, mount, ballast)}", flush=True)
            passed += 1
        for order_id in shop.order_ids:
            ask(shop.connection, "GET", f"/api/v1/orders/{order_id}", shop.account.value)
        server.stop()
        checked = subprocess.run(
            shop_client.command(options.check, data=data), capture_output=True, timeout=CHECK_SECONDS, check=False
        )
        if checked.returncode != 0:
            raise Failure(f"check exited with {checked.returncode}: {checked.stdout[-1000:]!r}")
        print(f"end: {len(shop.order_ids)} acknowledged orders are there, the check is clean")
        passed += 1
    except (Failure, NoAnswer, subprocess.TimeoutExpired) as error:
        print(f"FAILED: {error}; the server's last words: {server.tail()}")
        print(f"{passed} passed, 1 failed")
        return 1
    finally:
        server.kill()
    print(f"{passed} passed, 0 failed")
    return 0


def arguments():
    binary = os.environ.get("TRADEPOST_BINARY", str(HERE.parent.parent / ".build" / "debug" / "tradepost"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--megabytes", type=int, default=96)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--server", default=f"{binary} serve --data {{data}} --port {{port}}")
    parser.add_argument("--check", default=f"{binary} check --data {{data}}")
    parser.add_argument("--scratch", default=os.environ.get("TRADEPOST_SCRATCH"), help="where the disk is mounted")
    return parser.parse_args()


def main():
    options = arguments()
    if os.geteuid() != 0:
        os.execvp("unshare", ["unshare", "--map-root-user", "--mount", sys.executable, *sys.argv])
    if options.seed is None:
        options.seed = shop_client.fresh_seed()
    print(f"seed {options.seed}", flush=True)
    folder = tempfile.mkdtemp(prefix="disk-full-", dir=options.scratch)
    mount = os.path.join(folder, "disk")
    os.mkdir(mount)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={options.megabytes}m", "tmpfs", mount], check=True)
    try:
        return run(options, mount, os.path.join(folder, "server.log"))
    finally:
        subprocess.run(["umount", mount], check=True)
        shop_client.remove_folder(folder)


if __name__ == "__main__":
    sys.exit(main())
