"""The roster page at 10,000 and at 1,000,000 enterprises, on PostgreSQL.

Both rosters hold the same planted names, scattered, so that each word finds the same
number of enterprises in either. The limits are the issue's: p95 at most 1.5 times that
of the small roster, and below 150 ms on an idle machine. The two are asked in turn, so
that what else the machine does falls on both.

DATABASE_URL names a server on which the databases ``bench_registry_small`` and
``bench_registry_large`` may be made anew.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit, urlunsplit

import numpy as np
import psycopg

from benchmarks.databases import get_server

SIZES = {"bench_registry_small": 10_000, "bench_registry_large": 1_000_000}
SMALL, LARGE = SIZES
ROUNDS, REPEATS = 8, 10
MOST_MS, MOST_RATIO = 150.0, 1.5
CHARACTERS = "华丰盛达鑫源宏泰顺兴隆昌恒瑞祥康福安永信诚德润泽天海江河山川林森木火金银铜铁东西南北中正大同新明光辉"
TRADES = ("丝网制品", "五金", "童装", "卫浴", "黄芪加工", "汽车配件", "机械", "食品")
FORMS = ("有限公司", "厂", "有限责任公司", "商行")
# Word → how many names hold it. The last needs two pairs that are common each.
PLANTED = {"璟甲": 10, "璟乙丝": 100, "璟丙": 1_000, "璟丁五金": 3_000, "璟戊己": 10}
DECOYS = {"璟戊": 1_500, "戊己": 1_500}


def main() -> int:
    """Print ours and the limits; return 1 if one is broken."""
    server = get_server()
    for name in SIZES:
        _run_on_server(
            server,
            f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
            f"CREATE DATABASE {name}",
        )
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{SMALL}"))
    try:
        return _measure_both()
    finally:
        for name in SIZES:
            _run_on_server(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _measure_both() -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhisheng.config.settings")
    django.setup()
    clients = {name: _prepare(name, rows) for name, rows in SIZES.items()}
    is_kept = True
    print(
        f"{'page':<34}{SIZES[SMALL]:>10,}{SIZES[LARGE]:>12,}{'ratio':>8}"
        "   limits 1.5 and 150 ms"
    )
    for name, query, count in _list_pages():
        small, large = _time_in_turn(clients, query, count)
        is_kept &= not count or large <= MOST_RATIO * small
        is_kept &= large < MOST_MS
        print(f"{name:<34}{small:>7.1f} ms{large:>9.1f} ms{large / small:>8.2f}")
    return 0 if is_kept else 1


def _turn_to(database: str) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = database


def _prepare(database: str, rows: int) -> Callable[[dict[str, str]], str]:
    _turn_to(database)
    open_page = _prepare_officer()
    started = time.perf_counter()
    _fill(rows)
    print(f"{rows:,} enterprises written in {time.perf_counter() - started:.1f} s")
    return open_page


def _time_in_turn(
    clients: dict[str, Callable[[dict[str, str]], str]],
    query: dict[str, str],
    count: int,
) -> tuple[float, float]:
    """Return the 95th percentiles in milliseconds, small roster and large one."""
    times: dict[str, list[float]] = {name: [] for name in clients}
    for _ in range(ROUNDS):
        for name, open_page in clients.items():
            _turn_to(name)
            html = open_page(query)
            assert not count or f"共 {count:,} 家" in html, (name, query, count)
            for _ in range(REPEATS):
                start = time.perf_counter()
                open_page(query)
                times[name].append((time.perf_counter() - start) * 1000)
    small, large = (float(np.percentile(times[name], 95)) for name in clients)
    return small, large


def _prepare_officer() -> Callable[[dict[str, str]], str]:
    from django.core.management import call_command
    from django.test import Client

    from zhisheng.apps.accounts import services
    from zhisheng.apps.accounts.models import Membership, Organisation, Unit, User
    from zhisheng.apps.places.services import (
        load_reference_industries,
        load_reference_regions,
    )

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    # Pages name their styles by content; a fresh clone has not collected them yet.
    call_command("collectstatic", interactive=False, verbosity=0)
    load_reference_regions()
    load_reference_industries()
    services.load_reference_units()
    unit = Unit.objects.get(parent=None)
    organisation, _ = Organisation.objects.get_or_create(
        unit=unit, kind="unit", defaults={"name": unit.name}
    )
    officer = User.objects.create(username="bench", name="bench")
    Membership.objects.create(user=officer, organisation=organisation, role="officer")
    client = Client(SERVER_NAME="localhost")
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")

    def open_page(query: dict[str, str]) -> str:
        response = client.get("/enterprises/", query)
        assert response.status_code == 200, response.status_code
        return str(response.content.decode())

    return open_page


def _list_pages() -> list[tuple[str, dict[str, str], int]]:
    pages = [
        (f"{word}: {hits:,} hits", {"term": word}, hits)
        for word, hits in PLANTED.items()
    ]
    pages += [("every name: 10,000 hits and more", {"term": "有限公司"}, 0)]
    pages += [("no filter", {}, 0), ("one county", {"region": "131125"}, 0)]
    pages += [("one province, small", {"region": "130000", "size_class": "small"}, 0)]
    return pages


def _fill(rows: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from zhisheng.apps.places.models import Region
    from zhisheng.apps.registry.models import Enterprise
    from zhisheng.apps.registry.services.name_index import index_names
    from zhisheng.kit import bulk

    draws = np.random.default_rng(rows)
    regions = list(
        Region.objects.filter(level="county", valid_to=None).values_list(
            "code", flat=True
        )
    )
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE registry_enterprise, registry_namepair CASCADE")
    names, places = _make_names(rows, draws), draws.choice(regions, rows)
    sizes = draws.choice(["small", "micro", "medium"], rows)
    columns = (
        "code", "name", "name_key", "uscc", "region_id", "industry_id", "size_class",
        "size_basis", "status", "legal_form", "address", "business_address", "source",
        "contact_name", "contact_phone", "administrative_fields", "created_at",
        "updated_at",
    )  # fmt: skip
    bulk.copy_rows(
        Enterprise,
        columns,
        (
            (f"E-{number:010d}", name, name, "", str(places[number]), "3340",
             str(sizes[number]), {}, "active", "company", "", "", "bench", "", "", "",
             now, now)
            for number, name in enumerate(names)
        ),
    )  # fmt: skip
    index_names(Enterprise.unscoped.values_list("pk", "name_key"))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _make_names(rows: int, draws: np.random.Generator) -> list[str]:
    characters = np.array(list(CHARACTERS))
    own = draws.choice(characters, (rows, 3))
    trades, forms = draws.choice(TRADES, rows), draws.choice(FORMS, rows)
    names = [
        f"{a}{b}{c}{trade}{form}"
        for (a, b, c), trade, form in zip(own, trades, forms, strict=True)
    ]
    places = iter(draws.permutation(rows))
    for word, hits in (PLANTED | DECOYS).items():
        for _ in range(hits):
            position = next(places)
            names[position] = word + names[position][3:]
    return names


def _run_on_server(address: str, *statements: Sequence[str]) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(str(statement))


if __name__ == "__main__":
    sys.exit(main())
