"""Tasks whose opening and review are killed on their way, run as a process apart.

The worker that opens a task, and a process that returns entries, hands them in again and
passes all of them level by level, get SIGKILL at random moments; another one does the
same again from its beginning. After each kill what stands must agree with itself.
"""

import json
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import django
import time_machine

from zhisheng.kit.tests.killing import fork, kill, wait_for_end, wait_for_orphans

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhisheng.apps.accounts.models import User
    from zhisheng.apps.programme.models import ReportingTask, TaskEntry
    from zhisheng.kit.audit import AuditEntry

# Entries of a task, and of these the ones that have an owner and are returned once.
ENTRIES, RETURNED = 2_000, 4
# A job is tried three times.
TASKS, KILLED_OPENINGS, KILLED_REVIEWS = 3, 2, 9
FIRST = datetime(2024, 10, 8, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
PAUSE = timedelta(minutes=2)
COUNTY, CITY, PROVINCE = "U131125", "U131100", "U130000"
STANDS = ("state", "waiting_at", "is_final", "is_returned", "version")
# What an entry becomes, and whose turn it is, once a unit has passed it.
PASSED = {
    COUNTY: ("county", CITY),
    CITY: ("city", PROVINCE),
    PROVINCE: ("province", ""),
}


def prepare() -> None:
    from zhisheng.apps.accounts.tests.factories import (
        EnterpriseOrganisationFactory,
        UnitFactory,
        UnitOrganisationFactory,
        make_person,
    )
    from zhisheng.apps.conftest import make_bureau, make_officer
    from zhisheng.apps.places.tests.reference import save_small_reference
    from zhisheng.apps.registry.models import Enterprise

    save_small_reference()
    unit = UnitFactory.create(code="U000000", name="总局", kind="authority")
    UnitOrganisationFactory.create(unit=unit)
    for code in PROVINCE, CITY, COUNTY:
        unit = make_bureau(code[1:], unit)
        make_officer(f"{unit.name}李红", unit)
    owners = [EnterpriseOrganisationFactory.create() for _ in range(RETURNED)]
    for owner in owners:
        make_person("厂长王强", owner, "owner")
    Enterprise.unscoped.bulk_create(
        Enterprise(
            code=f"E-{number}",
            name=f"示例{number}厂",
            region_id="131125",
            organisation=owners[number] if number < RETURNED else None,
        )
        for number in range(ENTRIES)
    )


def get_officer(unit: str) -> "User":
    from zhisheng.apps.accounts.models import User

    return User.objects.get(memberships__organisation__unit=unit)


def get_owner(entry: "TaskEntry") -> "User":
    from zhisheng.apps.accounts.models import User

    return User.objects.get(memberships__organisation=entry.enterprise.organisation)


def plan() -> "ReportingTask":
    from zhisheng.apps.accounts.models import Unit
    from zhisheng.apps.programme.tests.reporting import plan_task, queue_now

    officer = get_officer(PROVINCE)
    task = plan_task(Unit.objects.get(code=PROVINCE), officer)
    return queue_now(task, officer)


def work(number: int) -> None:
    """Take over what a killed worker left and open what is to be opened."""
    from zhisheng.kit import jobs

    with time_machine.travel(FIRST + number * PAUSE):
        jobs.reclaim_stale()
        jobs.run_pending()


def review(task: "ReportingTask", announce: int) -> None:
    """Do all that is to be done for a task; what was done before is refused.

    Each act is announced before it begins, and the end after the last.
    """
    from zhisheng.apps.programme.errors import (
        EntryChangedError,
        EntryLockedError,
        NothingToReviewError,
    )

    for act in list_acts(task):
        os.write(announce, b".")
        with suppress(EntryChangedError, EntryLockedError, NothingToReviewError):
            act()
    os.write(announce, b".")


def list_acts(task: "ReportingTask") -> Iterator[Callable[[], object]]:
    from zhisheng.apps.accounts.models import Unit
    from zhisheng.apps.programme import services
    from zhisheng.apps.programme.tests.reporting import GOOD

    county = Unit.objects.get(code=COUNTY)
    officer = get_officer(COUNTY)
    for entry in task.entries.exclude(enterprise__organisation=None).order_by("pk"):
        yield partial(
            services.return_entry,
            entry=entry,
            unit=county,
            remarks=[services.Remark("请核对人数", field="employees")],
            version=0,
            actor=officer,
        )
        mended = services.Filled(answers=GOOD, version=1)
        yield partial(
            services.submit_entry, entry=entry, filled=mended, actor=get_owner(entry)
        )
    for code in PASSED:
        unit = Unit.objects.get(code=code)
        yield partial(
            services.pass_entries, task=task, unit=unit, actor=get_officer(code)
        )


def start_review(task: "ReportingTask") -> tuple[int, int]:
    """Return the process that reviews, and where it announces its acts."""
    told, announce = os.pipe()
    child = fork(partial(review, task, announce))
    os.close(announce)
    return child, told


def measure_review(task: "ReportingTask") -> list[float]:
    """Review a task without a kill; return how long each act took."""
    child, told = start_review(task)
    moments = [time.monotonic() for _ in iter(partial(os.read, told, 1), b"")]
    os.close(told)
    wait_for_end(child)
    return [end - start for start, end in pairwise(moments)]


def kill_in_act(task: "ReportingTask", position: int, after: float) -> bool:
    """Kill who reviews, some time after an act began; tell whether they were at it."""
    child, told = start_review(task)
    for _ in range(position + 1):
        os.read(told, 1)
    time.sleep(after)
    was_killed = kill(child)
    os.close(told)
    return was_killed


def storm(seed: int) -> None:
    """Open and review one task to learn how long it takes, then others with kills."""
    prepare()
    found = Found(random.Random(seed))  # noqa: S311  no secret
    task = plan()
    started = time.monotonic()
    wait_for_end(fork(partial(work, 0)))
    opening = time.monotonic() - started
    acts = measure_review(hand_in(task))
    for number in range(1, TASKS + 1):
        task = plan()
        open_with_kills(task, found, opening, first=number * 10)
        review_with_kills(hand_in(task), found, acts)
    killed = [found.openings, found.reviews]
    told = {"killed": killed, "faults": found.faults, **describe()}
    sys.stdout.write(json.dumps(told))


@dataclass
class Found:
    """How many were killed at work, and what did not agree afterwards."""

    chance: random.Random
    openings: int = 0
    reviews: int = 0
    faults: list[str] = field(default_factory=list)


def open_with_kills(
    task: "ReportingTask", found: Found, usual: float, *, first: int
) -> None:
    for number in range(first, first + KILLED_OPENINGS):
        child = fork(partial(work, number))
        time.sleep(found.chance.uniform(0, usual))
        found.openings += kill(child)
        found.faults += find_opening_faults(task)
    wait_for_end(fork(partial(work, first + KILLED_OPENINGS)))
    found.faults += find_opening_faults(task)


def review_with_kills(
    task: "ReportingTask", found: Found, acts: Sequence[float]
) -> None:
    for position in choose_positions(found.chance, len(acts)):
        after = found.chance.uniform(0, acts[position])
        found.reviews += kill_in_act(task, position, after)
        found.faults += find_review_faults(task)
    measure_review(task)
    found.faults += find_review_faults(task)


def choose_positions(chance: random.Random, acts: int) -> list[int]:
    """Return in which acts to kill: some single ones, and twice each that is in bulk."""
    bulk = range(acts - len(PASSED), acts)
    single = chance.sample(range(bulk.start), KILLED_REVIEWS - 2 * len(bulk))
    return sorted([*single, *bulk, *bulk])


def hand_in(task: "ReportingTask") -> "ReportingTask":
    """Have all entries wait at the county, as if everybody had handed them in."""
    task.entries.update(state="filled", waiting_at=COUNTY)
    return task


def find_opening_faults(task: "ReportingTask") -> Iterator[str]:
    """Tell where a task is neither closed to everybody nor open to all."""
    wait_for_orphans()
    task.refresh_from_db()
    stands = (
        task.status,
        task.entries.count(),
        count_messages(f"task:{task.code}"),
        count_audit(task, "task_opened"),
    )
    if stands not in {("opening", 0, 0, 0), ("open", ENTRIES, RETURNED, 1)}:
        yield f"opened by half: {stands}"


def find_review_faults(task: "ReportingTask") -> Iterator[str]:
    """Tell where entries, steps, remarks, messages and audit entries do not agree."""
    from zhisheng.apps.programme.models import EntryRemark, EntryStep

    wait_for_orphans()
    steps = EntryStep.objects.filter(entry__task=task).order_by("id")
    taken = defaultdict[int, list[tuple[str, str | None]]](list)
    for entry, act, unit in steps.values_list("entry", "act", "unit"):
        taken[entry].append((act, unit))
    for entry, *stands in task.entries.values_list("pk", *STANDS):
        if tuple(stands) != follow(taken[entry]):
            yield f"{stands} after {taken[entry]}"
    done = Counter(act for one in taken.values() for act, _unit in one)
    passed = Counter(
        unit for one in taken.values() for act, unit in one if act == "passed"
    )
    told = tell_passed(task)
    if passed != told or set(passed.values()) - {ENTRIES}:
        yield f"passed by half: {passed}, told {told}"
    remarks = EntryRemark.objects.filter(entry__task=task, is_sent=True)
    returned = (
        remarks.count(),
        count_messages("return:", task),
        count_audit(task, "entry_returned"),
    )
    if set(returned) != {done["returned"]}:
        yield f"{done['returned']} returned by half: {returned}"
    mended = (
        remarks.filter(is_settled=True).count(),
        count_audit(task, "entry_submitted"),
    )
    if set(mended) != {done["submitted"]}:
        yield f"{done['submitted']} mended by half: {mended}"


def follow(steps: Iterable[tuple[str, str | None]]) -> tuple[str, str, bool, bool, int]:
    """Return how an entry stands once these steps were taken."""
    state, waiting_at, is_returned, version = "filled", COUNTY, False, 0
    for act, unit in steps:
        version += 1
        if act == "passed":
            # Passed by a unit whose turn it was not, it stands nowhere.
            state, waiting_at = PASSED[unit] if unit == waiting_at else ("", "?")
        elif act == "returned":
            state, waiting_at, is_returned = "unfilled", "", True
        else:
            state, waiting_at, is_returned = "filled", COUNTY, False
    is_final = not waiting_at and not is_returned
    return state, waiting_at, is_final, is_returned, version


def count_messages(key: str, task: "ReportingTask | None" = None) -> int:
    from zhisheng.apps.accounts.models import Message

    told = Message.objects.filter(key__startswith=key)
    return (told if task is None else told.filter(link__contains=task.code)).count()


def select_audit(task: "ReportingTask", action: str) -> "QuerySet[AuditEntry]":
    from zhisheng.kit.audit import AuditEntry

    name = f"programme.{action}"
    return AuditEntry.objects.filter(subject_code=task.code, action=name)


def count_audit(task: "ReportingTask", action: str) -> int:
    return select_audit(task, action).count()


def tell_passed(task: "ReportingTask") -> Counter[str]:
    """Return how many entries each unit passed by what the audit entries tell."""
    told = Counter[str]()
    for one in select_audit(task, "entries_passed"):
        told[one.new["unit"]] += one.counts["entries"]
    return told


def describe() -> dict[str, object]:
    from zhisheng.apps.accounts.models import Message
    from zhisheng.apps.programme.models import EntryStep, TaskEntry
    from zhisheng.kit import audit, jobs

    opened = jobs.Job.objects.filter(name="programme.open_task")
    return {
        "final": TaskEntry.objects.filter(is_final=True, state="province").count(),
        "steps": Counter(EntryStep.objects.values_list("act", flat=True)),
        "messages": Message.objects.count(),
        "jobs": Counter(opened.values_list("status", flat=True)),
        "broken_at": audit.verify().broken_at,
    }


if __name__ == "__main__":
    django.setup()
    storm(int(sys.argv[1]))
