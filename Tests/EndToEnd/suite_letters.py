#!/usr/bin/env python3
"""Dead letters from an outage of the payment gateway: seen, tried, redriven and discarded over HTTP and by the commands,
on a running server and a stopped directory; workers paused and groups reset; events pulled, streamed and resumed."""

import asyncio
import json
import pathlib
import subprocess
import sys
import threading
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]

import aiohttp  # noqa: E402
import shop_client  # noqa: E402
import suite  # noqa: E402

GATEWAY = suite.ROOT / "Tests" / "Support" / "payment_gateway.py"
SECRET = "the-gateway-secret-of-the-suite"
PASSWORD = "correct horse battery"
TICK_SECONDS = 0.05
WAIT_SECONDS = 60
CATALOGUE = """product_id,sku,name,description,price,currency,category,stock,low_stock_threshold
mug,TP-MUG,Harbour Mug,"Always there.",29.99,USD,Kitchen,1000,100
"""
ORDER = json.dumps({
    "items": [{"product_id": "mug", "quantity": 1, "unit_price": 29.99}], "total_amount": 29.99,
    "payment_method": "credit_card",
    "shipping_address": {"street": "7 Secret Lane", "city": "Hidden", "state": "NY", "zip": "10001"},
}).encode()


class Shop:
    """An administrator and a customer at the server under test."""

    def __init__(self, server):
        self.server = server
        self.admin = self.log_in("boss@example.com")
        body = json.dumps({"email": "buyer@example.com", "password": PASSWORD}).encode()
        connection = shop_client.Connection(server.port)
        if connection.request("POST", "/api/v1/auth/register", body=body).status not in (201, 409):
            raise shop_client.Failure("no customer")
        self.buyer = self.log_in("buyer@example.com")

    def log_in(self, email):
        body = json.dumps({"email": email, "password": PASSWORD}).encode()
        connection = shop_client.Connection(self.server.port)
        return shop_client.ask(connection, "POST", "/api/v1/auth/login", body=body).json()["access_token"]

    def call(self, method, path, body=None, token=None, expect=200, headers=(), timeout=40.0):
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        connection = shop_client.Connection(self.server.port, timeout=timeout)
        answer = connection.request(method, "/api/v1" + path, token or self.admin, data, headers)
        connection.close()
        assert answer.status == expect, f"{method} {path}: {answer}"
        return answer.json()

    def order(self):
        return self.call("POST", "/orders", ORDER, token=self.buyer, expect=201)["order_id"]

    def status(self, order):
        return self.call("GET", f"/orders/{order}")["status"]

    def until(self, what, condition):
        deadline = time.monotonic() + WAIT_SECONDS
        while not condition():
            assert time.monotonic() < deadline, f"not in time: {what}"
            time.sleep(TICK_SECONDS)

    def letters(self, query=""):
        return self.call("GET", f"/admin/dlq{query}")

    def command(self, *words, stdin=None):
        """A command against the running server."""
        return suite.tradepost(
            *words, "--url", f"http://127.0.0.1:{self.server.port}", environment={"TRADEPOST_TOKEN": self.admin},
            stdin=stdin,
        )


class Gateway:
    """The payment gateway, out of order until it is started."""

    def __init__(self, place):
        self.port, self.ledger, self.process = shop_client.free_port(), place / "ledger.jsonl", None

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, GATEWAY, str(self.port), str(self.ledger), SECRET], stdin=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            try:
                if shop_client.Connection(self.port, timeout=2.0).request("GET", "/state").status == 200:
                    return
            except shop_client.NoAnswer:
                time.sleep(TICK_SECONDS)
        raise shop_client.Failure("the payment gateway does not answer")

    def charges(self):
        entries = [json.loads(line) for line in self.ledger.read_text().splitlines()]
        return [entry["key"] for entry in entries if entry["kind"] == "charged"]

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()


def outage(tally, shop, gateway):
    """Six orders meet a gateway that is not there; after it is back each is paid once or given up."""
    orders = [shop.order() for _ in range(6)]
    shop.until("six dead letters", lambda: len(shop.letters()["data"]) == 6)
    found = shop.letters()
    tally.check("they are one kind", sum(group["open"] for group in found["groups"]) == 6, found["groups"])
    tally.check("customers may not see them", shop_client.Connection(shop.server.port).request(
        "GET", "/api/v1/admin/dlq", shop.buyer).status == 403)
    letter = shop.call("GET", f"/admin/dlq/{found['data'][0]['id']}")
    tally.check("one has its record and attempts", letter["value"]["event_type"] == "payment.requested" and letter["history"])
    page = shop.letters("?page_size=4")
    rest = shop.letters(f"?page_size=4&cursor={page['next_cursor']}")
    ids = [entry["id"] for entry in page["data"] + rest["data"]]
    tally.check("pages lead through all", len(set(ids)) == 6 and not rest["has_more"], ids)
    tried = shop.call("POST", "/admin/dlq/redrive", {"filter": {}, "dry_run": True})
    tally.check("nobody asks a gateway for a dry run", tried["counts"] == {"would_ask": 6}, tried["counts"])
    again = shop.call("POST", "/admin/dlq/redrive", {"ids": [ids[0]]})
    tally.check("a redrive while it is down fails", again["counts"] == {"failed": 1}, again)
    tally.check("and leads to the next letter", shop.call("GET", f"/admin/dlq/{ids[0]}")["next_id"] == again["results"][0]["next_id"])

    listed = shop.command("dlq", "list")
    tally.check("the command lists them", listed.returncode == 0 and listed.stdout.count("payment-processor-group") == 6, listed.stdout + listed.stderr)
    given_up = shop.letters()["data"][0]
    tried = shop.call("POST", "/admin/dlq/discard", {"ids": [given_up["id"]], "reason": "Look", "dry_run": True})
    tally.check("a discard can be tried", tried["dry_run"] and tried["counts"] == {"would_discard": 1}, tried)
    tally.check("and leaves the letter open", shop.call("GET", f"/admin/dlq/{given_up['id']}")["status"] == "open")
    done = shop.command("dlq", "discard", given_up["id"], "--reason", "The customer called.")
    tally.check("the command discards one", done.returncode == 0 and "discarded" in done.stdout, done.stdout + done.stderr)
    tally.check("its order has failed", shop.status(given_up["key"]) == "failed")
    first = shop.letters()["data"][-1]
    opened = json.loads(shop.command("dlq", "show", first["id"], "--reveal").stdout)
    wrong = shop.command("dlq", "edit", first["id"], stdin='{"event_type":"order.created"}')
    tally.check("a value that is no event is refused with the reason", wrong.returncode != 0 and "/value: It is no event" in wrong.stderr, wrong.stdout + wrong.stderr)
    mended = shop.command("dlq", "edit", first["id"], stdin=json.dumps(opened["value"], indent=1))
    tally.check("the command edits one", mended.returncode == 0 and json.loads(mended.stdout)["id"] == first["id"], mended.stdout + mended.stderr)
    gateway.start()
    done = shop.command("dlq", "redrive", "--all", "--group", "payment-processor-group")
    tally.check("the command redrives the others", done.returncode == 0 and done.stdout.count("redriven") == 5, done.stdout + done.stderr)
    others = [order for order in orders if order != given_up["key"]]
    shop.until("five shipped orders", lambda: all(shop.status(order) == "shipped" for order in others))
    charges = gateway.charges()
    tally.check("each was charged once", len(charges) == 5 == len(set(charges)), charges)
    tally.check("no letter is open", shop.letters()["data"] == [] and shop.letters()["groups"] == [])
    tally.check("all have an end", len(shop.letters("?status=all")["data"]) == 7)
    settled = shop.command("dlq", "redrive", given_up["id"])
    tally.check("what is settled stays so", settled.returncode == 1 and "settled" in settled.stdout, settled.stdout)


def privacy(tally, shop):
    def read(more):
        path = "/admin/topics/order_created/records?from=earliest&partition="
        return [record for number in range(3) for record in shop.call("GET", f"{path}{number}{more}")["data"]]

    hidden, shown = read(""), read("&reveal=true")
    tally.check("addresses are hidden", hidden and "Secret Lane" not in json.dumps(hidden))
    tally.check("unless they are asked for", "Secret Lane" in json.dumps(shown))
    topics = {topic["topic"]: topic for topic in shop.call("GET", "/admin/topics")["data"]}
    tally.check("topics count their records", topics["order_created"]["records"] == 6, topics["order_created"])


def workers(tally, shop):
    """A stage at rest, over a restart too; what is read again changes nothing."""
    name = "inventory-group"
    paused = shop.command("workers", "pause", name)
    tally.check("the command pauses a worker", paused.returncode == 0 and "paused" in paused.stdout, paused.stdout + paused.stderr)
    order = shop.order()
    shop.until("a paid order", lambda: shop.status(order) == "paid")
    shop.server.stop()
    offline = suite.tradepost("workers", "--data", shop.server.data)
    tally.check("a stopped directory knows", f"{name}\tpaused" in offline.stdout, offline.stdout + offline.stderr)
    preview = suite.tradepost("groups", "reset", name, "--to", "earliest", "--dry-run", "--data", shop.server.data)
    tally.check("it can be looked at", preview.returncode == 0 and len(preview.stdout.splitlines()) == 4, preview.stdout + preview.stderr)
    done = suite.tradepost("groups", "reset", name, "--to", "earliest", "--data", shop.server.data)
    tally.check("and reset", done.returncode == 0, done.stderr)
    refused = suite.tradepost("groups", "reset", "fulfillment-group", "--to", "earliest", "--data", shop.server.data)
    tally.check("a worker that runs cannot be reset", refused.returncode != 0, refused.stdout)
    shop.server.start()
    tally.check("it is still paused", shop.status(order) == "paid")
    states = {worker["name"]: worker["state"] for worker in shop.call("GET", "/admin/workers")["data"]}
    tally.check("and says so", states[name] == "paused" and states["fulfillment-group"] == "running", states)
    refused = shop.call("POST", "/admin/groups/fulfillment-group/reset", {"to": "earliest"}, expect=409)
    tally.check("409 for a running one", refused["code"] == "worker_running", refused)
    shop.call("POST", f"/admin/workers/{name}/resume")
    shop.until("a shipped order", lambda: shop.status(order) == "shipped")
    shop.until("no lag", lambda: all(group["lag"] == 0 for group in shop.call("GET", "/admin/groups")["data"]))
    after = sum(
        len(shop.call("GET", f"/admin/topics/order_fulfilled/records?from=earliest&partition={number}")["data"])
        for number in range(3)
    )
    tally.check("each order was fulfilled once", after == 6, after)


def pulling(tally, shop):
    """Every event once, in order, by a loop over `next`; a commit keeps the place."""
    newest = shop.call("GET", "/events?limit=3")
    tally.check("without a place the newest ones", len(newest["data"]) == 3 and not newest["has_more"])
    seen, place = [], "0"
    while True:
        page = shop.call("GET", f"/events?after={place}&limit=7&types=order.*")
        seen += page["data"]
        place = page["next"]
        if not page["has_more"]:
            break
    numbers = [int(event["position"].split(".")[1]) for event in seen]
    tally.check("each once and in order", numbers == sorted(set(numbers)) and len(numbers) > 30, len(numbers))
    tally.check("only what was asked for", all(event["type"].startswith("order.") for event in seen))
    begin = time.monotonic()
    empty = shop.call("GET", f"/events?after={place}&wait=1")
    tally.check("an empty page waits", empty["data"] == [] and time.monotonic() - begin >= 1)

    made = []
    thread = threading.Timer(0.5, lambda: made.append(shop.order()))
    thread.start()
    woken = shop.call("GET", f"/events?after={place}&wait=30&types=order.created")
    thread.join()
    tally.check("and is woken by an event", [event["key"] for event in woken["data"]] == made, woken)
    shop.call("POST", "/groups/books/commit", {"position": place})
    group = shop.call("GET", "/groups/books")
    tally.check("a consumer's place is kept", group["position"] == place and group["lag"] > 0, group)
    refused = shop.call("POST", "/groups/inventory-group/commit", {"position": place}, expect=409)
    tally.check("names of workers are taken", refused["code"] == "group_reserved", refused)
    gone = shop.call("GET", "/events?after=00000000.1", expect=410)
    tally.check("a place of another history is gone", gone["code"] == "position_gone", gone)
    tally.check("customers may not pull", shop_client.Connection(shop.server.port).request(
        "GET", "/api/v1/events", shop.buyer).status == 403)


async def read_stream(shop, count, last=None, on_open=None):
    """An independent reader of server-sent events: blocks of fields, ended by an empty line."""
    headers = {"Authorization": f"Bearer {shop.admin}", "Accept": "text/event-stream"}
    if last:
        headers["Last-Event-ID"] = last
    events, fields = [], {}
    timeout = aiohttp.ClientTimeout(total=WAIT_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        url = f"http://127.0.0.1:{shop.server.port}/api/v1/stream?types=order.*"
        async with session.get(url, headers=headers) as answer:
            assert answer.status == 200 and answer.content_type == "text/event-stream", answer
            async for line in answer.content:
                text = line.decode().rstrip("\n")
                if text.startswith("retry:") and on_open:
                    await asyncio.to_thread(on_open)
                if text == "":
                    if "data" in fields:
                        events.append((fields["id"], fields["event"], json.loads(fields["data"])))
                    fields = {}
                    if count is not None and len(events) >= count:
                        return events
                elif not text.startswith(":"):
                    name, _, value = text.partition(":")
                    fields[name] = value.removeprefix(" ")
    return events


def streaming(tally, shop):
    shop.until("no lag", lambda: all(group["lag"] == 0 for group in shop.call("GET", "/admin/groups")["data"] if group["kind"] == "inside"))
    events = asyncio.run(read_stream(shop, 5, on_open=shop.order))
    types = [event[1] for event in events]
    tally.check("a stream tells an order's life", types[:2] == ["order.created", "order.validated"], types)
    tally.check("with the event as it is pulled", all(event[0] == event[2]["position"] for event in events))
    rest = asyncio.run(read_stream(shop, 3, last=events[1][0]))
    tally.check("and resumes behind its last event", [event[0] for event in rest] == [event[0] for event in events[2:5]], rest)

    async def until_stopped():
        task = asyncio.create_task(read_stream(shop, None))
        await asyncio.sleep(0.5)
        begin = time.monotonic()
        await asyncio.to_thread(shop.server.stop)
        await task
        return time.monotonic() - begin

    seconds = asyncio.run(until_stopped())
    tally.check("a stream ends with the server, in order", seconds < 8, seconds)


def main():
    tally = suite.Tally()
    place = suite.folder("letters-gateway")
    gateway = Gateway(place)
    environment = {
        "PAYMENT_GATEWAY_URL": f"http://127.0.0.1:{gateway.port}/pay", "PAYMENT_GATEWAY_SECRET": SECRET,
        "MAX_RETRIES": "0", "RETRY_BACKOFF_MS": "50", "BCRYPT_COST": "4",
        "JWT_ACCESS_TOKEN_EXPIRE_MINUTES": "60",
    }
    server = suite.server("letters", CATALOGUE, environment)
    made = subprocess.run(
        [suite.BINARY, "admin", "create", "boss@example.com", "--data", server.data], input=PASSWORD, text=True,
        capture_output=True, timeout=suite.COMMAND_SECONDS, check=False,
    )
    tally.check("there is an administrator", made.returncode == 0, made.stderr)
    server.start()
    try:
        shop = Shop(server)
        for part in (lambda: outage(tally, shop, gateway), lambda: privacy(tally, shop), lambda: workers(tally, shop),
                     lambda: pulling(tally, shop), lambda: streaming(tally, shop)):
            part()
        done = suite.tradepost("check", "--data", server.data)
        tally.check("the full check is clean", done.returncode == 0, done.stdout[-2000:])
    finally:
        server.kill()
        gateway.kill()
    tally.end()


main()
