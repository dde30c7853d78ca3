#!/usr/bin/env python3
"""Webhooks against real receivers: every delivery is verified by an independent library, receivers are down, silent and
slow, the server is killed while it sends, and ten thousand endpoints, half of them dead, are nobody's trouble."""

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
import webhook_receiver  # noqa: E402

PASSWORD = "correct horse battery"
ADMIN = "boss@example.com"
JOURNEY = ["order.created", "order.validated", "order.payment_processed", "order.fulfilled", "order.shipped"]
WAIT_SECONDS = 90
TICK_SECONDS = 0.05
SCALE = 0.001
KILLS = 10 if suite.IS_FULL else 3
ENDPOINTS = 10_000 if suite.IS_FULL else 400
PER_CUSTOMER = 20
LOAD_ORDERS = 2_000 if suite.IS_FULL else 300
# With the endpoints there the same orders may take this many times as long, on a machine that also runs the receivers.
SLOWER = 3.0
GROWTH_BYTES = 256 << 20
CATALOGUE = """product_id,sku,name,description,price,currency,category,stock,low_stock_threshold
mug,TP-MUG,Harbour Mug,"Always there.",29.99,USD,Kitchen,10000000,100
"""
ORDER = json.dumps({
    "items": [{"product_id": "mug", "quantity": 1, "unit_price": 29.99}], "total_amount": "29.99",
    "payment_method": "credit_card",
}).encode()


class Shop:
    """An administrator and a customer at the server under test."""

    def __init__(self, server, receiver):
        self.server, self.receiver = server, receiver
        self.customer = shop_client.Account(shop_client.Connection(server.port), random.Random())
        body = json.dumps({"email": ADMIN, "password": PASSWORD}).encode()
        answer = shop_client.ask(shop_client.Connection(server.port), "POST", "/api/v1/auth/login", body=body)
        self.admin = answer.json()["access_token"]

    def call(self, method, path, body=None, token=None, expect=(200, 201, 202)):
        connection = shop_client.Connection(self.server.port)
        data = None if body is None else json.dumps(body).encode()
        answer = shop_client.ask(connection, method, "/api/v1" + path, token or self.admin, data, expect=expect)
        connection.close()
        return answer.json()

    def webhook(self, path, types=("order.*",), token=None, **more):
        """Adds an endpoint at a path of the receiver and answers its id."""
        made = self.call("POST", "/webhooks", {"url": self.receiver.url(path), "event_types": list(types), **more}, token)
        self.receiver.secrets[path] = [made["secret"]]
        return made["webhook_id"]

    def deliveries(self, webhook):
        """All deliveries of an endpoint, newest first."""
        cursor = ""
        while cursor is not None:
            page = self.call("GET", f"/webhooks/{webhook}/deliveries?page_size=100{cursor}")
            yield from page["data"]
            cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"

    def orders(self, count):
        made, connection = [], shop_client.Connection(self.server.port)
        token = self.customer.token(connection)
        for _ in range(count):
            made.append(shop_client.ask(connection, "POST", "/api/v1/orders", token, ORDER).json()["order_id"])
        connection.close()
        return made

    def until(self, what, condition, seconds=WAIT_SECONDS):
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"in {seconds} s not: {what}"
            time.sleep(TICK_SECONDS)

    def until_told(self, path, orders, seconds=WAIT_SECONDS):
        wanted = {(order, kind) for order in orders for kind in JOURNEY}
        self.until(
            f"all of {len(wanted)} events at {path}",
            lambda: wanted <= {(event["order_id"], event["type"]) for event in self.receiver.events(path)}, seconds,
        )

    def metric(self, name):
        page = shop_client.Connection(self.server.port).request("GET", "/metrics").body.decode()
        return float(next(line.split()[-1] for line in page.splitlines() if line.startswith(name)))


def in_order(events, orders):
    """Whether each order's events came first in their order, whatever came again in between."""
    first = collections.defaultdict(list)
    for event in events:
        if event["type"] not in first[event["order_id"]]:
            first[event["order_id"]].append(event["type"])
    return all(first[order] == JOURNEY for order in orders)


def same_ids(events):
    """Whether an event has one id and one body, however often it came."""
    ids = collections.defaultdict(set)
    for event in events:
        ids[(event["order_id"], event["type"])].add((event["id"], event["body"]))
    return all(len(found) == 1 for found in ids.values())


def normal_day(tally, shop):
    shop.webhook("normal")
    shop.webhook("thin", format="thin", secret="a-secret-of-my-own-27")
    orders = shop.orders(20)
    shop.until_told("normal", orders)
    shop.until_told("thin", orders)
    events = shop.receiver.events("normal")
    tally.check("each event comes once", len(events) == 20 * len(JOURNEY), len(events))
    tally.check("and in its order's order", in_order(events, orders) and in_order(shop.receiver.events("thin"), orders))
    tally.check("signatures hold", all(event["verified"] == [True] for event in events))


def rotation(tally, shop):
    webhook = shop.webhook("rotated")
    old = shop.receiver.secrets["rotated"][0]
    new = shop.call("POST", f"/webhooks/{webhook}/rotate-secret", {})["secret"]
    shop.receiver.secrets["rotated"] = [old, new]
    shop.until_told("rotated", shop.orders(5))
    both = [event["verified"] for event in shop.receiver.events("rotated")]
    tally.check("while a secret is rotated both verify", both and all(found == [True, True] for found in both), both[:3])


def outage(tally, shop):
    """A receiver that is down for longer than an hour of the schedule is paused, and catches up afterwards."""
    shop.receiver.modes["down"] = "500"
    webhook = shop.webhook("down")
    orders = shop.orders(40)
    shop.until("it is paused", lambda: shop.call("GET", f"/webhooks/{webhook}")["status"] == "paused")
    found = shop.call("GET", f"/webhooks/{webhook}")
    tally.check("its pause has a reason", found["pause_reason"] == "failing" and found["health"] == "failing", found)
    orders += shop.orders(20)
    shop.receiver.modes["down"] = "ok"
    shop.call("POST", f"/webhooks/{webhook}/resume", {"mode": "catch_up"})
    shop.until_told("down", orders)
    events = shop.receiver.all("down")
    tally.check("it catches up in order", in_order(shop.receiver.events("down"), orders))
    tally.check("under the ids of the first attempts", same_ids(events))
    failed = next(delivery for delivery in shop.deliveries(webhook) if delivery["attempts"] > 1)
    log = shop.call("GET", f"/webhook-deliveries/{failed['delivery_id']}")["log"]
    tally.check("attempts are logged with their answers",
                log[0]["response_status"] == 500 and log[0]["response_body"] == "as the test says"
                and log[-1]["response_status"] == 200, log)


def silence(tally, shop):
    """Receivers that hang hold up neither another receiver nor an order."""
    for number in range(8):
        shop.receiver.modes[f"hang{number}"] = "hang"
        shop.webhook(f"hang{number}")
    shop.webhook("beside")
    begin = time.monotonic()
    orders = shop.orders(50)
    shop.until_told("beside", orders, 30)
    tally.check("a receiver beside eight silent ones is told at once", time.monotonic() - begin < webhook_receiver.HANG_SECONDS,
                time.monotonic() - begin)
    for number in range(8):
        shop.receiver.modes[f"hang{number}"] = "ok"


def killed_server(tally, shop):
    shop.receiver.modes["killed"] = "slow"
    shop.webhook("killed")
    orders = []
    for _ in range(KILLS):
        orders += shop.orders(15)
        time.sleep(random.random() * 0.3)
        shop.server.process.send_signal(signal.SIGKILL)
        shop.server.process.wait()
        shop.server.start()
    shop.until_told("killed", orders)
    events = shop.receiver.all("killed")
    tally.check(f"over {KILLS} kills every event came", in_order(events, orders))
    tally.check("again under the same id", same_ids(events))
    print(f"     {len(events)} requests for {len(orders) * len(JOURNEY)} events")


def load(shop):
    """Seconds from the first order to the last one that is shipped."""
    shipped, begin = shop.metric('orders_by_status{status="shipped"}'), time.monotonic()
    token = shop.customer.token(shop_client.Connection(shop.server.port))
    shop_client.in_parallel(
        lambda connection, _: shop_client.ask(connection, "POST", "/api/v1/orders", token, ORDER), range(LOAD_ORDERS),
        shop.server.port,
    )
    shop.until("all are shipped", lambda: shop.metric('orders_by_status{status="shipped"}') >= shipped + LOAD_ORDERS)
    return time.monotonic() - begin


def scale(tally, shop):
    """Many endpoints, half of them dead, of customers who also order, and a dead one of the shop that wants everything.

    With the waits of a real shop: the short ones of the other stories would have a dead endpoint tried ten times for each
    event while this one lasts.
    """
    shop.server.stop()
    shop.server.environment["WEBHOOK_RETRY_SCALE"] = "1"
    shop.server.start()
    before, memory = min(load(shop) for _ in range(2)), shop.metric("process_resident_memory_bytes")
    closed, lively = f"http://127.0.0.1:{shop_client.free_port()}/", []

    def register(connection, number):
        account = shop_client.Account(connection, random.Random(number))
        token = account.token(connection)
        for index in range(PER_CUSTOMER):
            url = closed if index % 2 else shop.receiver.url("many")
            body = json.dumps({"url": url, "event_types": ["order.*"]}).encode()
            shop_client.ask(connection, "POST", "/api/v1/webhooks", token, body)
        lively.append(token)

    shop_client.in_parallel(register, range(ENDPOINTS // PER_CUSTOMER), shop.server.port)
    shop.call("POST", "/webhooks", {"url": closed, "event_types": ["*"]})
    shop_client.in_parallel(
        lambda connection, token: shop_client.ask(connection, "POST", "/api/v1/orders", token, ORDER), lively,
        shop.server.port,
    )
    after = min(load(shop) for _ in range(2))
    grown = shop.metric("process_resident_memory_bytes") - memory
    print(f"     {LOAD_ORDERS} orders in {before:.2f} s, with {ENDPOINTS} webhooks in {after:.2f} s; memory +{grown / 1e6:.0f} MB")
    tally.check("orders go through beside them", after < before * SLOWER + 1, (before, after))
    tally.check("memory stays bounded", grown < GROWTH_BYTES, grown)
    wanted = len(lively) * PER_CUSTOMER // 2 * len(JOURNEY)
    shop.until(f"{wanted} events at the ones that live", lambda: len(shop.receiver.events("many")) >= wanted, 600)
    tally.check("those that live are told everything", True)


def main():
    tally = suite.Tally()
    receiver = webhook_receiver.Receiver()
    environment = {
        "WEBHOOK_ALLOW_PRIVATE": "true", "WEBHOOK_RETRY_SCALE": str(SCALE), "BCRYPT_COST": "4",
        "JWT_ACCESS_TOKEN_EXPIRE_MINUTES": "600", "LOG_LEVEL": "error",
    }
    server = suite.server("webhooks", CATALOGUE, environment)
    made = subprocess.run(
        [suite.BINARY, "admin", "create", ADMIN, "--data", server.data], input=PASSWORD, text=True,
        capture_output=True, timeout=suite.COMMAND_SECONDS, check=False,
    )
    tally.check("there is an administrator", made.returncode == 0, made.stderr)
    server.start()
    try:
        shop = Shop(server, receiver)
        for story in (normal_day, rotation, outage, silence, killed_server, scale):
            with tally.step(story.__name__):
                story(tally, shop)
        tally.check("no delivery failed its verification", not receiver.unverified, receiver.unverified[:5])
        server.stop()
        done = suite.tradepost("check", "--data", server.data)
        tally.check("the full check is clean", done.returncode == 0, done.stdout[-2000:])
    finally:
        server.kill()
    tally.end()


main()
