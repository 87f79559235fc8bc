"""A database of its own for a benchmark, made anew on the server of DATABASE_URL."""

import os
from urllib.parse import urlsplit, urlunsplit

import psycopg

MISSING = (
    "Set DATABASE_URL to a PostgreSQL server whose databases bench_* may be made anew, "
    "e.g. DATABASE_URL=postgresql://user:password@127.0.0.1:5432/postgres make bench."
)


def get_server() -> str:
    """Return the address of the server, or end with one sentence on what to set."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        raise SystemExit(MISSING)
    return address


def turn_to_new_database(name: str) -> None:
    """Make the database anew and let DATABASE_URL name it."""
    address = urlsplit(get_server())
    server = urlunsplit(address._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    os.environ["DATABASE_URL"] = urlunsplit(address._replace(path=f"/{name}"))
