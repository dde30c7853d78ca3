#!/usr/bin/env python3
"""Payments at a gateway outside: it hangs, breaks, loses answers and dies, the server is killed between asking and
recording, and still every key is charged once at most, every order ends right, and no card number is kept."""

import collections
import json
import pathlib
import random
import signal
import subprocess
import sys
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]

import shop_client  # noqa: E402
import suite  # noqa: E402

GATEWAY = suite.ROOT / "Tests" / "Support" / "payment_gateway.py"
SECRET = "the-gateway-secret-of-the-suite"
CARD = "4242424242424242"
CARD_FORMS = (CARD, "4242 4242 4242 4242", "4242-4242-4242-4242")
ENDS = {"shipped", "failed", "cancelled"}
END_SECONDS = 60
# Retries enough for an outage of 9 s: a busy machine takes seconds to start the gateway again.
RETRIES, BACKOFF_MILLIS = 6, 150
TICK_SECONDS = 0.05
KILLS = 12 if suite.IS_FULL else 3
ORDERS_PER_KILL = 12
CATALOGUE = """product_id,sku,name,description,price,currency,category,stock,low_stock_threshold
mug,TP-MUG,Harbour Mug,"Always there.",29.99,USD,Kitchen,1000000,100
unlucky,TP-UNLUCKY,Unlucky Charm,"Its price is declined.",10.13,USD,Home,1000000,100
"""


class GatewayProcess:
    """The gateway, its ledger, and what is in it."""

    def __init__(self, place):
        self.port, self.ledger, self.process = shop_client.free_port(), place / "ledger.jsonl", None

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, GATEWAY, str(self.port), str(self.ledger), SECRET], stdin=subprocess.DEVNULL
        )
        connection, deadline = shop_client.Connection(self.port, timeout=2.0), time.monotonic() + 15
        while time.monotonic() < deadline:
            try:
                if connection.request("GET", "/state").status == 200:
                    return
            except shop_client.NoAnswer:
                time.sleep(TICK_SECONDS)
        raise shop_client.Failure("the payment gateway does not answer")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def mode(self, name):
        answer = shop_client.Connection(self.port).request("POST", "/mode", body=json.dumps({"mode": name}).encode())
        assert answer.status == 200, answer

    def state(self):
        return shop_client.Connection(self.port).request("GET", "/state").json()

    def entries(self, kind):
        if not self.ledger.exists():
            return []
        lines = self.ledger.read_text().splitlines()
        return [entry for entry in map(json.loads, lines) if entry["kind"] == kind]

    def until_asked(self, count, mode):
        deadline = time.monotonic() + END_SECONDS
        while sum(entry["mode"] == mode for entry in self.entries("asked")) < count:
            assert time.monotonic() < deadline, f"the gateway was not asked {count} times in mode {mode}"
            time.sleep(TICK_SECONDS)


class Shop:
    """A customer at the server under test."""

    def __init__(self, server):
        self.server, self.bodies = server, []
        self.account = shop_client.Account(shop_client.Connection(server.port), random.Random())

    def call(self, method, path, body=None, token=None, expect=None):
        connection = shop_client.Connection(self.server.port)
        data = None if body is None else json.dumps(body).encode()
        answer = connection.request(method, path, token or self.account.token(connection), data)
        connection.close()
        self.bodies.append(answer.body)
        assert expect is None or answer.status == expect, f"{method} {path}: {answer}"
        return answer.json() if answer.body else None

    def order(self, product="mug", cents=2999, quantity=1, **more):
        body = {
            "items": [{"product_id": product, "quantity": quantity, "unit_price": cents / 100}],
            "total_amount": f"{cents * quantity // 100}.{cents * quantity % 100:02}", "payment_method": "credit_card",
            **more,
        }
        return self.call("POST", "/orders", body, expect=201)["order_id"]

    def ended(self, orders, seconds=END_SECONDS):
        """The orders when each has come to its end."""
        deadline, found = time.monotonic() + seconds, {}
        while len(found) < len(orders) and time.monotonic() < deadline:
            for order_id in orders:
                if order_id not in found:
                    order = self.call("GET", f"/orders/{order_id}", expect=200)
                    if order["status"] in ENDS:
                        found[order_id] = order
            time.sleep(TICK_SECONDS)
        assert len(found) == len(orders), f"{len(orders) - len(found)} orders have not ended"
        return [found[order_id] for order_id in orders]

    def payment(self, order):
        return self.call("GET", f"/payments/{order['payment_id']}", expect=200)

    def refunded(self, order, seconds=END_SECONDS):
        """The order's payment once none of its refunds is pending."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            payment = self.payment(order)
            if payment["refunds"] and all(refund["status"] != "pending" for refund in payment["refunds"]):
                return payment
            time.sleep(TICK_SECONDS)
        raise AssertionError(f"the refund is still pending: {payment}")


def normal_day(tally, shop, gateway):
    orders = [shop.order() for _ in range(5)]
    declined = shop.order("unlucky", 1013)
    ended = shop.ended(orders + [declined])
    tally.check("approved orders are shipped", all(order["status"] == "shipped" for order in ended[:5]))
    tally.check("a declined one has failed", ended[5]["failure"]["code"] == "payment_declined", ended[5]["failure"])
    payment = shop.payment(ended[0])
    tally.check("a payment has the gateway's reference", payment["reference"].startswith("charged-"), payment)
    tally.check("every request was signed", gateway.state()["bad_signatures"] == 0)


def troubles(tally, shop, gateway):
    """The gateway refuses, breaks off and talks nonsense; the same key is asked again until there is a word."""
    for mode in ("500", "garbage", "lost"):
        gateway.mode(mode)
        orders = [shop.order() for _ in range(3)]
        gateway.until_asked(3, mode)
        gateway.mode("ok")
        ended = shop.ended(orders)
        tally.check(f"after `{mode}` the orders are shipped", all(order["status"] == "shipped" for order in ended))
    gateway.mode("hang")
    slow = [shop.order() for _ in range(2)]
    gateway.until_asked(2, "hang")
    gateway.mode("ok")
    quick, slow = shop.ended([shop.order()])[0], shop.ended(slow)
    tally.check("a gateway that hangs holds up no other payment",
                quick["status"] == "shipped" and all(quick["updated_at"] < order["updated_at"] for order in slow))
    tally.check("and is asked again", all(order["status"] == "shipped" for order in slow))
    gateway.kill()
    orphans = [shop.order() for _ in range(2)]
    time.sleep(0.2)
    gateway.start()
    tally.check("a gateway that was killed is asked again",
                all(order["status"] == "shipped" for order in shop.ended(orphans)))


def late_answer(tally, shop, gateway):
    """The order is cancelled while the gateway has taken the money and said nothing."""
    gateway.mode("lost")
    order_id = shop.order()
    gateway.until_asked(len([e for e in gateway.entries("asked") if e["mode"] == "lost"]) + 1, "lost")
    shop.call("DELETE", f"/orders/{order_id}", expect=200)
    gateway.mode("ok")
    order = shop.ended([order_id])[0]
    deadline = time.monotonic() + END_SECONDS
    while shop.payment(order)["status"] == "requested" and time.monotonic() < deadline:
        time.sleep(TICK_SECONDS)
    payment = shop.refunded(order)
    tally.check("money taken for a cancelled order is given back", payment["status"] == "refunded", payment)
    tally.check("by the gateway", [e for e in gateway.entries("refunded") if e["payment"] == order["payment_id"]] != [])
    tally.check("and the order stays cancelled", order["status"] == "cancelled")


def dead_letters(tally, shop, gateway):
    gateway.mode("500")
    order_id = shop.order()
    deadline, letters = time.monotonic() + END_SECONDS, ""
    while order_id not in letters and time.monotonic() < deadline:
        letters = suite.tradepost(
            "consume", "dead_letter_queue", "--data", shop.server.data, "--from", "earliest"
        ).stdout
        time.sleep(0.2)
    gateway.mode("ok")
    tally.check("a payment nobody answers is put aside", order_id in letters)
    tally.check("and those behind it go on", shop.ended([shop.order()])[0]["status"] == "shipped")


def killed_server(tally, shop, gateway):
    """SIGKILL while questions are on their way, recorded and answered: at a random moment of every kind."""
    orders = []
    for number in range(KILLS):
        gateway.mode(("lost", "ok", "hang")[number % 3])
        for index in range(ORDERS_PER_KILL):
            orders.append(shop.order(quantity=1 + index % 3))
        time.sleep(random.random() * 0.1)
        shop.server.process.send_signal(signal.SIGKILL)
        shop.server.process.wait()
        gateway.mode("ok")
        shop.server.start()
    ended = shop.ended(orders)
    tally.check(f"after {KILLS} kills every order is shipped", all(order["status"] == "shipped" for order in ended),
                collections.Counter(order["status"] for order in ended))
    paid = {shop.payment(order)["payment_id"] for order in ended}
    charged = {entry["key"] for entry in gateway.entries("charged")}
    tally.check("each order has one payment, and it was charged", len(paid) == len(ended) and paid <= charged)


def ledger(tally, gateway):
    for kind in ("charged", "refunded"):
        keys = collections.Counter(entry["key"] for entry in gateway.entries(kind))
        tally.check(f"no key was {kind} twice", keys and max(keys.values()) == 1, keys.most_common(3))
    asked = collections.Counter(entry["key"] for entry in gateway.entries("asked"))
    tally.check("keys were asked again", max(asked.values()) > 1)


def no_card_numbers(tally, shop, server):
    """Full numbers in every form and place that takes one, accepted and refused; then everything is searched."""
    for form in CARD_FORMS:
        order_id = shop.order(card_details={"number": form})
        shop.ended([order_id])
        shop.call("POST", "/payments", {
            "order_id": order_id, "amount": 29.99, "payment_method": "credit_card", "card_details": {"number": form},
        }, expect=409)
        for wrong in (form + "x", form * 2, int(CARD), [form], {"number": form}):
            shop.call("POST", "/orders", {"items": [], "card_details": {"number": wrong}}, expect=422)
            shop.call("POST", "/payments", {"order_id": order_id, "amount": 1, "card_details": {"number": wrong}})
        shop.call("POST", "/payments", {"order_id": order_id, "amount": 1, "payment_method": form}, expect=422)
        shop.call("POST", "/orders", {"items": [], "payment_method": form}, expect=422)
    order = shop.ended([shop.order(card_details={"number": CARD})])[0]
    card = shop.payment(order)["card"]
    tally.check("brand and last four are kept", card == {"brand": "visa", "last4": "4242"}, card)
    server.stop()
    needles = [form.encode() for form in CARD_FORMS]
    found = [
        str(path) for path in [*pathlib.Path(server.data).rglob("*"), pathlib.Path(server.log)]
        if path.is_file() and any(needle in path.read_bytes() for needle in needles)
    ]
    tally.check("no file and no log line has a card number", not found, found)
    topics = {line.split("\t")[0] for line in suite.tradepost("topics", "--data", server.data).stdout.splitlines()[1:]}
    told = "".join(
        suite.tradepost("consume", topic, "--data", server.data, "--from", "earliest").stdout for topic in topics
    )
    tally.check("events say the last four digits", '\\"last4\\":\\"4242\\"' in told)
    tally.check("and none has a number, compressed or not", not any(form in told for form in CARD_FORMS))
    tally.check("no answer has one", not any(needle in body for body in shop.bodies for needle in needles))


def main():
    tally = suite.Tally()
    place = suite.folder("gateway")
    gateway = GatewayProcess(place)
    gateway.start()
    environment = {
        "PAYMENT_GATEWAY_URL": f"http://127.0.0.1:{gateway.port}/pay", "PAYMENT_GATEWAY_SECRET": SECRET,
        "PAYMENT_GATEWAY_TIMEOUT": "4", "MAX_RETRIES": str(RETRIES), "RETRY_BACKOFF_MS": str(BACKOFF_MILLIS),
        "LOG_LEVEL": "trace", "BCRYPT_COST": "4",
    }
    server = suite.server("payments", CATALOGUE, environment)
    server.start()
    try:
        shop = Shop(server)
        for story in (normal_day, troubles, late_answer, dead_letters, killed_server):
            with tally.step(story.__name__):
                story(tally, shop, gateway)
            if gateway.process.poll() is None:
                gateway.mode("ok")
        with tally.step("no_card_numbers"):
            no_card_numbers(tally, shop, server)
        ledger(tally, gateway)
        done = suite.tradepost("check", "--data", server.data)
        tally.check("the full check is clean", done.returncode == 0, done.stdout[-2000:])
    finally:
        server.kill()
        gateway.kill()
    tally.end()


main()
