"""Opening a task over 100,000 enterprises, listing and searching the missing, passing 10,000.

The bars are the issue's: 20 s, 200 ms (95th percentile) and 5 s.

DATABASE_URL names a server on which the database ``bench_reporting`` may be made anew.
"""

import os
import sys
import tempfile
import time
from datetime import timedelta
from typing import Any

import numpy as np

from benchmarks.databases import turn_to_new_database

DATABASE = "bench_reporting"
ENTERPRISES, REVIEWED, REPEATS = 100_000, 10_000, 40
MOST_OPENING_SECONDS, MOST_LIST_MS, MOST_REVIEW_SECONDS = 20.0, 200.0, 5.0


def main() -> int:
    """Print each measure and its bar; return 1 if one is broken."""
    turn_to_new_database(DATABASE)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ZHISHENG_DATA_DIR"] = folder
        return _measure()


def _measure() -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhisheng.config.settings")
    django.setup()
    unit, officer = _prepare()
    opening, task = _open(unit, officer)
    listing = _list(task, officer, "view=missing")
    search = _list(task, officer, "view=missing&q=示例500")
    review = _review(task, unit, officer)
    print(f"{ENTERPRISES:,} opened in {opening:.1f} s, bar {MOST_OPENING_SECONDS:.0f}")
    print(f"list of the missing, p95 {listing:.0f} ms, bar {MOST_LIST_MS:.0f}")
    print(f"search in it, p95 {search:.0f} ms, without a bar")
    print(f"{REVIEWED:,} passed in {review:.2f} s, bar {MOST_REVIEW_SECONDS:.0f}")
    is_kept = opening < MOST_OPENING_SECONDS and listing < MOST_LIST_MS
    return 0 if is_kept and review < MOST_REVIEW_SECONDS else 1


def _prepare() -> tuple[Any, Any]:
    from django.core.management import call_command

    from zhisheng.apps.accounts import services
    from zhisheng.apps.accounts.models import Membership, User
    from zhisheng.apps.places.services import (
        load_reference_industries,
        load_reference_regions,
    )
    from zhisheng.apps.registry.models import Enterprise

    for command in (["migrate"], ["createcachetable"]):
        call_command(*command, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    load_reference_regions()
    load_reference_industries()
    unit = services.ensure_unit_for_region("131125")
    officer = User.objects.create(username="bench", name="bench")
    Membership.objects.create(
        user=officer, organisation=unit.organisations.get(), role="officer"
    )
    Enterprise.unscoped.bulk_create(
        [
            Enterprise(code=f"E-{number}", name=f"示例{number}厂", region_id="131125")
            for number in range(ENTERPRISES)
        ],
        batch_size=5_000,
    )
    return unit, officer


def _open(unit: Any, officer: Any) -> tuple[float, Any]:
    from django.utils import timezone

    from zhisheng.apps.programme import services
    from zhisheng.apps.programme.choices import Audience
    from zhisheng.methods.working_days import next_working_day
    from zhisheng.reference.forms import load_forms

    today = timezone.localdate()
    form = next(one for one in load_forms() if one.code == "quarterly-progress")
    plan = services.TaskPlan(
        name="进展",
        period="2024年三季度",
        audience=Audience.ENTERPRISES,
        opens_on=today,
        due_on=next_working_day(today + timedelta(days=20)),
    )
    task = services.create_task(plan=plan, form=form, unit=unit, actor=officer)
    services.queue_opening(task=task, actor=officer)
    started = time.perf_counter()
    assert services.open_task(task=task, actor=officer) == ENTERPRISES
    seconds = time.perf_counter() - started
    task.refresh_from_db()
    return seconds, task


def _list(task: Any, officer: Any, query: str) -> float:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/programme/tasks/{task.code}/?{query}"
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        answer = client.get(address)
        times.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, answer.status_code
    return float(np.percentile(times, 95))


def _review(task: Any, unit: Any, officer: Any) -> float:
    from zhisheng.apps.programme import services
    from zhisheng.apps.programme.models import TaskEntry

    chosen = TaskEntry.objects.filter(task=task).order_by("id")[:REVIEWED]
    TaskEntry.objects.filter(pk__in=list(chosen.values_list("pk", flat=True))).update(
        state="filled", waiting_at=unit.code
    )
    started = time.perf_counter()
    passed = services.pass_entries(task=task, unit=unit, actor=officer)
    assert passed == REVIEWED
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
