#!/usr/bin/env python3
"""Keys of access tokens change while the server runs, and nobody is logged out: HS256 and RS256, each with
`tradepost keys rotate` beside the server, and a restart."""

import base64
import json
import pathlib
import sys
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]

import shop_client  # noqa: E402
import suite  # noqa: E402

PASSWORD = "correct horse battery"
SECONDS = 20
TICK_SECONDS = 0.1


def post(server, path, body):
    connection = shop_client.Connection(server.port)
    return shop_client.ask(connection, "POST", path, body=json.dumps(body).encode()).json()


def log_in(server):
    return post(server, "/auth/login", {"email": "ada@example.com", "password": PASSWORD})


def header(token):
    text = token.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def is_known(server, token):
    return shop_client.Connection(server.port).request("GET", "/users/me", token).status == 200


def public_keys(server):
    return shop_client.Connection(server.port).request("GET", "/.well-known/jwks.json").json()["keys"]


def until_signed_with_another(server, kid):
    """A token of the new key; the server takes it over soon after the command has ended."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        tokens = log_in(server)
        if header(tokens["access_token"])["kid"] != kid:
            return tokens
        time.sleep(TICK_SECONDS)
    raise AssertionError("the server goes on signing with the old key")


def rotation(tally, algorithm):
    environment = {"JWT_ALGORITHM": algorithm, "RATE_LIMIT_ENABLED": "false", "BCRYPT_COST": "4"}
    server = suite.server(f"keys-{algorithm}", environment=environment)
    server.start()
    try:
        post(server, "/auth/register", {"email": "ada@example.com", "password": PASSWORD})
        first = log_in(server)
        known = header(first["access_token"])
        tally.check(f"{algorithm}: tokens are signed with it", known["alg"] == algorithm, known)
        done = suite.tradepost("keys", "rotate", "--data", server.data, environment=environment)
        tally.check(f"{algorithm}: the keys are rotated beside the server", done.returncode == 0, done.stderr)
        second = until_signed_with_another(server, known["kid"])
        tally.check(f"{algorithm}: a token of the old key goes on", is_known(server, first["access_token"]))
        tally.check(f"{algorithm}: one of the new key is good", is_known(server, second["access_token"]))
        kids = {key["kid"] for key in public_keys(server)}
        wanted = {known["kid"], header(second["access_token"])["kid"]} if algorithm == "RS256" else set()
        tally.check(f"{algorithm}: the key set has both public keys, and never a secret", kids == wanted, kids)
        server.stop()
        audit = suite.tradepost("consume", "audit", "--data", server.data, "--from", "earliest").stdout
        tally.check(f"{algorithm}: the rotation is audited",
                    audit.count("keys.rotate") == 1 and f"signing_key:{header(second['access_token'])['kid']}" in audit, audit)
        server.start()
        tally.check(f"{algorithm}: both go on after a restart",
                    is_known(server, first["access_token"]) and is_known(server, second["access_token"]))
        renewed = post(server, "/auth/refresh", {"refresh_token": first["refresh_token"]})
        tally.check(f"{algorithm}: a session of the old key is renewed", is_known(server, renewed["access_token"]))
    finally:
        server.kill()


def main():
    tally = suite.Tally()
    for algorithm in ("HS256", "RS256"):
        with tally.step(f"rotation of {algorithm}"):
            rotation(tally, algorithm)
    tally.end()


main()
