"""What is kept of a change of whom an open task asks, by hand or by another filter."""

from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.choices import RecipientAct
from zhisheng.apps.programme.models import RecipientChange, ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.acting import find_acting_office
from zhisheng.apps.programme.selectors.recipient_changes import select_taken_out
from zhisheng.kit import bulk

# What a change says of its entry, and says again when it is undone.
SAID = ("task", "enterprise", "organisation", "name", "unit_path")


def note_taken_out(
    task: ReportingTask,
    entries: QuerySet[TaskEntry],
    *,
    reason: str,
    actor: User | None,
) -> None:
    """Keep who is about to be taken out, and why."""
    _note(task, entries, RecipientAct.TAKEN_OUT, reason, actor)


def note_added(
    task: ReportingTask,
    made: QuerySet[TaskEntry],
    *,
    reason: str,
    is_noted: bool,
    actor: User | None,
) -> None:
    """Keep who was put back, and where that is noted who was added."""
    removed = select_taken_out(task).filter(_match(made))
    if is_noted:
        fresh = made.filter(~_match(select_taken_out(task)))
        _note(task, fresh, RecipientAct.ADDED, reason, actor)
    _note(task, removed, RecipientAct.PUT_BACK, reason, actor)
    removed.update(is_undone=True)


def _match(others: QuerySet[Any]) -> Q:
    """Match those of which one among others is of the same subject."""
    of_enterprise = others.filter(enterprise=OuterRef("enterprise"))
    of_organisation = others.filter(organisation=OuterRef("organisation"))
    return Q(Exists(of_enterprise.order_by())) | Q(Exists(of_organisation.order_by()))


def _note(
    task: ReportingTask,
    subjects: QuerySet[Any],
    act: RecipientAct,
    reason: str,
    actor: User | None,
) -> None:
    unit = find_acting_office(actor, task.unit) if actor else None
    text = CharField()
    told = subjects.order_by("pk").annotate(
        told_act=Value(act.value, output_field=text),
        told_reason=Value(reason, output_field=text),
        # PostgreSQL takes a bare NULL for text.
        told_by=Cast(Value(actor.pk if actor else None), BigIntegerField()),
        told_unit=Cast(Value(unit.code if unit else None), text),
        **{f"told_{name}": F(name) for name in SAID},
    )
    bulk.insert_from(
        RecipientChange,
        told,
        {
            **{name: f"told_{name}" for name in SAID},
            "act": "told_act",
            "reason": "told_reason",
            "done_by": "told_by",
            "unit": "told_unit",
        },
    )
