#!/usr/bin/env python3
"""Notifications by real SMTP and HTTP: each mail arrives once, whole and readable, with and without STARTTLS and login;
after an outage it still arrives; a crash between sending and recording sends it again under the same Message-ID."""

import base64
import collections
import email
import email.header
import email.policy
import email.utils
import json
import pathlib
import re
import signal
import subprocess
import sys
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]

import shop_client  # noqa: E402
import suite  # noqa: E402

SUPPORT = suite.ROOT / "Tests" / "Support"
SMS_SECRET = "the-sms-secret-of-the-suite"
LOGIN = ("shop user", "pass:word@%/")
LOGIN_IN_URL = "shop%20user:pass%3Aword%40%25%2F"
PASSWORD = "correct horse battery"
NAMES = ("Ada Łovelace", "渡辺 太郎", 'Quoted "Q" Name', "Bcc: x@example.com", "Zoë \U0001f375", "a" * 120, "plain name")
TICK_SECONDS, END_SECONDS = 0.05, 60
ORDERS = 60 if suite.IS_FULL else 8


class Outside:
    """A program beside the server with a ledger of JSON lines."""

    def __init__(self, script, place, *arguments):
        self.port, self.ledger = shop_client.free_port(), place / f"{script}.jsonl"
        self.command = [sys.executable, str(SUPPORT / script), str(self.port), str(self.ledger), *arguments]
        self.process = None

    def start(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            try:
                shop_client.socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                time.sleep(TICK_SECONDS)
        raise shop_client.Failure(f"{self.command[1]} does not answer")

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def entries(self):
        return [json.loads(line) for line in self.ledger.read_text().splitlines()] if self.ledger.exists() else []

    def mails(self):
        return [
            (entry, email.message_from_bytes(base64.b64decode(entry["message"]), policy=email.policy.SMTP))
            for entry in self.entries()
        ]


class Shop:
    """Customers and an administrator at the server under test."""

    def __init__(self, server, boss):
        self.server, self.tokens = server, {}
        self.boss = self.log_in(boss)

    def call(self, method, path, token=None, body=None, expect=(200, 201)):
        connection = shop_client.Connection(self.server.port)
        data = None if body is None else json.dumps(body).encode()
        answer = connection.request(method, path, token, data)
        connection.close()
        assert answer.status in expect, f"{method} {path}: {answer}"
        return answer.json() if answer.body else None

    def log_in(self, address):
        return self.call("POST", "/auth/login", body={"email": address, "password": PASSWORD})["access_token"]

    def customer(self, address, name, phone=None):
        user = self.call("POST", "/auth/register", body={
            "email": address, "password": PASSWORD, "full_name": name, "phone": phone,
        })
        return user["user_id"], self.log_in(address)

    def order(self, token):
        return self.call("POST", "/orders", token, {
            "items": [{"product_id": "prod-001", "quantity": 2, "unit_price": 29.99}], "total_amount": 59.98,
            "payment_method": "credit_card",
            "shipping_address": {"street": "1 Pier", "city": "Zürich", "state": "ZH", "zip": "8001", "country": "CH"},
        })

    def page(self, query, token=None):
        return self.call("GET", f"/notifications?page_size=100&{query}", token or self.boss)["data"]

    def message(self, customer, kind, text, subject=None):
        return self.call("POST", "/notifications", self.boss, {
            "customer_id": customer, "type": kind, "message": text, "subject": subject,
        })


def until(words, condition):
    deadline = time.monotonic() + END_SECONDS
    while not (found := condition()):
        assert time.monotonic() < deadline, f"never: {words}"
        time.sleep(TICK_SECONDS)
    return found


def server(name, environment):
    made = suite.server(name, None, {"BCRYPT_COST": "4", "RETRY_BACKOFF_MS": "200", **environment})
    done = subprocess.run(
        [suite.BINARY, "admin", "create", "boss@example.com", "--data", made.data], input=PASSWORD, text=True,
        capture_output=True, check=False,
    )
    assert done.returncode == 0, done.stderr
    made.start()
    return made, Shop(made, "boss@example.com")


def bodies(mail):
    """Both parts of a mail as text."""
    parts = {part.get_content_type(): part.get_content() for part in mail.iter_parts()}
    assert set(parts) == {"text/plain", "text/html"}, parts
    return parts["text/plain"], parts["text/html"]


def shown_name(envelope):
    """Whom a mail goes to, in words. By the older of Python's readers: the newer one leaves the blanks between adjacent
    encoded-words in a name, which RFC 2047 (section 6.2) has ignored."""
    field = email.message_from_bytes(base64.b64decode(envelope["message"]))["To"]
    return str(email.header.make_header(email.header.decode_header(email.utils.parseaddr(field)[0])))


def everyday(tally, place):
    """Without encryption and login, and with an SMS gateway."""
    postbox = Outside("mail_server.py", place).start()
    gateway = Outside("sms_gateway.py", place, SMS_SECRET).start()
    made, shop = server("everyday", {
        "SMTP_URL": f"smtp://127.0.0.1:{postbox.port}?tls=off", "MAIL_FROM": "Der Läden <orders@shop.example>",
        "SMS_GATEWAY_URL": f"http://127.0.0.1:{gateway.port}/sms", "SMS_GATEWAY_SECRET": SMS_SECRET,
    })
    try:
        with tally.step("orders are told by mail"):
            orders_by_mail(tally, shop, postbox)
        with tally.step("SMS"):
            by_sms(tally, shop, gateway)
        with tally.step("refusals"):
            refusals(tally, shop, postbox)
        with tally.step("outage"):
            outage(tally, shop, postbox)
        with tally.step("crashes"):
            crashes(tally, made, shop, postbox)
        made.stop()
        done = suite.tradepost("check", "--data", made.data)
        tally.check("the full check is clean", done.returncode == 0, done.stdout[-2000:])
        log = pathlib.Path(made.log).read_text(errors="replace")
        tally.check("the log names nobody", "@example.com" not in log and "555" not in log)
    finally:
        made.kill()
        postbox.kill()
        gateway.kill()


def orders_by_mail(tally, shop, postbox):
    people = {}
    for number, name in enumerate(NAMES):
        address = f"customer{number}@example.com"
        people[address] = (name, shop.order(shop.customer(address, name)[1]))
    mails = until("two mails for each", lambda: len(postbox.entries()) >= 2 * len(NAMES) and postbox.mails())
    until("all recorded", lambda: len(shop.page("channel=email&status=sent")) == 2 * len(NAMES))
    tally.check("each mail arrived once", len(postbox.entries()) == 2 * len(NAMES), len(postbox.entries()))
    tally.check("under an id of its own", len({mail["Message-ID"] for _, mail in mails}) == len(mails))
    wrong = []
    for envelope, mail in mails:
        name, order = people[envelope["to"][0]]
        text, page = bodies(mail)
        to, sender = mail["To"].addresses, mail["From"].addresses
        facts = [
            len(to) == 1 and to[0].addr_spec == envelope["to"][0] and shown_name(envelope) == name,
            len(sender) == 1 and sender[0].display_name == "Der Läden" and envelope["from"] == "orders@shop.example",
            order["order_number"] in mail["Subject"], order["order_number"] in text and order["order_number"] in page,
            name in text, "59.98 USD" in text, not mail.defects, "Bcc" not in mail,
            max(map(len, mail.as_bytes().split(b"\r\n"))) <= 998,
        ]
        if not all(facts):
            wrong.append((name, facts))
    tally.check("whole, to the right one, names and all", not wrong, wrong)
    subjects = collections.Counter(re.sub(r"A-\d+", "A-N", mail["Subject"]) for _, mail in mails)
    tally.check("a confirmation and a parcel for each", list(subjects.values()) == [len(NAMES)] * 2, subjects)


def by_sms(tally, shop, gateway):
    user, token = shop.customer("phone@example.com", "Ring Me", "+41 (44) 555-01-01")
    shop.call("PATCH", "/users/me/notification-settings", token, {"email": False})
    shop.order(token)
    until("two texts", lambda: len(shop.page(f"customer_id={user}&channel=sms&status=sent")) == 2)
    asked = gateway.entries()
    tally.check("each was asked for until it was taken", len(asked) == 4, asked)
    tally.check("signed, under its own id, to the number",
                all(entry["signed"] and entry["key"] == entry["reference"] and entry["to"] == "+41445550101"
                    for entry in asked))
    skipped = shop.page(f"customer_id={user}&channel=email&status=skipped")
    tally.check("mails that are not wanted are skipped", [entry["reason"] for entry in skipped] == ["opted_out"] * 2)


def refusals(tally, shop, postbox):
    user, _ = shop.customer("nobody@example.com", "Nobody")
    made = shop.message(user, "email", "Are you there?")
    found = until("refused", lambda: shop.page(f"customer_id={user}&status=failed"))
    tally.check("a mailbox that is none fails at once", found[0]["attempts"] == 1 and "550" in found[0]["error"], found)
    letters = suite.tradepost("consume", "dead_letter_queue", "--data", shop.server.data, "--from", "earliest").stdout
    tally.check("and is a dead letter", made["notification_id"] in letters)


def outage(tally, shop, postbox):
    user, _ = shop.customer("patient@example.com", "Pat Ient")
    postbox.kill()
    ids = {shop.message(user, "email", f"Line one.\n.\n.leading dot {number}", "Käse")["notification_id"] for number in range(ORDERS)}
    until("an attempt failed", lambda: any(entry["attempts"] for entry in shop.page(f"customer_id={user}&status=pending")))
    postbox.start()
    until("all sent", lambda: len(shop.page(f"customer_id={user}&status=sent")) == ORDERS)
    mine = [mail for envelope, mail in postbox.mails() if envelope["to"] == ["patient@example.com"]]
    tally.check("after an outage each arrives once", {mail["Message-ID"][1:37] for mail in mine} == ids and len(mine) == ORDERS)
    text = bodies(mine[0])[0]
    tally.check("dots at the beginning of lines survive", "\n.\n.leading dot" in text.replace("\r\n", "\n"), text)
    tally.check("and the subject", mine[0]["Subject"] == "Käse")


def crashes(tally, made, shop, postbox):
    """The mail server dies after it took a mail; then the shop's server does, again and again."""
    user, _ = shop.customer("lost@example.com", "Lost And Found")
    made_id = shop.message(user, "email", "Once or twice?")["notification_id"]
    until("the mail server ended", lambda: postbox.process.poll() is not None)
    postbox.start()
    until("sent", lambda: shop.page(f"customer_id={user}&status=sent"))
    found = [mail["Message-ID"] for envelope, mail in postbox.mails() if envelope["to"] == ["lost@example.com"]]
    tally.check("a mail whose answer was lost comes again under its id",
                len(found) > 1 and {identity[1:37] for identity in found} == {made_id}, found)
    user, _ = shop.customer("killed@example.com", "Kill Ed")
    ids = set()
    for _ in range(3):
        ids |= {shop.message(user, "email", "Hello")["notification_id"] for _ in range(ORDERS)}
        made.process.send_signal(signal.SIGKILL)
        made.process.wait()
        made.start()
    until("all sent", lambda: len(shop.page(f"customer_id={user}&status=sent")) == min(len(ids), 100))
    arrived = {mail["Message-ID"][1:37] for envelope, mail in postbox.mails() if envelope["to"] == ["killed@example.com"]}
    tally.check("after kill -9 every mail arrives, under its id", arrived == ids, (len(arrived), len(ids)))


def encrypted(tally, place):
    """STARTTLS and a login; a server that cannot encrypt, or is somebody else, gets nothing."""
    certificate, key = place / "certificate.pem", place / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-out", certificate, "-keyout", key],
        check=True, capture_output=True,
    )
    postbox = Outside("mail_server.py", place, str(certificate), str(key), *LOGIN).start()
    secret = place / "smtp-url"
    secret.write_text(f"smtp://{LOGIN_IN_URL}@localhost:{postbox.port}\n")
    made, shop = server("encrypted", {
        "SMTP_URL_FILE": str(secret), "MAIL_FROM": "orders@shop.example", "SMTP_CA_FILE": str(certificate),
    })
    try:
        user, _ = shop.customer("tls@example.com", "T. L. S.")
        shop.message(user, "email", "Sealed.")
        until("sent", lambda: shop.page(f"customer_id={user}&status=sent"))
        (envelope, mail), = postbox.mails()
        tally.check("a mail goes encrypted and with the login", envelope["tls"] and envelope["user"] == LOGIN[0], envelope)
        tally.check("and is whole", "Sealed." in bodies(mail)[0])
    finally:
        made.kill()
    for name, environment in (
        ("a server with a certificate of nobody we trust", {"SMTP_URL_FILE": str(secret)}),
        ("a wrong password", {"SMTP_URL": f"smtp://shop:no@localhost:{postbox.port}", "SMTP_CA_FILE": str(certificate)}),
    ):
        untrusted(tally, name, {"MAIL_FROM": "orders@shop.example", **environment}, postbox, 1)
    postbox.kill()
    plain = Outside("mail_server.py", suite.folder("plain")).start()
    environment = {"MAIL_FROM": "orders@shop.example", "SMTP_URL": f"smtp://localhost:{plain.port}"}
    untrusted(tally, "a server without STARTTLS", environment, plain, 0)
    plain.kill()


def untrusted(tally, name, environment, postbox, before):
    made, shop = server("untrusted", {"NOTIFICATION_RETRIES": "50", **environment})
    try:
        user, _ = shop.customer("tls@example.com", "T. L. S.")
        shop.message(user, "email", "Secret.")
        found = until("tried", lambda: [e for e in shop.page(f"customer_id={user}&status=pending") if e["attempts"] > 1])
        tally.check(f"{name} gets nothing", len(postbox.entries()) == before and found[0]["error"], found)
    finally:
        made.kill()


def settings(tally):
    """What cannot work ends the start with 78 and one line."""
    folder = suite.folder("settings") / "data"
    templates = folder / "templates"
    for words, environment in (
        ("SMTP_URL is not of the form", {"SMTP_URL": "http://localhost"}),
        ("SMTP_URL is not of the form", {"SMTP_URL": "smtps://localhost?tls=off"}),
        ("MAIL_FROM has to be", {"SMTP_URL": "smtp://localhost"}),
        ("SMS_GATEWAY_SECRET is missing", {"SMS_GATEWAY_URL": "http://localhost"}),
        ("NOTIFICATION_RETRIES", {"NOTIFICATION_RETRIES": "many"}),
    ):
        done = suite.tradepost("serve", "--data", folder, "--port", 0, environment=environment)
        tally.check(f"{environment} is refused", done.returncode == 78 and words in done.stderr, done.stderr)
    templates.mkdir(parents=True)
    (templates / "order_shipped.html").write_text("<p>\n{{#items}}\n")
    done = suite.tradepost("serve", "--data", folder, "--port", 0)
    tally.check("a broken template is named with its line",
                done.returncode == 78 and "templates/order_shipped.html, line 2" in done.stderr, done.stderr)


def main():
    tally = suite.Tally()
    place = suite.folder("outside")
    with tally.step("everyday"):
        everyday(tally, place)
    with tally.step("encrypted"):
        encrypted(tally, suite.folder("sealed"))
    with tally.step("settings"):
        settings(tally)
    tally.end()


main()
