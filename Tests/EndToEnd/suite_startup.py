#!/usr/bin/env python3
"""Data directories that must not be opened: one clear line and an exit code of its own for each, and nothing is changed.

A truncated, emptied, missing, foreign, rolled-back, locked or unwritable store, and one of another format: every command
that would use it says so in one line, exits with its code of docs/operations.md, and leaves all bytes as they were. No
signal, and never a new empty store in the place of a lost one.
"""

import hashlib
import os
import pathlib
import random
import shutil
import subprocess
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]

import shop_client  # noqa: E402
import suite  # noqa: E402

DAMAGED, MISSING, ROLLED_BACK, FOREIGN, FORMAT, LOCKED, NOT_PERMITTED, SETTING = 65, 66, 67, 68, 69, 73, 77, 78
ORDERS = 60
SECONDS = 30
# The lock file says who holds the directory, LMDB keeps its table of readers, the keys are made when they are missing.
MAY_CHANGE = ("LOCK", "lock.mdb", "keys")


def place_orders(server, count):
    connection, rng = shop_client.Connection(server.port), random.Random(shop_client.fresh_seed())
    account = shop_client.Account(connection, rng)
    for _ in range(count):
        body, _, _ = shop_client.order_body(rng, account.user_id)
        shop_client.ask(connection, "POST", "/api/v1/orders", account.token(connection), body)
    connection.close()


def make_stores():
    """A finished store, and an older copy of its data file."""
    server = suite.server("original")
    try:
        server.start()
        place_orders(server, ORDERS)
        server.stop()
        data = pathlib.Path(server.data)
        old = suite.SCRATCH / "old.mdb"
        shutil.copyfile(data / "store" / "data.mdb", old)
        server.start()
        place_orders(server, ORDERS)
        server.stop()
    finally:
        server.kill()
    return data, old


def content(path):
    """What is in a directory, by name, without the files that opening may touch."""
    return {
        str(file.relative_to(path)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(path.rglob("*"))
        if file.is_file() and not any(part in MAY_CHANGE for part in file.relative_to(path).parts)
    }


# MARK: What happens to a directory


def truncate(share):
    def change(data, _):
        file = data / "store" / "data.mdb"
        os.truncate(file, int(file.stat().st_size * share) // 4096 * 4096 + 100)
    return change


def cut_last_page(data, _):
    file = data / "store" / "data.mdb"
    os.truncate(file, file.stat().st_size // 2)


def empty(data, _):
    os.truncate(data / "store" / "data.mdb", 0)


def remove(*parts):
    def change(data, _):
        path = data.joinpath(*parts)
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return change


def write(content_bytes, *parts):
    def change(data, _):
        data.joinpath(*parts).write_bytes(content_bytes)
    return change


def other_format(data, _):
    file = data / "FORMAT"
    file.write_text(file.read_text().replace("format 1", "format 7"))


def flip_in_format(data, _):
    file = data / "FORMAT"
    text = bytearray(file.read_bytes())
    text[text.index(b"epoch ") + 6] ^= 1
    file.write_bytes(text)


def put_old_file_back(data, old):
    shutil.copyfile(old, data / "store" / "data.mdb")


def overwrite_meta_pages(data, _):
    with open(data / "store" / "data.mdb", "r+b") as file:
        file.write(bytes(8192))


def somebody_elses(data, _):
    shutil.rmtree(data)
    data.mkdir(mode=0o700)
    (data / "accounts.sqlite").write_bytes(b"SQLite format 3\0" + bytes(4080))


NOISE = random.Random(7).randbytes(65536)
CASES = (
    ("data file cut in the middle", truncate(0.5), {DAMAGED}),
    ("data file cut in its first page", truncate(0.0), {DAMAGED}),
    ("data file of half its pages", cut_last_page, {DAMAGED}),
    ("data file emptied", empty, {DAMAGED}),
    ("meta pages overwritten with zeros", overwrite_meta_pages, {DAMAGED, FOREIGN}),
    ("data file missing", remove("store", "data.mdb"), {MISSING}),
    ("store folder missing", remove("store"), {MISSING}),
    ("high-water mark missing", remove("HWM"), {MISSING}),
    ("high-water mark overwritten", write(NOISE[:8192], "HWM"), {DAMAGED}),
    ("data file is noise", write(NOISE, "store", "data.mdb"), {FOREIGN}),
    ("data file is a text", write(b"hello\n" * 4096, "store", "data.mdb"), {FOREIGN}),
    ("FORMAT is another program's", write(b"PG_VERSION 16\n", "FORMAT"), {FOREIGN}),
    ("FORMAT with a flipped bit", flip_in_format, {DAMAGED}),
    ("FORMAT emptied", write(b"", "FORMAT"), {FOREIGN, DAMAGED}),
    ("FORMAT missing beside a store", remove("FORMAT"), {FOREIGN}),
    ("somebody else's directory", somebody_elses, {FOREIGN}),
    ("older data file put back", put_old_file_back, {ROLLED_BACK}),
    ("another format", other_format, {FORMAT}),
)


# MARK: Running


def run(command, data, *words, prefix=()):
    """One command on a directory; answers (exit code, lines on stderr)."""
    arguments = [command, "--data", data, *words]
    done = subprocess.run(
        [*prefix, suite.BINARY, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=SECONDS, check=False,
        env={**os.environ, "RATE_LIMIT_ENABLED": "false", "LOG_LEVEL": "critical", "SWIFT_BACKTRACE": "enable=no"},
    )
    return done.returncode, done.stderr.strip().splitlines()


def refused(tally, name, command, data, codes, *words, prefix=()):
    """The command ends with one of the codes and says one line."""
    try:
        code, lines = run(command, data, *words, prefix=prefix)
    except subprocess.TimeoutExpired:
        tally.check(f"{name}: {command} refuses", False, "it was still running after its time")
        return
    named = len(lines) == 1 and lines[0].startswith("tradepost: ") and len(lines[0]) > 25
    tally.check(
        f"{name}: {command} exits {' or '.join(map(str, sorted(codes)))} with one line", code in codes and named,
        f"exit {code}, stderr {lines}",
    )


def spoiled(tally, original, old):
    for name, change, codes in CASES:
        data = suite.folder("spoiled") / "data"
        shutil.copytree(original, data)
        change(data, old)
        before = content(data)
        refused(tally, name, "serve", data, codes, "--port", shop_client.free_port())
        # A command that only looks does not make anything, so a directory without FORMAT is one without a store.
        refused(tally, name, "check", data, codes | ({MISSING} if not (data / "FORMAT").exists() else set()))
        tally.check(f"{name}: nothing was changed", content(data) == before, suite.pretty(sorted(content(data))))


def absent(tally):
    nowhere = suite.SCRATCH / "nowhere"
    for command in ("check", "topics", "groups"):
        refused(tally, "no directory", command, nowhere, {MISSING})
    refused(tally, "no directory", "backup", nowhere, {MISSING}, suite.SCRATCH / "copy-of-nothing")
    refused(tally, "no directory", "lease", nowhere, {MISSING}, "--", "true")
    tally.check("commands that look make no directory", not nowhere.exists())
    refused(tally, "a backup that is not there", "restore", suite.SCRATCH / "restored", {MISSING}, nowhere)
    file = suite.SCRATCH / "file"
    file.write_text("not a directory\n")
    refused(tally, "a file for a directory", "serve", file, {FOREIGN}, "--port", shop_client.free_port())


def taken(tally, original):
    data = suite.folder("taken") / "data"
    shutil.copytree(original, data)
    server = shop_client.Server(suite.serve(), str(data), suite.SCRATCH / "taken.log")
    try:
        server.start()
        refused(tally, "locked", "serve", data, {LOCKED}, "--port", shop_client.free_port())
        code, lines = run("check", data)
        tally.check("check looks beside a running server", code == 0, f"exit {code}, {lines}")
        refused(tally, "a restore into a directory in use", "restore", data, {FOREIGN, LOCKED}, original)
        other = suite.folder("other-port") / "data"
        code, lines = run("serve", other, "--port", server.port)
        tally.check("a taken port is one line and no signal", 0 < code < 128 and len(lines) == 1, f"exit {code}, {lines}")
        server.stop()
    finally:
        server.kill()


def not_writable(tally, original):
    """The directory on a file system that is mounted read-only: what holds for root as well."""
    data = suite.folder("read-only") / "data"
    shutil.copytree(original, data)
    script = f"mount --bind {data} {data} && mount -o remount,ro,bind {data} && exec \"$@\""
    prefix = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]), "sh", "-c", script, "sh"]
    refused(tally, "read-only", "serve", data, {NOT_PERMITTED}, "--port", shop_client.free_port(), prefix=prefix)


def unfinished(tally):
    """A first start that was cut off had acknowledged nothing, and is simply done again."""
    server = suite.server("unfinished")
    data = pathlib.Path(server.data)
    data.mkdir(mode=0o700)
    (data / "tradepost.env").write_text("LOG_LEVEL=warning\n")
    with tally.step("an empty directory with settings in it becomes a store"):
        try:
            server.start()
            server.stop()
        finally:
            server.kill()


def unusable_settings(tally):
    """A value that cannot be used ends the start, where ignoring it would open or close a door unnoticed."""
    for name, value in (("any origin", "*"), ("an origin with a path", "https://shop.example/x"), ("no origin", "shop")):
        data = suite.folder("settings") / "data"
        data.mkdir(mode=0o700)
        (data / "tradepost.env").write_text(f"CORS_ORIGINS={value}\n")
        refused(tally, f"CORS_ORIGINS: {name}", "serve", data, {SETTING}, "--port", shop_client.free_port())


def main():
    tally = suite.Tally()
    original, old = make_stores()
    absent(tally)
    spoiled(tally, original, old)
    taken(tally, original)
    not_writable(tally, original)
    unfinished(tally)
    unusable_settings(tally)
    tally.end()


main()
