#!/usr/bin/env python3
"""The shop over real sockets: an order to its shipping, the live stream, races for stock and keys, metrics, stopping."""

import asyncio
import collections
import json
import pathlib
import random
import signal
import sys
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]

import aiohttp  # noqa: E402
import websockets  # noqa: E402

import shop_client  # noqa: E402
import suite  # noqa: E402

API = "/api/v1"
BUYERS, STOCK, SAME_KEY = 500, 100, 100
CONNECTIONS = 64
ANSWER_SECONDS, SHIPPED_SECONDS, STOP_SECONDS = 30, 60, 10
COLD_START_TARGET_SECONDS = 1.0
STATUSES = ["pending", "validated", "processing", "paid", "fulfilled", "shipped"]
FINAL = {"shipped", "failed"}
METRICS = (
    "http_requests_total", "http_request_seconds_bucket", "http_request_seconds_sum", "http_request_seconds_count",
    "txn_commit_seconds_bucket", "txn_batch_size_bucket", "writer_queue_length", "consumer_lag", "orders_by_status",
)
CATALOGUE = """product_id,sku,name,description,price,currency,category,stock,low_stock_threshold
scarce,TP-SCARCE,Last Lantern,"One hundred were made.",19.95,USD,Home,100,10
plenty,TP-PLENTY,Harbour Mug,"Always there.",29.99,USD,Kitchen,1000000,100
"""


class Shop:
    """One customer's HTTP and WebSocket connections to a server."""

    def __init__(self, port, session):
        self.base, self.socket_base = f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}"
        self.session, self.user_id, self.token = session, "", ""

    async def sign_up(self):
        body = {"email": f"shopper-{random.getrandbits(64):016x}@example.com", "password": "correct-horse-9"}
        status, _, user = await self.call("POST", "/auth/register", body)
        assert status == 201, f"registering: {status} {user}"
        status, _, tokens = await self.call("POST", "/auth/login", body)
        assert status == 200, f"logging in: {status} {tokens}"
        self.user_id, self.token = user["user_id"], tokens["access_token"]
        return self

    async def call(self, method, path, body=None, headers=None):
        """(status, headers, JSON) of one request."""
        headers = {**({"Authorization": f"Bearer {self.token}"} if self.token else {}), **(headers or {})}
        async with self.session.request(method, self.base + API + path, json=body, headers=headers) as answer:
            return answer.status, answer.headers, await answer.json(content_type=None)

    async def order(self, product, price, quantity=1, key=None):
        body = {
            "items": [{"product_id": product, "quantity": quantity, "unit_price": price}],
            "total_amount": round(price * quantity, 2), "payment_method": "CREDIT_CARD",
            "shipping_address": {"street": "1 Main St", "city": "New York", "state": "NY", "zip": "10001"},
        }
        return await self.call("POST", "/orders", body, {"Idempotency-Key": key} if key else None)

    async def settled(self, order_id):
        """The order when it is shipped or has failed."""
        deadline = time.monotonic() + SHIPPED_SECONDS
        while time.monotonic() < deadline:
            status, _, order = await self.call("GET", f"/orders/{order_id}")
            assert status == 200, f"reading {order_id}: {status} {order}"
            if order["status"] in FINAL:
                return order
            await asyncio.sleep(0.02)
        raise AssertionError(f"order {order_id} is still {order['status']}")

    def live(self, position=None):
        """The customer's stream, from a position on."""
        query = f"?from={position}" if position else ""
        return websockets.connect(
            f"{self.socket_base}/ws/orders/{self.user_id}{query}",
            additional_headers={"Authorization": f"Bearer {self.token}"},
        )


async def updates_until(socket, wanted_status, order_id=None):
    """Messages of a stream up to an order's status."""
    messages = []
    async with asyncio.timeout(SHIPPED_SECONDS):
        while True:
            message = json.loads(await socket.recv())
            messages.append(message)
            is_order = message.get("type") == "order.update" and order_id in (None, message.get("order_id"))
            if is_order and message["status"] == wanted_status:
                return messages


# MARK: Stories


async def order_to_shipped(tally, shop):
    status, headers, order = await shop.order("plenty", 29.99, 2, key="story-1")
    tally.check("an order is answered 201", status == 201, suite.pretty(order))
    tally.check("with its position in the log", "." in headers.get("X-Log-Position", ""))
    tally.check("it begins as pending", order["status"] == "pending", order["status"])
    done = await shop.settled(order["order_id"])
    tally.check("it ends shipped", done["status"] == "shipped", suite.pretty(done))
    shipping = done.get("shipping") or {}
    tally.check("with carrier and tracking number",
                shipping.get("carrier") in ("UPS", "FedEx", "DHL", "USPS") and bool(shipping.get("tracking_number")))
    _, _, events = await shop.call("GET", f"/orders/{order['order_id']}/events")
    types = [event["event_type"] for event in events["data"]]
    counts = collections.Counter(types)
    tally.check("its events are there, each once", all(counts[name] == 1 for name in shop_client.LIFECYCLE), types)
    lifecycle = [name for name in types if name in shop_client.LIFECYCLE]
    tally.check("in the order they happened", lifecycle == list(shop_client.LIFECYCLE), lifecycle)
    times = [event["timestamp"] for event in events["data"]]
    tally.check("with times that never go back", times == sorted(times), times)
    await refusals(tally, shop, order["order_id"])


async def refusals(tally, shop, order_id):
    stranger = await Shop(shop.base.rsplit(":", 1)[1], shop.session).sign_up()
    nobody = Shop(shop.base.rsplit(":", 1)[1], shop.session)
    nowhere = "00000000-0000-7000-8000-000000000000"
    table = (
        ("an unknown order", shop, "GET", f"/orders/{nowhere}", None, 404, "order_not_found"),
        ("an order id that is none", shop, "GET", "/orders/none", None, 404, "order_not_found"),
        ("another customer's order", stranger, "GET", f"/orders/{order_id}", None, 404, "order_not_found"),
        ("another customer's events", stranger, "GET", f"/orders/{order_id}/events", None, 404, "order_not_found"),
        ("an order without a token", nobody, "GET", f"/orders/{order_id}", None, 401, "authentication_required"),
        ("cancelling what is shipped", shop, "DELETE", f"/orders/{order_id}", None, 409, "order_not_cancellable"),
        ("an unknown product", shop, "GET", "/products/nothing", None, 404, "product_not_found"),
        ("an order of nothing", shop, "POST", "/orders", {"items": []}, 422, "validation_error"),
        ("a wrong password", nobody, "POST", "/auth/login", {"email": "a@example.com", "password": "wrong-wrong"},
         401, "invalid_credentials"),
        ("a refresh token that is none", nobody, "POST", "/auth/refresh", {"refresh_token": "nothing"},
         401, "invalid_refresh_token"),
        ("an unknown path", shop, "GET", "/nothing", None, 404, "not_found"),
        ("a method that a path has not", shop, "PUT", f"/orders/{order_id}", {}, 405, "method_not_allowed"),
        ("a body above the limit", shop, "POST", "/orders", {"metadata": "x" * (2 << 20)}, 413, "payload_too_large"),
    )
    for name, who, method, path, body, status, code in table:
        found, headers, problem = await who.call(method, path, body)
        is_problem = headers.get("Content-Type", "").startswith("application/problem+json")
        tally.check(f"{name} is {status} {code}",
                    (found, (problem or {}).get("code"), is_problem) == (status, code, True),
                    f"{found} {suite.pretty(problem)}")
    _, headers, _ = await shop.call("PUT", f"/orders/{order_id}")
    tally.check("a 405 names the methods", headers.get("Allow") == "DELETE, GET, PATCH", headers.get("Allow"))


async def sessions(tally, shop):
    """Refresh tokens are used once, and signing out ends them."""
    body = {"email": f"shopper-{random.getrandbits(64):016x}@example.com", "password": "correct-horse-9"}
    nobody = Shop(shop.base.rsplit(":", 1)[1], shop.session)
    await nobody.call("POST", "/auth/register", body)
    status, _, problem = await nobody.call("POST", "/auth/register", body)
    tally.check("the same address again is 409", (status, problem["code"]) == (409, "email_taken"), problem)
    _, _, tokens = await nobody.call("POST", "/auth/login", body)
    status, _, renewed = await nobody.call("POST", "/auth/refresh", {"refresh_token": tokens["refresh_token"]})
    tally.check("a refresh token gives new tokens", status == 200 and renewed["refresh_token"] != tokens["refresh_token"])
    status, _, _ = await nobody.call("POST", "/auth/logout", {"refresh_token": renewed["refresh_token"]})
    tally.check("signing out is 204", status == 204, status)
    status, _, problem = await nobody.call("POST", "/auth/refresh", {"refresh_token": renewed["refresh_token"]})
    tally.check("and ends the refresh tokens", (status, problem["code"]) == (401, "invalid_refresh_token"), problem)


async def live_and_resumed(tally, shop):
    async with shop.live() as socket:
        welcome = json.loads(await socket.recv())
        tally.check("a stream begins with a welcome", welcome["type"] == "welcome" and "position" in welcome, welcome)
        await socket.send("ping")
        tally.check("ping is answered pong", await asyncio.wait_for(socket.recv(), ANSWER_SECONDS) == "pong")
        _, _, order = await shop.order("plenty", 29.99)
        live = [message for message in await updates_until(socket, "shipped", order["order_id"])
                if message.get("type") == "order.update"]
    seen = [message["status"] for message in live]
    tally.check("every status arrives live, in order", seen == STATUSES, seen)
    tally.check("the last one has the tracking number", bool(live[-1]["data"].get("tracking_number")), live[-1])
    _, _, second = await shop.order("plenty", 29.99)
    await shop.settled(second["order_id"])
    middle = live[2]["position"]
    async with shop.live(middle) as socket:
        again = await updates_until(socket, "shipped", second["order_id"])
    updates = [message for message in again if message.get("type") == "order.update"]
    tally.check("a stream resumed from a position brings what was missed, byte for byte", updates[:3] == live[3:],
                suite.pretty(updates[:3]))
    positions = [message["position"] for message in updates]
    tally.check("nothing twice and nothing left out",
                len(set(positions)) == len(positions) and [m["status"] for m in updates[3:]] == STATUSES, positions)
    async with shop.live("deadbeef.1") as socket:
        first = [json.loads(await asyncio.wait_for(socket.recv(), ANSWER_SECONDS)) for _ in range(2)]
    tally.check("a position of another history gives a reset", "reset" in [m["type"] for m in first], suite.pretty(first))


async def doors(tally, shop):
    stranger = await Shop(shop.base.rsplit(":", 1)[1], shop.session).sign_up()
    own = f"{shop.socket_base}/ws/orders/{shop.user_id}"
    for name, url, headers, wanted in (
        ("no token", own, {}, 401),
        ("a wrong token", own, {"Authorization": "Bearer a.b.c"}, 401),
        ("another customer's token", own, {"Authorization": f"Bearer {stranger.token}"}, 403),
        ("a foreign origin", own, {"Authorization": f"Bearer {shop.token}", "Origin": "http://evil.example"}, 403),
    ):
        try:
            async with websockets.connect(url, additional_headers=headers):
                status = 101
        except websockets.exceptions.InvalidStatus as error:
            status = error.response.status_code
        tally.check(f"a stream with {name} is {wanted}", status == wanted, status)
    sockets = [await shop.live() for _ in range(5)]
    try:
        async with shop.live():
            status = 101
    except websockets.exceptions.InvalidStatus as error:
        status = error.response.status_code
    tally.check("the sixth stream of a customer is 429", status == 429, status)
    for socket in sockets:
        await socket.close()


async def race_for_stock(tally, port, session):
    shops = await asyncio.gather(*(Shop(port, session).sign_up() for _ in range(10)))
    begin = time.monotonic()
    answers = await asyncio.gather(*(shops[number % len(shops)].order("scarce", 19.95) for number in range(BUYERS)))
    tally.check(f"{BUYERS} buyers at once are all answered 201", all(status == 201 for status, _, _ in answers),
                collections.Counter(status for status, _, _ in answers))
    orders = []
    for number, (_, _, order) in enumerate(answers):
        orders.append(await shops[number % len(shops)].settled(order["order_id"]))
    print(f"     the race took {time.monotonic() - begin:.1f} s to its last order")
    counts = collections.Counter(order["status"] for order in orders)
    tally.check(f"exactly {STOCK} are shipped", counts["shipped"] == STOCK, counts)
    codes = collections.Counter(order["failure"]["code"] for order in orders if order["status"] == "failed")
    tally.check(f"the other {BUYERS - STOCK} fail with insufficient_stock",
                codes == {"insufficient_stock": BUYERS - STOCK}, codes)
    _, _, level = await shops[0].call("GET", "/inventory/scarce")
    tally.check("the shelf is empty, not negative",
                (level["on_hand"], level["reserved"], level["available"]) == (0, 0, 0), level)


async def same_key_at_once(tally, shop):
    _, _, before = await shop.call("GET", "/orders?page_size=1")
    answers = await asyncio.gather(*(shop.order("plenty", 29.99, key="one-key") for _ in range(SAME_KEY)))
    # A twin that comes while the first is still running may be asked to come again.
    again = [await shop.order("plenty", 29.99, key="one-key") for status, _, _ in answers if status == 409]
    answers = [answer for answer in answers if answer[0] != 409] + again
    tally.check(f"the same key {SAME_KEY} times at once is answered 201 each time",
                [status for status, _, _ in answers] == [201] * SAME_KEY,
                collections.Counter(status for status, _, _ in answers))
    ids = {order.get("order_id") for _, _, order in answers}
    tally.check("it made one order", len(ids) == 1, suite.pretty(sorted(map(str, ids))))
    _, _, after = await shop.call("GET", "/orders?page_size=1")
    tally.check("the customer has one order more", after["total"] == before["total"] + 1)
    replays = sum(headers.get("Idempotent-Replayed") == "true" for _, headers, _ in answers)
    tally.check(f"{SAME_KEY - 1} answers are marked as replayed", replays == SAME_KEY - 1, replays)
    status, _, problem = await shop.order("plenty", 29.99, 2, key="one-key")
    tally.check("the key with another body is 422", (status, problem.get("code")) == (422, "idempotency_key_reused"),
                f"{status} {suite.pretty(problem)}")


async def metrics(tally, shop):
    async with shop.session.get(shop.base + "/metrics") as answer:
        text, kind = await answer.text(), answer.headers["Content-Type"]
    tally.check("metrics are in Prometheus' text format", kind.startswith("text/plain; version=0.0.4"), kind)
    samples, typed, wrong = collections.defaultdict(dict), {}, []
    for line in text.splitlines():
        words = line.split()
        if line.startswith("# TYPE "):
            if words[2] in typed:
                wrong.append(line)
            typed[words[2]] = words[3]
        elif line and not line.startswith("# HELP "):
            name, _, labels = line.rpartition(" ")[0].partition("{")
            base = name
            for ending in ("_bucket", "_sum", "_count"):
                if typed.get(name.removesuffix(ending)) == "histogram":
                    base = name.removesuffix(ending)
            if base not in typed or labels in samples[name] or (labels and not labels.endswith("}")):
                wrong.append(line)
            samples[name][labels] = float(line.rpartition(" ")[2])
    tally.check("every line parses, every sample has a type and comes once", not wrong, wrong[:5])
    missing = [name for name in METRICS if name not in samples]
    tally.check("the figures that operators need are there", not missing, missing)
    by_status = {labels.split('"')[1]: value for labels, value in samples["orders_by_status"].items()}
    tally.check("orders by status add up to the race", by_status.get("failed") == BUYERS - STOCK, by_status)
    for name in (name for name, kind in typed.items() if kind == "histogram"):
        buckets = list(samples[name + "_bucket"].values())
        tally.check(f"{name} grows to its count",
                    buckets == sorted(buckets) and buckets[-1] == samples[name + "_count"][""], buckets)


async def second_server(tally, server):
    begin = time.monotonic()
    done = await asyncio.to_thread(
        suite.tradepost, "serve", "--data", server.data, "--port", shop_client.free_port(), limit=STOP_SECONDS)
    tally.check("a second server on the same data exits 73", done.returncode == 73, done.returncode)
    tally.check("with one line", len(done.stderr.strip().splitlines()) == 1, done.stderr)
    tally.check("at once", time.monotonic() - begin < STOP_SECONDS)


async def stop_with_open_sockets(tally, shop, server):
    stream = await shop.live()
    await stream.recv()
    # One connection idles, one is in the middle of a request that never ends.
    _, idle = await asyncio.open_connection("127.0.0.1", server.port)
    reader, hanging = await asyncio.open_connection("127.0.0.1", server.port)
    hanging.write(b"POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
    await hanging.drain()
    begin = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    code = None
    while time.monotonic() - begin < STOP_SECONDS + 5 and code is None:
        await asyncio.sleep(0.05)
        code = server.process.poll()
    took = time.monotonic() - begin
    print(f"     the server stopped {took:.2f} s after SIGTERM")
    tally.check("SIGTERM with open sockets ends with 0", code == 0, code)
    tally.check(f"within {STOP_SECONDS} s", took <= STOP_SECONDS, f"{took:.1f} s")
    try:
        await asyncio.wait_for(stream.wait_closed(), 5)
    finally:
        for writer in (idle, hanging):
            writer.close()
    tally.check("the stream was closed with a code for coming back", stream.close_code in (1001, 1012), stream.close_code)


async def story(tally, server):
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS * 2)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        shop = await Shop(server.port, session).sign_up()
        for name, part in (
            ("an order's story", order_to_shipped(tally, shop)),
            ("signing in and out", sessions(tally, shop)),
            ("the live stream", live_and_resumed(tally, shop)),
            ("the doors of the stream", doors(tally, shop)),
            ("the race for stock", race_for_stock(tally, server.port, session)),
            ("one key at once", same_key_at_once(tally, shop)),
            ("metrics", metrics(tally, shop)),
            ("a second server", second_server(tally, server)),
            ("stopping", stop_with_open_sockets(tally, shop, server)),
        ):
            with tally.step(f"{name} comes to its end"):
                await part


def main():
    tally = suite.Tally()
    server = suite.server("shop", catalogue=CATALOGUE, environment={"BCRYPT_COST": "4"})
    try:
        with tally.step("the server starts on a new directory"):
            cold = server.start()
            print(f"     cold start in {cold:.2f} s (the aim is under {COLD_START_TARGET_SECONDS:.0f} s)")
        asyncio.run(story(tally, server))
        done = suite.tradepost("check", "--data", server.data)
        tally.check("the check is clean", done.returncode == 0, done.stdout + done.stderr)
        with tally.step("it starts again on its data"):
            print(f"     start on existing data in {server.start():.2f} s")
            server.stop()
    finally:
        server.kill()
    tally.end()


main()
