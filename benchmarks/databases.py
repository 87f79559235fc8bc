"""A database of its own for a benchmark, made anew on the server of DATABASE_URL."""

import os
from urllib.parse import urlsplit, urlunsplit

import psycopg


def turn_to_new_database(name: str) -> None:
    """Make the database anew and let DATABASE_URL name it."""
    address = urlsplit(os.environ["DATABASE_URL"])
    server = urlunsplit(address._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    os.environ["DATABASE_URL"] = urlunsplit(address._replace(path=f"/{name}"))
