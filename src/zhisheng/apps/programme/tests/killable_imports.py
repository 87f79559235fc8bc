"""Imports that are killed on their way, run as a process apart from the tests.

Each import runs in a forked worker that gets SIGKILL at a random moment of reading or
of applying; another worker goes on with it. At the end the process prints what stands.
"""

import json
import random
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import django

from zhisheng.kit.tests.killing import fork, kill, wait_for_end

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhisheng.kit.jobs import Job

ROWS = 20


def prepare() -> None:
    from zhisheng.apps.accounts.services import get_system_user
    from zhisheng.apps.accounts.tests.factories import BodyOrganisationFactory
    from zhisheng.apps.places.tests.reference import save_small_reference
    from zhisheng.apps.programme import services
    from zhisheng.apps.returns.services import load_reference_indicators

    save_small_reference()
    load_reference_indicators()
    services.open_year(
        year=2024, name="2024年", opens_on=date(2024, 1, 1), actor=get_system_user()
    )
    BodyOrganisationFactory.create(name="示例甲认证有限公司")


def upload(number: int, folder: Path) -> str:
    """Upload a roster of new enterprises with one row that is refused."""
    from zhisheng.apps.accounts.models import Organisation
    from zhisheng.apps.accounts.services import get_system_user
    from zhisheng.apps.programme import services
    from zhisheng.apps.programme.tests.workbooks import HEADER, make_line, write_csv

    first = number * (ROWS + 1)
    lines = [
        make_line(row % 1000, 企业名称=f"安平县第{row}示例丝网厂", 统一社会信用代码=code(row))
        for row in range(first, first + ROWS)
    ]  # fmt: skip
    refused = make_line(0, 从业人员="若干", 统一社会信用代码=code(first + ROWS))
    path = write_csv(
        folder / f"{number}.csv",
        [HEADER, *lines, refused],
        delimiter=",",
        encoding="utf-8",
    )
    return services.upload_roster(
        path,
        original_name=path.name,
        year=2024,
        organisation=Organisation.objects.get(kind="certification_body"),
        actor=get_system_user(),
    ).code


def code(number: int) -> str:
    from zhisheng.apps.programme.tests.workbooks import make_code

    return make_code(number)


def work() -> None:
    """Take over what a killed worker left and run everything that is queued."""
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    from zhisheng.kit import jobs

    # Stands for the minute after which a silent job counts as lost, and a delivery
    # whose worker was killed before it claimed the job.
    for _ in range(100):
        long_ago = timezone.now() - timedelta(seconds=61)
        running = jobs.Job.objects.filter(status="running")
        running.update(heartbeat_at=long_ago)
        DBTaskResult.objects.filter(status="RUNNING").update(started_at=long_ago)
        if jobs.reclaim_stale() or not running.exists():
            break
        time.sleep(0.05)
    jobs.run_worker(interval=0.02, is_batch=True)


def run_killed(moments: random.Random, usual: float) -> tuple[float, bool]:
    """Kill a worker at a random moment, let another finish; return its time and fate."""
    child = fork(work)
    time.sleep(moments.uniform(0, usual))
    was_killed = kill(child)
    started = time.monotonic()
    wait_for_end(fork(work))
    return time.monotonic() - started, was_killed


def storm(imports: int, seed: int) -> None:
    from zhisheng.apps.accounts.services import get_system_user
    from zhisheng.apps.programme import selectors, services

    prepare()
    moments = random.Random(seed)  # noqa: S311  no secret
    usual = {"read": 0.5, "apply": 0.3}
    killed = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(imports):
            name = upload(number, Path(folder))
            aim = "read" if number % 2 else "apply"
            for step in ("read", "apply"):
                if step == "apply":
                    services.queue_applying(
                        roster_import=selectors.get_import(name),
                        actor=get_system_user(),
                    )
                if step == aim:
                    usual[step], was_killed = run_killed(moments, usual[step])
                    killed += was_killed
                else:
                    wait_for_end(fork(work))
        drain()
    sys.stdout.write(json.dumps({**describe(), "killed": killed}))


def list_roster_jobs() -> "QuerySet[Job]":
    """Return the jobs of imports; upkeep that a kill hit too comes round again."""
    from zhisheng.kit import jobs

    return jobs.Job.objects.filter(name__startswith="programme.")


def drain() -> None:
    """Let workers finish what waits for its next try."""
    for _ in range(120):
        if not list_roster_jobs().exclude(status="succeeded").exists():
            return
        wait_for_end(fork(work))
        time.sleep(0.5)


def describe() -> dict[str, object]:
    from django.db.models import Count

    from zhisheng.apps.programme.models import Engagement, Enrolment, ImportRow
    from zhisheng.apps.programme.models import RosterImport as Import
    from zhisheng.apps.registry.models import Enterprise, EnterpriseVersion
    from zhisheng.apps.returns.models import Value
    from zhisheng.kit import audit
    from zhisheng.kit.tests.references import count_dangling

    repeated = (
        Enterprise.unscoped.values("uscc").annotate(n=Count("id")).filter(n__gt=1)
    )
    return {
        "statuses": sorted(set(Import.objects.values_list("status", flat=True))),
        "jobs": sorted(set(list_roster_jobs().values_list("status", flat=True))),
        "staged": ImportRow.objects.count(),
        "applied": ImportRow.objects.filter(is_applied=True).count(),
        "enterprises": Enterprise.unscoped.count(),
        "repeated": repeated.count(),
        "versions": EnterpriseVersion.objects.count(),
        "enrolments": Enrolment.objects.count(),
        "engagements": Engagement.objects.count(),
        "values": Value.objects.count(),
        "dangling": count_dangling(),
        "broken_at": audit.verify().broken_at,
    }


if __name__ == "__main__":
    django.setup()
    storm(int(sys.argv[1]), int(sys.argv[2]))
