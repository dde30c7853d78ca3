#!/usr/bin/env python3
"""A payment gateway for the tests: signed requests in, answers by the rules of docs/operations.md, a ledger on disk.

    payment_gateway.py PORT LEDGER SECRET

The ledger has one JSON line for each thing that happened: `asked` for every request, `charged` and `refunded` when money
moved. It is read back at start, so a gateway that was killed answers a key it knows as before. What it does is set by
`POST /mode {"mode": NAME}`: `ok`, `hang` (no answer), `500`, `lost` (the money moves and the answer does not come),
`garbage`, `402`. Amounts ending in .13 are declined.
"""

import asyncio
import hashlib
import hmac
import json
import os
import sys
import time

from aiohttp import web

HANG_SECONDS = 60
CLOCK_SECONDS = 300


class Gateway:
    """The gateway's money, its mode, and its ledger."""

    def __init__(self, ledger, secret):
        self.path, self.secret, self.mode = ledger, secret.encode(), "ok"
        self.answers, self.bad_signatures = {}, 0
        if os.path.exists(ledger):
            with open(ledger, encoding="utf-8") as lines:
                for line in lines:
                    entry = json.loads(line)
                    if "answer" in entry:
                        self.answers[entry["key"]] = tuple(entry["answer"])

    def note(self, **entry):
        with open(self.path, "a", encoding="utf-8") as ledger:
            ledger.write(json.dumps(entry) + "\n")
            ledger.flush()
            os.fsync(ledger.fileno())

    def is_signed(self, request, body):
        parts = dict(part.split("=", 1) for part in request.headers.get("Tradepost-Signature", "").split(",") if "=" in part)
        signed = f"{parts.get('t', '')}.".encode() + body
        expected = hmac.new(self.secret, signed, hashlib.sha256).hexdigest()
        is_fresh = parts.get("t", "").isdigit() and abs(time.time() - int(parts["t"])) < CLOCK_SECONDS
        return is_fresh and hmac.compare_digest(expected, parts.get("v1", ""))

    async def handle(self, request, kind):
        try:
            body = await request.read()
        except ConnectionResetError:  # the server was killed in the middle of its question
            return web.Response(status=400)
        if not self.is_signed(request, body):
            self.bad_signatures += 1
            return web.json_response({"message": "wrong signature"}, status=401)
        asked, key, mode = json.loads(body, parse_float=str), request.headers.get("Idempotency-Key", ""), self.mode
        subject = asked["payment_id"] if kind == "charged" else asked["refund_id"]
        if key != subject or (kind == "refunded" and request.match_info["payment"] != asked["payment_id"]):
            return web.json_response({"message": "the key is not the id"}, status=400)
        self.note(kind="asked", key=key, mode=mode)
        if mode == "hang":
            await asyncio.sleep(HANG_SECONDS)
        if mode == "500":
            return web.json_response({"message": "out of order"}, status=500)
        if mode == "garbage":
            return web.Response(text="<html>approved</html>", content_type="text/html")
        if key not in self.answers:
            self.answers[key] = self.decide(kind, key, asked, mode)
        if mode == "lost":
            request.transport.abort()
            await asyncio.sleep(HANG_SECONDS)
        status, answer = self.answers[key]
        return web.json_response(answer, status=status)

    def decide(self, kind, key, asked, mode):
        if mode == "402" or (kind == "charged" and asked["amount"].endswith(".13")):
            answer = (402, {"status": "declined", "code": "card_declined", "message": "The bank said no."})
            self.note(kind="declined", key=key, answer=answer)
            return answer
        answer = (201, {"status": "approved", "reference": f"{kind}-{len(self.answers)}"})
        self.note(kind=kind, key=key, payment=asked["payment_id"], amount=asked["amount"], answer=answer)
        return answer

    async def set_mode(self, request):
        self.mode = (await request.json())["mode"]
        return web.json_response({"mode": self.mode})

    async def state(self, _):
        return web.json_response({"mode": self.mode, "bad_signatures": self.bad_signatures, "known": len(self.answers)})


def main():
    port, ledger, secret = sys.argv[1:]
    gateway = Gateway(ledger, secret)
    app = web.Application()
    app.router.add_post("/pay", lambda request: gateway.handle(request, "charged"))
    app.router.add_post("/pay/{payment}/refunds", lambda request: gateway.handle(request, "refunded"))
    app.router.add_post("/mode", gateway.set_mode)
    app.router.add_get("/state", gateway.state)
    web.run_app(app, host="127.0.0.1", port=int(port), print=None, shutdown_timeout=0.1, access_log=None)


main()
