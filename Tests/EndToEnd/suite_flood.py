#!/usr/bin/env python3
"""Clients that want to wear the server out: slow heads, slow bodies, idle connections, a huge body.

Each attack runs in a process of its own while a customer reads orders and stock. The customer's median of many requests
is put in relation to the quiet moments before and after it in the same round. The machine may be busy with other things, and
so may a whole round be: an attack has failed only when it slows the customer down beyond `SLOWER` in each of its rounds.
"""

import contextlib
import http.server
import json
import multiprocessing
import os
import pathlib
import random
import re
import resource
import select
import socket
import statistics
import sys
import threading
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]

import shop_client  # noqa: E402
import suite  # noqa: E402

# Measured factors are between 0.8 and 2; the work of taking the attackers' bytes is part of them. A flood of 6,000
# requests a second from new connections, which these are not, gave 9.
SLOWER = 4.0
ROUNDS = 3
# Long enough in the long form for slow clients to be cut off and to come again.
SECONDS = 20 if suite.IS_FULL else 3
GROWTH_MIB = 100
SLOW, IDLE = 300, 2_000
BODY_BYTES, SENT_BYTES_LIMIT = 100 << 20, 16 << 20
START_SECONDS, READY_SECONDS = 30, 60
DRIP_SECONDS = 0.25
# The one door where anybody's body is read; at the others a request without a token is refused before.
POST = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n"


# MARK: Attacks, each in a process of its own: attack(port, told) calls told(...) once it is in full swing


def connect(port, count):
    sockets = []
    for _ in range(count):
        sockets.append(socket.create_connection((shop_client.HOST, port), 10))
    return sockets


def drip(port, told, beginning, byte):
    """Connections that send one byte at a time, and come again when the server has cut them off."""
    sockets = connect(port, SLOW)
    for one in sockets:
        one.sendall(beginning)
        one.setblocking(False)
    told(len(sockets))
    while True:
        for index, one in enumerate(sockets):
            try:
                one.send(byte)
                if not select.select([one], [], [], 0)[0]:
                    continue
            except OSError:
                pass
            one.close()
            sockets[index] = socket.create_connection((shop_client.HOST, port), 10)
            sockets[index].sendall(beginning)
            sockets[index].setblocking(False)
        time.sleep(DRIP_SECONDS)


def slow_heads(port, told):
    drip(port, told, b"GET /api/v1/products HTTP/1.1\r\nX-Slow: ", b"x")


def slow_bodies(port, told):
    drip(port, told, POST + b"Content-Length: 100000\r\n\r\n{", b" ")


def idle(port, told):
    """Connections that have asked once and may wait for their next request; none is closed while others measure."""
    sockets = connect(port, IDLE)
    for one in sockets:
        one.sendall(b"GET /health/live HTTP/1.1\r\nHost: shop\r\n\r\n")
    told(sum(one.recv(1_000).startswith(b"HTTP/1.1 200") for one in sockets))
    while True:
        time.sleep(1)


def huge_body(port, head, chunk):
    """(status, bytes that the server took) of one body of 100 MiB."""
    sent, answer = 0, b""
    with socket.create_connection((shop_client.HOST, port), 10) as one:
        one.sendall(POST + head)
        one.setblocking(False)
        try:
            while sent < BODY_BYTES:
                readable, writable, _ = select.select([one], [one], [], 10)
                if readable:
                    part = one.recv(65_536)
                    answer += part
                    if not part:
                        break
                elif writable:
                    sent += one.send(chunk)
                else:
                    break
        except OSError:
            pass  # cut off in the middle, as it should be
    status = re.match(rb"HTTP/1.1 (\d+) ", answer)
    return int(status[1]) if status else 0, sent


def huge_bodies(port, told):
    bodies = (
        (f"Content-Length: {BODY_BYTES}\r\n\r\n".encode(), b"x" * 65_536),
        (b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"x" * 65_536 + b"\r\n"),
    )
    told([huge_body(port, *body) for body in bodies])
    while True:
        for body in bodies:
            huge_body(port, *body)


@contextlib.contextmanager
def under(attack, port):
    """What the attack told once it was in full swing; it goes on until the block ends."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=attack, args=(port, there.send), daemon=True)
    process.start()
    there.close()
    try:
        if not here.poll(READY_SECONDS):
            raise shop_client.Failure(f"{attack.__name__} did not get going")
        yield here.recv()
        if not process.is_alive():
            raise shop_client.Failure(f"{attack.__name__} ended by itself")
    finally:
        process.kill()
        process.join()


# MARK: The customer


class Customer:
    """Somebody who reads an order and what is in stock, one request after the other."""

    def __init__(self, port):
        self.connection, rng = shop_client.Connection(port), random.Random(shop_client.fresh_seed())
        account = shop_client.Account(self.connection, rng)
        self.token = account.token(self.connection)
        body, _, _ = shop_client.order_body(rng, account.user_id)
        order = shop_client.ask(self.connection, "POST", "/api/v1/orders", self.token, body).json()
        self.paths = [f"/api/v1/orders/{order['order_id']}", "/api/v1/products/prod-001"]

    def median_millis(self):
        times, end = [], time.perf_counter() + SECONDS
        while (begin := time.perf_counter()) < end:
            answer = self.connection.request("GET", self.paths[len(times) % 2], self.token)
            times.append((time.perf_counter() - begin) * 1_000)
            if answer.status != 200:
                raise shop_client.Failure(f"a customer was answered {answer}")
        return statistics.median(times)


class Memory:
    """The server's resident memory, watched from outside."""

    def __init__(self, process):
        self.status = pathlib.Path(f"/proc/{process.pid}/status")
        self.quiet = self.mib("VmRSS")

    def mib(self, name):
        return int(re.search(rf"{name}:\s+(\d+)", self.status.read_text())[1]) / 1_024

    @property
    def growth(self):
        """From the quiet server to the most it ever had."""
        return self.mib("VmHWM") - self.quiet


def withstand(tally, name, attack, server, customer, memory, holds):
    """Runs the rounds of one attack; `holds` judges what the attack told."""
    factors = []
    for _ in range(ROUNDS):
        before = customer.median_millis()
        with under(attack, server.port) as told:
            during = customer.median_millis()
        quiet = statistics.mean([before, customer.median_millis()])
        factors.append(during / quiet)
        print(f"     {name}: quiet {quiet:.2f} ms, during {during:.2f} ms, {factors[-1]:.2f} times", flush=True)
        if factors[-1] <= SLOWER:
            break
    tally.check(f"{name}: the attack was what it should be", holds(told), told)
    tally.check(f"{name}: another customer does not feel it", min(factors) <= SLOWER, factors)
    print(f"     {name}: memory has grown by {memory.growth:.1f} MiB at most", flush=True)
    tally.check(f"{name}: memory grows by less than {GROWTH_MIB} MiB", memory.growth < GROWTH_MIB, memory.growth)


def attacks(tally, server):
    customer = Customer(server.port)
    customer.median_millis()
    memory = Memory(server.process)
    table = (
        ("slow heads", slow_heads, lambda told: told == SLOW),
        ("slow bodies", slow_bodies, lambda told: told == SLOW),
        ("idle connections", idle, lambda told: told == IDLE),
        ("bodies of 100 MiB", huge_bodies,
         lambda told: all(status == 413 and sent <= SENT_BYTES_LIMIT for status, sent in told)),
    )
    for name, attack, holds in table:
        with tally.step(f"{name} are withstood"):
            withstand(tally, name, attack, server, customer, memory, holds)


# MARK: Limits


class Refusing(http.server.BaseHTTPRequestHandler):
    """A server that takes accounts and refuses orders as one that limits requests does."""

    orders = 0

    def do_POST(self):  # noqa: N802  (http.server's name)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        is_order = self.path.endswith("/orders")
        Refusing.orders += is_order
        body = json.dumps({"access_token": "x"} if not is_order else {"code": "rate_limit_exceeded"}).encode()
        self.send_response(429 if is_order else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def load_is_refused(tally):
    with http.server.ThreadingHTTPServer((shop_client.HOST, 0), Refusing) as stub:
        threading.Thread(target=stub.serve_forever, daemon=True).start()
        url = f"http://{shop_client.HOST}:{stub.server_address[1]}"
        done = suite.tradepost("load", "--url", url, "--orders", 10, "--concurrent", 1)
        stub.shutdown()
    tally.check("a load run that is refused ends with 69", done.returncode == 69, done.returncode)
    tally.check("says how to switch limits off", "RATE_LIMIT_ENABLED=false" in done.stderr, done.stderr)
    tally.check("and counts nothing", done.stdout == "" and Refusing.orders == 1, done.stdout)


def bad_settings(tally):
    for name, value, said in (
        ("TRUSTED_PROXIES", "10.0.0.0/8,proxy.example", "`proxy.example`"),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "`10.0.0.1/8`"),
        ("RATE_LIMIT_PER_MINUTE", "0", "`0`"),
        ("RATE_LIMIT_ENABLED", "maybe", "`maybe`"),
    ):
        with tally.step(f"{name}={value} ends the start with 78 and is named"):
            data = suite.folder("settings") / "data"
            done = suite.tradepost("serve", "--data", data, "--port", 0, limit=START_SECONDS, environment={name: value})
            last = (done.stderr.strip().splitlines() or [""])[-1]
            assert done.returncode == 78 and name in last and said in last, f"{done.returncode} {done.stderr}"


def main():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    tally = suite.Tally()
    bad_settings(tally)
    load_is_refused(tally)
    # Limits are off: the customer asks more often than any quota allows, and an attack must not be stopped by a quota.
    server = suite.server("flood", environment={"BCRYPT_COST": "4"})
    try:
        server.start()
        attacks(tally, server)
        with tally.step("the server stops in order"):
            server.stop()
    finally:
        server.kill()
    tally.end()


if __name__ == "__main__":
    main()
