#!/usr/bin/env python3
"""The requests of the documents that the shop was made from, sent as they are written there, and their outcomes.

Bodies are kept as text, so that not even a digit of an amount is written in another way on the way to the server.
"""

import json
import pathlib
import subprocess
import sys
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]

import shop_client  # noqa: E402
import suite  # noqa: E402

SETTLED_SECONDS = 30
SETTLED = ("shipped", "delivered", "failed", "cancelled")

# "Happy Path - Successful Order"
HAPPY = """{
    "customer_id": "demo_customer",
    "items": [{"product_id": "laptop", "quantity": 1, "price": 999.99}],
    "total_amount": 999.99
  }"""

# "Failure Scenario - Insufficient Inventory"
TOO_MANY = """{
    "customer_id": "demo_customer",
    "items": [{"product_id": "laptop", "quantity": 1000, "price": 999.99}],
    "total_amount": 999990.00
  }"""

# "Payment Failure Scenario": a payment of a negative amount
NEGATIVE_PAYMENT = """{
    "order_id": "test_order",
    "amount": -100.00,
    "payment_method": "credit_card"
  }"""

# "Test Complete Order Flow"
COMPLETE = """{
    "customer_id": "test_customer",
    "items": [{"product_id": "laptop_001", "quantity": 1, "price": 999.99}],
    "total_amount": 999.99,
    "customer_email": "test@example.com"
  }"""

# "Test insufficient inventory"
RARE = """{
    "customer_id": "test_customer",
    "items": [{"product_id": "rare_item", "quantity": 1000, "price": 99.99}],
    "total_amount": 99990.00
  }"""

# "Test payment failure"
DECLINED_PAYMENT = """{
    "order_id": "test_order",
    "amount": 999999.99,
    "payment_method": "credit_card",
    "card_details": {"number": "4000000000000002"}
  }"""

# tests/test_orders.py
UNIT_TEST = """{
            "user_id": "123e4567-e89b-12d3-a456-426614174000",
            "items": [
                {"product_id": "prod-1", "quantity": 2, "price": 29.99}
            ],
            "total_amount": 59.98,
            "shipping_address": {
                "street": "123 Main St",
                "city": "New York",
                "state": "NY",
                "zip": "10001"
            },
            "payment_method": "CREDIT_CARD"
        }"""

# "POST /api/v1/orders" and the curl example of the appendix; `uuid` stands for the user's id
FULL = """{
  "user_id": "%s",
  "items": [
    {
      "product_id": "prod-001",
      "quantity": 2,
      "unit_price": 29.99
    }
  ],
  "total_amount": 59.98,
  "shipping_address": {
    "street": "123 Main St",
    "city": "New York",
    "state": "NY",
    "zip": "10001",
    "country": "US"
  },
  "payment_method": "CREDIT_CARD"
}"""


class Client:
    """Sends text as it is; who it is can be changed."""

    def __init__(self, port):
        self.connection, self.token = shop_client.Connection(port), None

    def send(self, method, path, body=None, headers=()):
        body = body.encode() if body is not None else None
        return self.connection.request(method, path, self.token, body, headers)

    def settled(self, path):
        """The order when nothing more happens to it by itself."""
        deadline = time.monotonic() + SETTLED_SECONDS
        while time.monotonic() < deadline:
            order = self.send("GET", path).json()
            if order["status"] in SETTLED:
                return order
            time.sleep(0.02)
        raise AssertionError(f"{path} is still {order['status']}")


# MARK: The demonstration


def happy_path(tally, client):
    made = client.send("POST", "/orders", HAPPY)
    tally.check("happy path: the order is taken", made.status == 201, str(made))
    path = f"/orders/{made.json()['order_id']}"
    tally.check("with a number for people", made.json()["order_number"].startswith("A-"))
    order = client.settled(path)
    tally.check("it comes through", order["status"] in ("shipped", "delivered"), suite.pretty(order))
    tally.check("at its price", order["total_amount"] == 999.99 and order["items"][0]["price"] == 999.99)
    deadline = time.monotonic() + SETTLED_SECONDS
    while order["status"] != "delivered" and time.monotonic() < deadline:
        time.sleep(0.2)
        order = client.send("GET", path).json()
    tally.check("and the simulated carrier delivers it", order["status"] == "delivered", suite.pretty(order))
    tally.check("which has its time", "delivered_at" in (order["shipping"] or {}), suite.pretty(order))


def complete_flow(tally, client):
    made = client.send("POST", "/orders", COMPLETE)
    tally.check("complete flow: the order is taken", made.status == 201, str(made))
    path = f"/orders/{made.json()['order_id']}"
    tally.check("the status can be watched", client.settled(path)["status"] in ("shipped", "delivered"))
    tally.check("the address is kept", client.send("GET", path).json()["customer_email"] == "test@example.com")
    events = client.send("GET", f"{path}/events").json()["data"]
    types = [event["event_type"] for event in events]
    tally.check("its events can be checked", types[:7] == list(shop_client.LIFECYCLE), types)


def insufficient(tally, client, name, body, product):
    before = client.send("GET", f"/inventory/{product}").json()
    made = client.send("POST", "/orders", body)
    tally.check(f"{name}: the order is taken", made.status == 201, str(made))
    order = client.settled(f"/orders/{made.json()['order_id']}")
    failure = order["failure"] or {}
    tally.check("and fails for want of stock", failure.get("code") == "insufficient_stock", suite.pretty(order))
    tally.check("with stage, time and a sentence",
                failure.get("stage") == "validation" and failure.get("at", "").endswith("Z") and failure.get("message"))
    tally.check("and takes nothing", client.send("GET", f"/inventory/{product}").json() == before)


def payments_refused(tally, client):
    """Neither payment has an order; the first is no amount either. Whatever is wrong with them, no money moves."""
    for name, body in (("negative amount", NEGATIVE_PAYMENT), ("declined card", DECLINED_PAYMENT)):
        answer = client.send("POST", "/payments", body)
        tally.check(f"{name}: the payment is refused", answer.status in (404, 422), str(answer))
        tally.check("as a problem", answer.headers.get("content-type") == "application/problem+json", str(answer))
    negative = HAPPY.replace('"total_amount": 999.99', '"total_amount": -100.00')
    answer = client.send("POST", "/orders", negative)
    tally.check("a negative amount is refused for an order too", answer.status == 422, str(answer))
    tally.check("and named", [error["pointer"] for error in answer.json()["errors"]] == ["/total_amount"])


def payment_failure(tally, client):
    """The declined card and the excessive amount on orders of their own."""
    stock = client.send("GET", "/inventory/laptop").json()
    card = HAPPY.replace('"total_amount": 999.99',
                         '"total_amount": 999.99, "card_details": {"number": "4000000000000002"}')
    amount = """{"customer_id": "demo_customer", "total_amount": 999999.99,
        "items": [{"product_id": "mansion", "quantity": 1, "price": 999999.99}]}"""
    for name, body, code in (("declined card", card, "payment_declined"), ("amount", amount, "payment_amount_limit")):
        made = client.send("POST", "/orders", body)
        tally.check(f"payment failure, {name}: the order is taken", made.status == 201, str(made))
        path = f"/orders/{made.json()['order_id']}"
        order = client.settled(path)
        tally.check("and fails when it is paid", (order["failure"] or {}).get("code") == code, suite.pretty(order))
        types = [event["event_type"] for event in client.send("GET", f"{path}/events").json()["data"]]
        tally.check("with its events", types[-2:] == ["payment.failed", "order.failed"], types)
    left = client.send("GET", "/inventory/laptop").json()
    tally.check("and its goods go back", left == stock, suite.pretty(left))


def unit_test(tally, client):
    made = client.send("POST", "/api/v1/orders/", UNIT_TEST)
    tally.check("test_create_order: 201", made.status == 201, str(made))
    tally.check("test_create_order: order_id", "order_id" in made.json())
    order_id = made.json()["order_id"]
    read = client.send("GET", f"/api/v1/orders/{order_id}")
    tally.check("test_get_order: 200", read.status == 200, str(read))
    tally.check("test_get_order: the same order", read.json()["order_id"] == order_id)
    missing = client.send("GET", "/api/v1/orders/123e4567-e89b-12d3-a456-426614174000")
    tally.check("an order that is not there is a 404", missing.status == 404, str(missing))
    tally.check("with the documented words", missing.json()["detail"] == "Order not found", str(missing))
    user = "user_id=123e4567-e89b-12d3-a456-426614174000"
    for path in ("/api/v1/orders/", "/api/v1/orders", "/orders"):
        listed = client.send("GET", f"{path}?{user}&skip=0&limit=10")
        tally.check(f"{path} lists the user's orders as an array", isinstance(listed.json(), list)
                    and [order["order_id"] for order in listed.json()] == [order_id], str(listed))


# MARK: With an account


def with_account(tally, client):
    login = '{"email": "user@example.com", "password": "password123"}'
    registered = client.send("POST", "/api/v1/auth/register", login)
    tally.check("an account is made", registered.status == 201, str(registered))
    tokens = client.send("POST", "/api/v1/auth/login", login)
    tally.check("and logs in", tokens.status == 200 and tokens.json()["expires_in"] == 900, str(tokens))
    client.token = tokens.json()["access_token"]
    user = registered.json()["user_id"]
    made = client.send("POST", "/api/v1/orders", FULL % user)
    tally.check("the documented order is taken", made.status == 201, str(made))
    order_id = made.json()["order_id"]
    order = client.settled(f"/api/v1/orders/{order_id}")
    tally.check("and shipped", order["status"] in ("shipped", "delivered"), suite.pretty(order))
    tally.check("with an estimated day", len(order["shipping"]["estimated_delivery"]) == 10)
    tally.check("and ids for its lines", all(item["item_id"] for item in order["items"]))
    listed = client.send("GET", f"/api/v1/orders?user_id={user}&page=1&page_size=10").json()
    tally.check("it is listed", [entry["order_id"] for entry in listed["data"]] == [order_id], suite.pretty(listed))
    late = client.send("DELETE", f"/api/v1/orders/{order_id}")
    tally.check("and can no longer be cancelled", late.status == 409, str(late))
    stranger = FULL % "123e4567-e89b-12d3-a456-426614174000"
    other = client.send("POST", "/api/v1/orders", stranger)
    tally.check("nobody orders for somebody else", other.status == 422, str(other))
    client.token = None


def admin_cannot_order(tally, client):
    """"Admin can't create orders"."""
    login = '{"email": "boss@example.com", "password": "correct-horse-9"}'
    client.token = client.send("POST", "/auth/login", login).json()["access_token"]
    me = client.send("GET", "/users/me").json()
    tally.check("the first administrator is there", me["role"] == "admin", suite.pretty(me))
    answer = client.send("POST", "/orders", HAPPY)
    tally.check("an administrator cannot order", answer.status == 403, str(answer))
    tally.check("and is told why", answer.json()["code"] == "admin_cannot_order", str(answer))
    client.token = None


# MARK: Money, to the digit

# Unit price, quantity and total as they are sent, and the total as it has to come back.
EXACT = (
    ("29.99", 2, "59.98", "59.98"),
    ("29.990", 1, "29.9900", "29.99"),
    ("0.10", 3, "0.3", "0.30"),
    ('"29.99"', 2, '"59.98"', "59.98"),
    ("1e1", 1, "10.00", "10.00"),
    ("0.01", 1_000_000, "10000", "10000.00"),
    ("499999.99", 1, "499999.99", "499999.99"),
    ("0", 1, "0", "0.00"),
)
# Amounts that are refused: as sent, and the code.
REFUSED = (
    ("29.999", "amount_precision"), ('"29.991"', "amount_precision"), ("0.001", "amount_precision"),
    ("100000000.00", "validation_error"), ("-0.01", "validation_error"), ("1e99", "validation_error"),
    ('"NaN"', "validation_error"), ('"1,50"', "validation_error"), ("true", "validation_error"),
    ("99999999999999999999999999", "validation_error"), ('""', "validation_error"),
)


def order_of(price, quantity, total):
    return f"""{{"customer_id": "penny", "total_amount": {total},
        "items": [{{"product_id": "coin-{price.strip('"')}", "quantity": {quantity}, "unit_price": {price}}}]}}"""


def exact_money(tally, client):
    for price, quantity, total, expected in EXACT:
        made = client.send("POST", "/orders", order_of(price, quantity, total))
        digits = f'"total_amount":{expected},'.encode()
        tally.check(f"{quantity} at {price} are {expected}", made.status == 201 and digits in made.body, str(made))
        if quantity < 1_000:
            order = client.settled(f"/orders/{made.json()['order_id']}")
            tally.check("which the validator agrees to", order["failure"] is None, suite.pretty(order))
    lines = """{"customer_id": "penny", "total_amount": 0.3, "items": [
        {"product_id": "coin-a", "quantity": 1, "price": 0.1}, {"product_id": "coin-b", "quantity": 1, "price": 0.2}]}"""
    made = client.send("POST", "/orders", lines)
    order = client.settled(f"/orders/{made.json()['order_id']}")
    tally.check("0.1 and 0.2 are 0.3", order["status"] != "failed", suite.pretty(order))
    for amount, code in REFUSED:
        answer = client.send("POST", "/orders", order_of("1.00", 1, amount))
        found = answer.json().get("code")
        pointers = [error["pointer"] for error in answer.json().get("errors", [])]
        tally.check(f"a total of {amount} is refused with {code}",
                    (answer.status, found, pointers) == (422, code, ["/total_amount"]), str(answer))
        answer = client.send("POST", "/orders", order_of(amount, 1, "1.00"))
        tally.check(f"a price of {amount} too", (answer.status, answer.json().get("code")) == (422, code), str(answer))


def largest_amount(tally, client):
    made = client.send("POST", "/orders", order_of("99999999.99", 1, "99999999.99"))
    tally.check("99,999,999.99 is an amount", made.status == 201 and b'"total_amount":99999999.99,' in made.body)
    order = client.settled(f"/orders/{made.json()['order_id']}")
    tally.check("that no card pays", (order["failure"] or {}).get("code") == "payment_amount_limit")
    answer = client.send("POST", "/orders", order_of("99999999.99", 2, "1.00"))
    tally.check("a line above it is refused", answer.status == 422, str(answer))
    two = """{"customer_id": "penny", "total_amount": 99999999.99, "items": [
        {"product_id": "coin-x", "quantity": 1, "price": 99999999.99},
        {"product_id": "coin-y", "quantity": 1, "price": 99999999.99}]}"""
    made = client.send("POST", "/orders", two)
    if made.status == 201:
        order = client.settled(f"/orders/{made.json()['order_id']}")
        tally.check("lines that add up to more fail", (order["failure"] or {}).get("code") == "price_mismatch")
    else:
        tally.check("lines that add up to more are refused", made.status == 422, str(made))
    many = json.dumps({"customer_id": "penny", "total_amount": 1, "items": [
        {"product_id": f"coin-{index}", "quantity": 1_000_000, "price": 99.99} for index in range(100)]})
    made = client.send("POST", "/orders", many)
    tally.check("a hundred such lines do no harm", made.status in (201, 422), str(made))
    tally.check("the server is well", client.send("GET", "/health").status == 200)


# MARK: The command line


def administrators(tally):
    """`tradepost admin create` on a stopped directory, and what is refused."""
    place = suite.folder("admin")
    data, binary = str(place / "data"), suite.BINARY

    def run(*words, password=None):
        return subprocess.run([binary, "admin", "create", *words, "--data", data], input=password, text=True,
                              capture_output=True, timeout=suite.COMMAND_SECONDS, check=False)

    made = run("boss@example.com", password="correct-horse-9\n")
    tally.check("an administrator is made in an empty directory", made.returncode == 0, made.stderr)
    again = run("Boss@example.com", password="another-horse-9\n")
    tally.check("an address that has an account is refused", again.returncode == 1, again.stderr)
    tally.check("with one line that names the way on",
                "--promote" in again.stderr and again.stderr.count("\n") == 1, again.stderr)
    for words, password, code in (
        (("nobody",), "correct-horse-9\n", 64), (("new@example.com",), "short\n", 64),
        (("new@example.com",), "", 64), (("new@example.com", "--promote"), "", 1),
    ):
        refused = run(*words, password=password)
        tally.check(f"{' '.join(words)} is refused with {code}", refused.returncode == code, refused.stderr)
    server = shop_client.Server(suite.serve(), data, place / "server.log", {
        "ADMIN_EMAIL": "boss@example.com", "ADMIN_PASSWORD": "third-horse-99", "BCRYPT_COST": "4",
    })
    try:
        server.start()
        client = Client(server.port)
        login = '{"email": "boss@example.com", "password": "%s"}'
        tally.check("the first password holds",
                    client.send("POST", "/auth/login", login % "correct-horse-9").status == 200)
        tally.check("a setting does not reset it",
                    client.send("POST", "/auth/login", login % "third-horse-99").status == 401)
        buyer = '{"email": "buyer@example.com", "password": "correct-horse-9"}'
        client.send("POST", "/auth/register", buyer)
        locked = run("other@example.com", password="correct-horse-9\n")
        tally.check("beside a running server the directory is locked", locked.returncode == 73, locked.stderr)
        server.stop()
        raised = run("buyer@example.com", "--promote")
        tally.check("an account is promoted when that is said", raised.returncode == 0, raised.stderr)
        server.start()
        client = Client(server.port)
        client.token = client.send("POST", "/auth/login", buyer).json()["access_token"]
        tally.check("and runs the shop from then on", client.send("GET", "/users").status == 200)
        server.stop()
    finally:
        server.kill()
    done = suite.tradepost("check", "--data", data)
    tally.check("the directory is clean", done.returncode == 0, done.stdout)


def main():
    tally = suite.Tally()
    server = suite.server("demo", environment={
        "ADMIN_EMAIL": "boss@example.com", "ADMIN_PASSWORD": "correct-horse-9", "BCRYPT_COST": "4",
        "DEMO_DELIVERY_SECONDS": "1",
    }, extra=["--demo"])
    try:
        server.start()
        client = Client(server.port)
        for story in (
            complete_flow, payments_refused, payment_failure, unit_test, with_account, admin_cannot_order, exact_money,
            largest_amount, happy_path,
        ):
            with tally.step(f"{story.__name__} to its end"):
                story(tally, client)
        with tally.step("insufficient inventory to its end"):
            insufficient(tally, client, "insufficient inventory", TOO_MANY, "laptop")
            insufficient(tally, client, "rare item", RARE, "rare_item")
        server.stop()
        done = suite.tradepost("check", "--data", server.data)
        tally.check("the directory is clean", done.returncode == 0, done.stdout)
    finally:
        server.kill()
    with tally.step("administrators to its end"):
        administrators(tally)
    tally.end()


main()
