#!/usr/bin/env python3
"""A mail server for the tests: takes mail by SMTP, with STARTTLS and a login when it is told to, and keeps what it took.

    mail_server.py PORT LEDGER [CERTIFICATE KEY USER PASSWORD]

Each mail is one JSON line of the ledger: sender, recipients, and the whole message. An address that begins with `nobody`
is refused with 550, one that begins with `lost` is taken and the server ends before it says so, once.
"""

import asyncio
import base64
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

GREETING = "mail.example.com"


class Postbox:
    """What comes in, and where it is kept."""

    def __init__(self, ledger):
        self.path = ledger

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        entry = {
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None,
            "user": session.auth_data or None, "message": base64.b64encode(envelope.content).decode(),
        }
        with open(self.path, "a", encoding="utf-8") as ledger:
            ledger.write(json.dumps(entry) + "\n")
            ledger.flush()
            os.fsync(ledger.fileno())
        marker = self.path + ".lost"
        if any(address.startswith("lost") for address in envelope.rcpt_tos) and not os.path.exists(marker):
            open(marker, "w", encoding="utf-8").close()
            os._exit(9)
        return "250 OK"


def authenticator(user, password):
    def check(server, session, envelope, mechanism, data):
        fits = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == (user, password)
        return AuthResult(success=fits, handled=False, auth_data=user if fits else None)

    return check


async def main():
    port, ledger, *secrets = sys.argv[1:]
    options = {"hostname": GREETING, "enable_SMTPUTF8": True}
    if secrets:
        certificate, key, user, password = secrets
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        options |= {
            "tls_context": context, "require_starttls": True, "auth_required": True, "auth_require_tls": True,
            "authenticator": authenticator(user, password),
        }
    postbox = Postbox(ledger)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(postbox, **options), "127.0.0.1", int(port))
    async with server:
        await server.serve_forever()


asyncio.run(main())
