#!/usr/bin/env python3
"""The catalogue as files: `tradepost import` on a stopped directory and through a running server, and the export."""

import json
import pathlib
import sys
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]

import shop_client  # noqa: E402
import suite  # noqa: E402

ADMIN = {"ADMIN_EMAIL": "boss@example.com", "ADMIN_PASSWORD": "correct-horse-9", "BCRYPT_COST": "4"}
MANY = 12_000
CATALOGUE = """product_id,sku,name,description,price,currency,category,stock,low_stock_threshold
mug,TP-MUG,Harbour Mug,"Stoneware, 350 ml",29.99,USD,Kitchen,10,1
"""
MIXED = """sku,name,price,product_id,stock
TP-MUG,Harbour Mug,31.00,,99
TP-CUP,Blue Cup,2.50,cup,7
TP-BAD,,2.50,bad,7
"""


def admin_token(server):
    """An administrator's access token."""
    connection = shop_client.Connection(server.port)
    body = {"email": ADMIN["ADMIN_EMAIL"], "password": ADMIN["ADMIN_PASSWORD"]}
    answer = shop_client.ask(connection, "POST", "/api/v1/auth/login", body=json.dumps(body).encode())
    connection.close()
    return answer.json()["access_token"]


def written(name, text):
    path = suite.folder("files-" + name) / "products.csv"
    path.write_text(text)
    return path


def imported(data, path, *words, status=0, environment=None):
    """Runs the command and answers its lines."""
    done = suite.tradepost("import", path, "--data", data, *words, environment=environment)
    assert done.returncode == status, f"exit {done.returncode}: {done.stdout[-500:]} {done.stderr[-500:]}"
    return done.stdout.splitlines() or [done.stderr]


def clean(data):
    done = suite.tradepost("check", "--data", data)
    assert done.returncode == 0, done.stdout[-1000:]


def without_server(tally, server):
    data = server.data
    with tally.step("a directory without a store is not made into a shop"):
        assert "no store" in imported(suite.folder("empty"), written("none", MIXED), status=66)[0]
    with tally.step("an import names the rows that fail and keeps the others"):
        failed = suite.folder("failed") / "failed.csv"
        lines = imported(data, written("mixed", MIXED), "--failed", failed, status=1)
        assert lines[-1] == "created 1, updated 1, unchanged 0, failed 1", lines
        assert lines[0].startswith("row 4: too_short: "), lines
        assert failed.read_text().startswith("sku,name,price,product_id,stock,error\n"), failed.read_text()
    with tally.step("the mended rows are imported, and the whole again changes nothing"):
        mended = written("mended", failed.read_text().replace("TP-BAD,", "TP-BAD,Mended"))
        assert imported(data, mended)[-1] == "created 1, updated 0, unchanged 0, failed 0"
        assert imported(data, mended)[-1] == "created 0, updated 0, unchanged 1, failed 0"
    with tally.step("a file that is none is refused as a whole"):
        line = imported(data, written("none", "sku,name\na,b\n"), status=78)[0]
        assert "lacks price" in line, line
        imported(data, "/nowhere/products.csv", status=78)
    with tally.step("the check is clean"):
        clean(data)


def beside_server(tally, server, token):
    data, url = server.data, f"http://127.0.0.1:{server.port}"
    connection = shop_client.Connection(server.port)
    with tally.step("what was imported is sold at its new price, with the stock it had"):
        mug = shop_client.ask(connection, "GET", "/api/v1/products/mug").json()
        assert (mug["price"], mug["available"]) == (31.0, 10), mug
    with tally.step("a directory in use is left alone"):
        assert "in use" in imported(data, written("locked", MIXED), status=73)[0]
    with tally.step("a server wants an admin's token"):
        imported(data, written("token", MIXED), "--url", url, status=64)
        line = imported(data, written("token", MIXED), "--url", url, "--token", "none", status=69)[0]
        assert "invalid_token" in line, line
    with tally.step(f"{MANY} products go through the server in pieces"):
        rows = "".join(f"bulk-{n},B-{n},Bulk thing {n},1.00,{'' if n != 7_000 else 'x'}\n" for n in range(MANY))
        many = written("many", "product_id,sku,name,price,stock\n" + rows)
        lines = imported(data, many, "--url", url, status=1, environment={"TRADEPOST_TOKEN": token})
        assert lines == [
            "row 7002: wrong_type: stock: An integer is expected.",
            f"created {MANY - 1}, updated 0, unchanged 0, failed 1",
        ], lines[-3:]
    with tally.step("they are found, and a page of them is there at once"):
        start = time.monotonic()
        page = shop_client.ask(connection, "GET", "/api/v1/products?q=bulk+thing&page_size=10").json()
        assert page["total"] == MANY - 1 and len(page["data"]) == 10, page["total"]
        print(f"     a search with {page['total']} hits took {(time.monotonic() - start) * 1000:.0f} ms")
    with tally.step("importing the export changes nothing"):
        export = shop_client.ask(connection, "GET", "/api/v1/products/export", token)
        text = export.body.decode() if isinstance(export.body, bytes) else export.body
        assert text.count("\r\n") == MANY + 3, text.count("\r\n")
        lines = imported(data, written("export", text), "--url", url, "--token", token)
        assert lines == [f"created 0, updated 0, unchanged {MANY + 2}, failed 0"], lines
    connection.close()


def main():
    tally = suite.Tally()
    server = suite.server("catalogue", catalogue=CATALOGUE, environment=ADMIN)
    server.start()
    server.stop()
    without_server(tally, server)
    server.start()
    try:
        beside_server(tally, server, admin_token(server))
    finally:
        server.stop()
    with tally.step("the check is clean at the end"):
        clean(server.data)
    tally.end()


main()
