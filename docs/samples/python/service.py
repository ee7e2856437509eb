"""payments/api in small: answers whether it can reach what it needs.

The variables are those that `npx strongroom connect payments api --format env` prints.
"""

import logging
import os
import struct
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar

import pyodbc
from azure.identity import DefaultAzureCredential

from cached_secret import CachedSecret, Unavailable
from vault import reader_of

SQL_COPT_SS_ACCESS_TOKEN = 1256
"""Connection attribute that carries a token (msodbcsql.h)."""

PATIENCE = 120
PAUSE = 5
"""Seconds: how long to wait for a database that sleeps, and between two tries."""

T = TypeVar("T")


def variable(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"{name} is not set: see strongroom connect")
    return value


# Takes AZURE_CLIENT_ID from the environment: on Azure, in a cluster, in a pipeline, or the developer's own az login.
credential = DefaultAzureCredential()
stripe_key = CachedSecret(reader_of(variable("KEY_VAULT_URI"), variable("STRIPE_KEY_SECRET"), credential))


def ledger() -> pyodbc.Connection:
    """A connection for one request; the driver manager pools them. Waits for a paused serverless database to wake."""
    return when_awake(connect)


def when_awake(connect: Callable[[], T], now=time.monotonic, sleep=time.sleep) -> T:
    """Error 40613 says that the database sleeps; it is awake after about a minute (sql-docs, serverless-tier-overview)."""
    end = now() + PATIENCE
    while True:
        try:
            return connect()
        except pyodbc.Error as error:
            if "40613" not in str(error) or now() + PAUSE > end:
                raise
            sleep(PAUSE)


def connect() -> pyodbc.Connection:
    host = variable("LEDGER_SQL_SERVER")
    # The scope follows the cloud, as the host does; azure-identity keeps the token until it is about to end.
    token = credential.get_token(f"https://{host.split('.', 1)[1]}/.default").token.encode("utf-16-le")
    return pyodbc.connect(
        f"Driver={{ODBC Driver 18 for SQL Server}};Server=tcp:{host},1433;Database={variable('LEDGER_SQL_DATABASE')};"
        # strict is TDS 8.0: TLS comes first, and nobody can talk it down.
        "Encrypt=strict;TrustServerCertificate=no",
        # Seconds to sign in; the connection string has no keyword for it (sql-docs, DSN and connection string keywords).
        timeout=30,
        attrs_before={SQL_COPT_SS_ACCESS_TOKEN: struct.pack(f"<I{len(token)}s", len(token), token)},
    )


class Ready(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        try:
            stripe_key.get()
            with ledger() as connection:
                connection.execute("SELECT 1")
        except (Unavailable, pyodbc.Error):
            logging.exception("not ready")
            self.send_response(503)
        else:
            self.send_response(200)
        self.end_headers()


if __name__ == "__main__":
    # Without its secret the service must not start: it would take payments that it cannot charge.
    stripe_key.get()
    ThreadingHTTPServer(("", int(os.environ.get("PORT", "8080"))), Ready).serve_forever()
