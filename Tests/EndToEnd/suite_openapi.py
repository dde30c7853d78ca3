#!/usr/bin/env python3
"""The OpenAPI document against the server that makes it: an independent validator reads it, its forms say the same,
every operation is served, and schemathesis asks as a customer and as an administrator what the document allows and
what it forbids. `make fuzz` runs it long."""

import json
import pathlib
import re
import subprocess
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]

import openapi_spec_validator  # noqa: E402
import shop_client  # noqa: E402
import suite  # noqa: E402
import yaml  # noqa: E402

SETTINGS = pathlib.Path(__file__).with_name("schemathesis.toml")
PROGRAM = pathlib.Path(sys.executable).with_name("schemathesis")
EXAMPLES = 300 if suite.IS_FULL else 3
FUZZ_MINUTES = 60 if suite.IS_FULL else 12
PASSWORD = "correct horse battery"
SEED = shop_client.fresh_seed() if suite.IS_FULL else 1
METHODS = {"get", "post", "patch", "delete", "put", "head", "options", "trace"}
# No id that the server made, and a product that is for sale.
EXAMPLE_IDS = {"product_id": "prod-001", "code": "not_found"}


def document(tally, connection):
    """The document in its forms, read by programs that know nothing of this server."""
    answer = connection.request("GET", "/openapi.json")
    tally.check("the document is JSON", answer.headers.get("content-type") == "application/json", answer.headers)
    found = answer.json()
    with tally.step("openapi-spec-validator accepts it"):
        openapi_spec_validator.validate(found)
    tally.check("it is OpenAPI 3.1", found["openapi"].startswith("3.1."), found["openapi"])
    as_yaml = yaml.safe_load(connection.request("GET", "/openapi.yaml").body)
    tally.check("YAML says the same", as_yaml == found)
    collection = connection.request("GET", "/postman.json").json()
    requests = [item["request"] for group in collection["item"] for item in group["item"]]
    operations = list(operations_of(found))
    tally.check("the Postman collection has every operation", len(requests) == len(operations))
    return found


def operations_of(found):
    for path, item in found["paths"].items():
        for method in METHODS & item.keys():
            yield path, method.upper(), item[method]


def completeness(tally, connection, found):
    """Every operation is served, said in full, and found without the prefix and with a slash behind it."""
    missing, wordless, unlike = [], [], []
    for path, method, operation in operations_of(found):
        name = f"{method} {path}"
        real = re.sub(r"\{(\w+)\}", lambda match: EXAMPLE_IDS.get(match[1], "0" * 8 + "-0000-7000-8000-" + "0" * 12), path)
        forms = [real] if path == "/" else [real, real + "/", real.removeprefix("/api/v1")]
        statuses = []
        for form in forms:
            answer = connection.request(method, form, headers=[("Accept", "application/json")])
            code = answer.json().get("code") if "problem" in answer.headers.get("content-type", "") else None
            if code in ("not_found", "method_not_allowed"):
                missing.append(f"{method} {form}: {code}")
            statuses.append(answer.status)
        if len(set(statuses)) > 1:
            unlike.append((name, statuses))
        if not operation.get("summary") or not operation.get("description") or not operation.get("operationId"):
            wordless.append(name)
        for status, response in operation["responses"].items():
            content = response.get("content", {})
            if int(status) >= 400 and status != "503" and "application/problem+json" not in content:
                wordless.append(f"{name} {status}")
    tally.check("every operation is served", not missing, missing[:5])
    tally.check("in each spelling of its path alike", not unlike, unlike[:5])
    tally.check("every operation and every refusal is described", not wordless, wordless[:5])
    unknown = connection.request("GET", "/api/v1/nothing-of-ours", headers=[("Accept", "application/json")])
    tally.check("a path that is not in the document is 404", unknown.status == 404, unknown)


def token_of(connection, email):
    body = json.dumps({"email": email, "password": PASSWORD}).encode()
    return shop_client.ask(connection, "POST", "/api/v1/auth/login", body=body).json()["access_token"]


def fuzz(tally, server, who, token):
    """schemathesis with all checks; its last lines are shown when it finds something."""
    done = subprocess.run(
        [
            PROGRAM, "--config-file", SETTINGS, "run", f"http://127.0.0.1:{server.port}/openapi.json", "--checks", "all",
            "--max-examples", str(EXAMPLES), "--seed", str(SEED), "--no-color", "--warnings", "off",
            # A stream of events has no end to wait for; suite_letters reads it.
            "-H", f"Authorization: Bearer {token}", "--exclude-operation-id", "streamEvents",
        ],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60 * FUZZ_MINUTES, check=False,
        cwd=suite.SCRATCH,
    )
    (suite.SCRATCH / f"schemathesis-{who}.log").write_text(done.stdout)
    counted = re.search(r"(\d[\d,]*) generated", done.stdout)
    cases = int(counted[1].replace(",", "")) if counted else 0
    print(f"     seed {SEED}, {cases} cases as {who}")
    tally.check(f"schemathesis finds nothing as {who}", done.returncode == 0, "\n" + done.stdout[-12_000:])
    tally.check(f"after at least 500 cases as {who}", cases >= 500, cases)


def main():
    tally = suite.Tally()
    environment = {"RATE_LIMIT_ENABLED": "false", "BCRYPT_COST": "4", "JWT_ACCESS_TOKEN_EXPIRE_MINUTES": "600"}
    server = suite.server("openapi", environment=environment)
    made = subprocess.run(
        [suite.BINARY, "admin", "create", "boss@example.com", "--data", server.data], input=PASSWORD, text=True,
        capture_output=True, timeout=suite.COMMAND_SECONDS, check=False,
    )
    tally.check("there is an administrator", made.returncode == 0, made.stderr)
    server.start()
    try:
        connection = shop_client.Connection(server.port)
        found = document(tally, connection)
        completeness(tally, connection, found)
        body = json.dumps({"email": "buyer@example.com", "password": PASSWORD}).encode()
        shop_client.ask(connection, "POST", "/api/v1/auth/register", body=body)
        for who, email in (("a customer", "buyer@example.com"), ("an administrator", "boss@example.com")):
            fuzz(tally, server, who, token_of(connection, email))
        server.stop()
        done = suite.tradepost("check", "--data", server.data)
        tally.check("the full check is clean", done.returncode == 0, done.stdout[-2000:])
    finally:
        server.kill()
    tally.end()


main()
