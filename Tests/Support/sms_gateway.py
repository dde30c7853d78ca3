#!/usr/bin/env python3
"""An SMS gateway for the tests: signed requests in, one JSON line of the ledger for each.

    sms_gateway.py PORT LEDGER SECRET

The first request of every key is answered with 503, so that each message is asked for twice.
"""

import hashlib
import hmac
import json
import sys

from aiohttp import web


def main():
    port, ledger, secret = sys.argv[1:]
    seen = set()

    async def take(request):
        body = await request.read()
        parts = dict(part.split("=", 1) for part in request.headers.get("Tradepost-Signature", "").split(",") if "=" in part)
        signed = hmac.new(secret.encode(), f"{parts.get('t')}.".encode() + body, hashlib.sha256).hexdigest()
        key = request.headers.get("Idempotency-Key", "")
        entry = {"key": key, "signed": hmac.compare_digest(signed, parts.get("v1", "")), **json.loads(body)}
        with open(ledger, "a", encoding="utf-8") as lines:
            lines.write(json.dumps(entry) + "\n")
        if key not in seen:
            seen.add(key)
            return web.Response(status=503)
        return web.json_response({"status": "accepted"}, status=202)

    app = web.Application()
    app.router.add_post("/sms", take)
    web.run_app(app, host="127.0.0.1", port=int(port), print=None, shutdown_timeout=0.1, access_log=None)


main()
