"""Receivers of webhooks for the tests, in a thread of the suite: one port, a path for each endpoint.

Every request is verified by the Python library of Standard Webhooks with the secrets that the path was given. What a path
does is its mode: `ok`, `500`, `slow`, `hang` (no answer for longer than the server waits).
"""

import asyncio
import base64
import collections
import json
import threading

import shop_client
from aiohttp import web
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

HANG_SECONDS = 20
SLOW_SECONDS = 0.02


class Receiver:
    """What came, by path, in the order in which it came."""

    def __init__(self):
        self.port, self.lock = shop_client.free_port(), threading.Lock()
        self.modes, self.secrets = collections.defaultdict(lambda: "ok"), {}
        self.came, self.unverified = collections.defaultdict(list), []
        self.ready = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()
        if not self.ready.wait(15):
            raise shop_client.Failure("the receiver does not listen")

    def url(self, path):
        return f"http://127.0.0.1:{self.port}/{path}"

    def events(self, path):
        """Everything that was answered with 200 at a path."""
        with self.lock:
            return [event for event in self.came[path] if event["answered"] == 200]

    def all(self, path):
        with self.lock:
            return list(self.came[path])

    def _run(self):
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop.run_until_complete(self._serve())
        self.ready.set()
        loop.run_forever()

    async def _serve(self):
        app = web.Application()
        app.router.add_post("/{path}", self._receive)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port, backlog=1024).start()

    async def _receive(self, request):
        path, body = request.match_info["path"], await request.read()
        mode = self.modes[path]
        if mode == "hang":
            await asyncio.sleep(HANG_SECONDS)
        elif mode == "slow":
            await asyncio.sleep(SLOW_SECONDS)
        status = 500 if mode in ("500", "hang") else 200
        verified = [self._is_verified(secret, body, request.headers) for secret in self.secrets.get(path, [])]
        event = json.loads(body)
        with self.lock:
            if verified and not all(verified):
                self.unverified.append((path, event["id"]))
            self.came[path].append({
                "id": request.headers["webhook-id"], "type": event["type"], "order_id": event["order_id"], "body": body,
                "answered": status, "attempt": int(request.headers["X-Webhook-Attempt"]), "verified": verified,
            })
        return web.Response(status=status, text="as the test says")

    @staticmethod
    def _is_verified(secret, body, headers):
        if not secret.startswith("whsec_"):
            secret = base64.b64encode(secret.encode()).decode()
        try:
            Webhook(secret).verify(body, dict(headers))
        except WebhookVerificationError:
            return False
        return True
