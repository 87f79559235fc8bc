"""Tasks of a plan are given to people, ticked, and reminded of."""

from datetime import timedelta

import pytest

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.accounts.tests.factories import make_person
from zhisheng.apps.improvement import errors, services
from zhisheng.apps.improvement.services import Assignment
from zhisheng.apps.improvement.tests.plans import TODAY
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError

pytestmark = pytest.mark.django_db
DUE = TODAY + timedelta(days=20)


@pytest.fixture
def task(agreed):
    return agreed.tasks.get(number=1)


def assign(task, actor, **changes):
    assignment = Assignment(**{"starts_on": TODAY, "due_on": DUE, **changes})
    return services.assign_task(task=task, assignment=assignment, actor=actor)


def count_entries():
    return AuditEntry.objects.count()


def test_a_task_is_given_to_one_of_the_own_people(task, owner, worker):
    assign(task, owner, responsible=worker.code, responsible_name="老李")

    task.refresh_from_db()
    assert (task.responsible, task.responsible_name) == (worker, "")
    assert task.due_on == DUE
    entry = AuditEntry.objects.order_by("-pk").first()
    assert entry.action == "improvement.task_assigned"
    assert entry.new["responsible"] == worker.code


def test_somebody_without_an_account_is_named(task, owner):
    assign(task, owner, responsible_name=" 老李 ")

    task.refresh_from_db()
    assert (task.responsible, task.responsible_name) == (None, "老李")


def test_neither_strangers_nor_days_that_run_backwards(task, owner, stranger_owner):
    before = count_entries()

    with pytest.raises(FieldsRefusedError) as stranger:
        assign(task, owner, responsible=stranger_owner.code)
    with pytest.raises(FieldsRefusedError) as days:
        assign(task, owner, due_on=TODAY - timedelta(days=1))

    assert set(stranger.value.refusals) == {"responsible"}
    assert set(days.value.refusals) == {"due_on"}
    assert count_entries() == before


def test_who_was_responsible_is_so_in_the_next_version(task, owner, worker):
    assign(task, owner, responsible=worker.code)
    plan = task.plan
    draft = services.make_plan(
        evaluation=plan.evaluation, terms=services.read_terms(plan), actor=owner
    )

    services.agree_plan(plan=draft, seen=draft.made_at, actor=owner)

    assert draft.tasks.get(measure=task.measure).responsible == worker


def test_ticking_is_kept_with_one_entry_and_can_be_taken_back(task, worker):
    before = count_entries()

    services.tick_task(task=task, is_done=True, actor=worker)
    services.tick_task(task=task, is_done=True, actor=worker)

    task.refresh_from_db()
    assert (task.done_by, count_entries()) == (worker, before + 1)
    services.tick_task(task=task, is_done=False, actor=worker)
    task.refresh_from_db()
    assert (task.done_at, task.done_by, count_entries()) == (None, None, before + 2)


def test_nothing_is_ticked_in_an_old_version(task, owner):
    plan = task.plan
    draft = services.make_plan(
        evaluation=plan.evaluation, terms=services.read_terms(plan), actor=owner
    )
    services.agree_plan(plan=draft, seen=draft.made_at, actor=owner)
    before = count_entries()

    with pytest.raises(errors.PlanNotAgreedError):
        services.tick_task(task=task, is_done=True, actor=owner)
    with pytest.raises(errors.PlanNotAgreedError):
        assign(task, owner)
    assert count_entries() == before


def test_others_neither_assign_nor_tick(task, worker, stranger_owner, officer_county):
    before = count_entries()

    with pytest.raises(ForbiddenError):
        assign(task, worker)
    with pytest.raises(NotFoundError):
        assign(task, stranger_owner)
    with pytest.raises(NotFoundError):
        services.tick_task(task=task, is_done=True, actor=stranger_owner)
    with pytest.raises(ForbiddenError):
        services.tick_task(task=task, is_done=True, actor=officer_county)
    assert count_entries() == before


def list_told():
    return [
        (one.recipient, one.data["count"])
        for one in Message.objects.filter(key__startswith="plan:").order_by("pk")
    ]


def postpone(agreed):
    """Leave one task due, the others later."""
    agreed.tasks.exclude(number=1).update(due_on=TODAY + timedelta(days=200))
    agreed.tasks.filter(number=1).update(due_on=DUE)


def test_reminds_three_days_ahead_once_and_every_week_when_overdue(agreed, owner):
    postpone(agreed)

    reminded = [
        services.remind_tasks(today=DUE + timedelta(days=offset))
        for offset in (-4, -3, -2, 0, 1, 2, 8, 9)
    ]

    assert reminded == [0, 1, 0, 0, 1, 0, 1, 0]
    assert list_told() == [(owner, "1")] * 3


def test_who_is_responsible_is_reminded_instead_of_the_owner(agreed, owner, worker):
    postpone(agreed)
    assign(agreed.tasks.get(number=1), owner, responsible=worker.code)

    assert services.remind_tasks(today=DUE) == 1

    assert list_told() == [(worker, "1")]


def test_nobody_is_reminded_of_what_is_done_or_replaced(agreed, owner):
    postpone(agreed)
    services.tick_task(task=agreed.tasks.get(number=1), is_done=True, actor=owner)
    before = count_entries()

    assert services.remind_tasks(today=DUE) == 0

    assert (list_told(), count_entries()) == ([], before)


def test_a_new_day_is_reminded_of_anew(agreed, owner):
    postpone(agreed)
    services.remind_tasks(today=DUE)

    assign(agreed.tasks.get(number=1), owner, due_on=DUE + timedelta(days=10))

    assert services.remind_tasks(today=DUE + timedelta(days=8)) == 1


@pytest.mark.parametrize(
    ("starts", "due", "refused"),
    [
        (-366, 0, {"starts_on"}),
        (0, 179 + 3 * 365 + 1, {"due_on"}),
        (2_000, 1_999, {"starts_on", "due_on"}),
        (-365, 179 + 3 * 365, set()),
    ],
)
def test_a_task_lies_near_its_plan(agreed, owner, starts, due, refused):
    task = agreed.tasks.get(number=1)
    assignment = services.Assignment(
        agreed.starts_on + timedelta(days=starts),
        agreed.starts_on + timedelta(days=due),
    )
    found = set()
    try:
        services.assign_task(task=task, assignment=assignment, actor=owner)
    except FieldsRefusedError as error:
        found = set(error.refusals)

    assert found == refused
    before = task.starts_on
    task.refresh_from_db()
    assert (task.starts_on == before) == bool(refused)


def test_who_left_is_not_reminded(agreed, owner, owner_organisation):
    postpone(agreed)
    gone = make_person("走了的人", owner_organisation, "worker")
    assign(agreed.tasks.get(number=1), owner, responsible=gone.code)
    gone.memberships.update(until=TODAY - timedelta(days=1))

    services.remind_tasks(today=DUE)

    assert list_told() == [(owner, "1")]
