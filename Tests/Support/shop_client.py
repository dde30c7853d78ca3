"""What the fault suites share: a bare HTTP/1.1 keep-alive client, accounts, order bodies, a server to start and stop.

Only the standard library is used. The client is made of raw sockets, because http.client's own cost would cap how
hard one Python process can press a fast server.
"""

import json
import os
import random
import shlex
import shutil
import signal
import socket
import subprocess
import threading
import time

HOST = "127.0.0.1"
# prod-001 ... prod-010 of the sample catalogue.
PRICE_CENTS = (2999, 999, 450, 12900, 1995, 5990, 24900, 1425, 780, 8999)
PRODUCTS = tuple(f"prod-{number:03d}" for number in range(1, len(PRICE_CENTS) + 1))
# Each happens exactly once to an order that goes all the way.
LIFECYCLE = (
    "order.created", "order.validated", "payment.requested", "payment.completed", "order.payment_processed",
    "order.fulfilled", "order.shipped",
)
PASSWORD = "correct-horse-9"
# Access tokens live for 15 minutes.
TOKEN_SECONDS = 600
TRIES_SECONDS = 30


class NoAnswer(Exception):
    """The connection ended or stalled before the whole answer was there: nobody knows what the server did."""


class Failure(Exception):
    """The server did something it must never do."""


class Response:
    """One answer, read to its end."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise Failure(f"the answer is not JSON: {self.body[:200]!r}") from error

    def __str__(self):
        return f"{self.status} {self.body[:300]!r}"


class Connection:
    """One keep-alive connection; one request at a time. Connects anew when it has to."""

    def __init__(self, port, timeout=10.0):
        self.port, self.timeout = port, timeout
        self.socket, self.buffer = None, b""

    def request(self, method, path, token=None, body=None, headers=()):
        """Sends one request and returns its Response; raises NoAnswer."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}:{self.port}", "Accept: application/json"]
        if token:
            lines.append(f"Authorization: Bearer {token}")
        if body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers]
        message = "\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b"")
        try:
            if self.socket is None:
                self.socket, self.buffer = socket.create_connection((HOST, self.port), self.timeout), b""
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.socket.sendall(message)
            return self._response()
        except (OSError, ValueError) as error:
            self.close()
            raise NoAnswer(f"{method} {path}: {error}") from error

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def _more(self):
        data = self.socket.recv(65536)
        if not data:
            raise OSError("the server closed the connection")
        self.buffer += data

    def _take(self, count):
        while len(self.buffer) < count:
            self._more()
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def _line(self):
        while (end := self.buffer.find(b"\r\n")) < 0:
            self._more()
        return self._take(end + 2)[:-2]

    def _response(self):
        while (end := self.buffer.find(b"\r\n\r\n")) < 0:
            self._more()
        head = self._take(end + 4)[:-4].decode("latin-1").split("\r\n")
        status = int(head[0].split(" ", 2)[1])
        headers = {}
        for line in head[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = b""
            while size := int(self._line().split(b";")[0], 16):
                body += self._take(size)
                self._line()
            while self._line():
                pass
        else:
            body = self._take(int(headers.get("content-length", 0)))
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Response(status, headers, body)


def ask(connection, method, path, token=None, body=None, headers=(), expect=(200, 201)):
    """A request that must succeed soon: "not now" (409 still running, 429, 503) and lost connections are tried again.

    Safe to use for what may be repeated: reads, and writes that carry an Idempotency-Key.
    """
    deadline, last = time.monotonic() + TRIES_SECONDS, None
    while time.monotonic() < deadline:
        try:
            last = connection.request(method, path, token, body, headers)
        except NoAnswer as error:
            last = error
        else:
            if last.status in expect:
                return last
            if last.status not in (409, 429, 503) or "retry-after" not in last.headers:
                break
        time.sleep(0.05)
    raise Failure(f"{method} {path}: {last}")


class Account:
    """A registered user with a token that is renewed in time."""

    def __init__(self, connection, rng):
        self.email = f"shopper-{rng.getrandbits(64):016x}@example.com"
        body = {"email": self.email, "password": PASSWORD, "full_name": "Sam Shopper", "phone": "+15550100"}
        answer = connection.request("POST", "/api/v1/auth/register", body=json.dumps(body).encode())
        if answer.status != 201:
            raise Failure(f"registering {self.email}: {answer}")
        self.user_id = answer.json()["user_id"]
        self.renewed, self.value, self.lock = 0.0, None, threading.Lock()
        self.token(connection)

    def token(self, connection):
        """The access token; logs in when there is none that is young enough."""
        with self.lock:
            if self.value is None or time.monotonic() - self.renewed > TOKEN_SECONDS:
                body = json.dumps({"email": self.email, "password": PASSWORD}).encode()
                answer = ask(connection, "POST", "/api/v1/auth/login", body=body)
                self.value, self.renewed = answer.json()["access_token"], time.monotonic()
            return self.value


def order_body(rng, user_id):
    """A random valid order as (JSON bytes, quantity by product id, total in cents)."""
    items, sold, cents = [], {}, 0
    for _ in range(rng.randint(1, 4)):
        index, quantity = rng.randrange(len(PRODUCTS)), rng.randint(1, 5)
        cents += PRICE_CENTS[index] * quantity
        sold[PRODUCTS[index]] = sold.get(PRODUCTS[index], 0) + quantity
        items.append({"product_id": PRODUCTS[index], "quantity": quantity, "unit_price": PRICE_CENTS[index] / 100})
    body = {
        "user_id": user_id, "items": items, "total_amount": cents / 100, "payment_method": "CREDIT_CARD",
        "shipping_address": {
            "street": f"{rng.randint(1, 9999)} Main St", "city": "New York", "state": "NY",
            "zip": f"{rng.randint(10001, 10999)}", "country": "US",
        },
    }
    return json.dumps(body).encode(), sold, cents


def new_key(rng):
    return f"key-{rng.getrandbits(96):024x}"


def in_parallel(work, jobs, port, threads=6):
    """Calls work(connection, job) for every job on a few connections; raises the first Failure."""
    jobs, failures, lock = list(jobs), [], threading.Lock()

    def run():
        connection = Connection(port)
        try:
            while True:
                with lock:
                    if not jobs or failures:
                        return
                    job = jobs.pop()
                work(connection, job)
        except Exception as error:  # every thread's error is raised by the caller below
            failures.append(error)
        finally:
            connection.close()

    running = [threading.Thread(target=run) for _ in range(min(threads, len(jobs)))]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    if failures:
        raise failures[0]


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def command(template, **values):
    """The words of a command template such as "tradepost serve --data {data} --port {port}"."""
    return [word.format(**values) for word in shlex.split(template)]


class Server:
    """The server process on one data directory; its output goes to a log file."""

    def __init__(self, template, data, log, environment=None):
        self.template, self.data, self.log = template, data, log
        self.environment = {**os.environ, "RATE_LIMIT_ENABLED": "false", "SWIFT_BACKTRACE": "enable=no"}
        self.environment.update(environment or {})
        self.process, self.port = None, free_port()

    def start(self, limit=30.0):
        """Starts it and waits until /health answers 200; returns the seconds that took."""
        begin = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                command(self.template, data=self.data, port=self.port), env=self.environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )
        connection = Connection(self.port, timeout=2.0)
        while time.monotonic() - begin < limit:
            if self.process.poll() is not None:
                raise Failure(f"the server ended with {self.process.returncode} at start; its output: {self.tail()}")
            try:
                if connection.request("GET", "/health").status == 200:
                    return time.monotonic() - begin
            except NoAnswer:
                pass
            time.sleep(0.01)
        self.kill()
        raise Failure(f"the server was not healthy after {limit:.0f} s; its output: {self.tail()}")

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self, limit=15.0):
        """SIGTERM; the server must drain and exit with 0."""
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(limit)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failure(f"the server had not stopped {limit:.0f} s after SIGTERM") from None
        if code != 0:
            raise Failure(f"the server exited with {code} after SIGTERM; its output: {self.tail()}")

    def tail(self, size=2000):
        with open(self.log, "rb") as log:
            log.seek(max(0, os.path.getsize(self.log) - size))
            return log.read().decode("utf-8", "replace").strip()


def remove_folder(path):
    shutil.rmtree(path, ignore_errors=True)


def fresh_seed():
    return random.SystemRandom().randrange(1 << 32)
