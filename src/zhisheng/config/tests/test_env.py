from pathlib import Path

import pytest

from zhisheng.config import env

FILE = Path("zhisheng.sqlite3")


def test_the_address_of_a_server_keeps_its_options():
    entry = env.parse_database_url(
        "postgresql://a%40b:c@db.example:5433/zs?sslmode=require", sqlite_path=FILE
    )

    assert (entry["USER"], entry["HOST"], entry["PORT"]) == (
        "a@b",
        "db.example",
        "5433",
    )
    assert entry["OPTIONS"] == {"sslmode": "require"}


def test_an_option_nobody_knows_is_refused():
    with pytest.raises(env.SettingError, match="sslmod"):
        env.parse_database_url("postgresql://u@h/n?sslmod=require", sqlite_path=FILE)


def test_another_database_is_refused():
    with pytest.raises(env.SettingError, match="mysql"):
        env.parse_database_url("mysql://u@h/n", sqlite_path=FILE)
