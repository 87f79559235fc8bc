"""An enterprise says how things stand with it, and may take it back."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import name_represented
from zhisheng.apps.registry.choices import ENDED_STATUSES
from zhisheng.apps.registry.errors import EnterpriseEndedError, StatementReplacedError
from zhisheng.apps.registry.models import Enterprise, Statement
from zhisheng.apps.registry.permissions import Action, require_on
from zhisheng.apps.registry.selectors import list_record_ids
from zhisheng.apps.registry.services.attributes import lock_enterprise
from zhisheng.kit import audit
from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.kit.pacing import count_within
from zhisheng.reference.statements import Kind, Question, Topic
from zhisheng.ui.formats import format_date

MOST_A_DAY = 60
# Nothing that is asked here can have happened before.
EARLIEST = date(1949, 10, 1)
Stated = bool | date
Answers = Mapping[str, Stated | None]


@transaction.atomic
def make_statement(
    *,
    enterprise: Enterprise,
    topic: Topic,
    answers: Answers,
    note: str = "",
    actor: User,
) -> Statement:
    """Keep what is said now; the same again by the same person on a day is one."""
    locked = lock_enterprise(enterprise)
    require_on(actor, Action.STATE, locked)
    if locked.status in ENDED_STATUSES:
        raise EnterpriseEndedError
    _check(topic, answers, timezone.localdate())
    said = Statement(
        enterprise=locked,
        topic=topic.code,
        answers={name: _store(one) for name, one in answers.items() if one is not None},
        note=note.strip(),
        stated_by=actor,
    )
    before = _find_latest(locked, topic.code)
    if before is not None and _is_repeated(before, said):
        return before
    count_within(
        kind="registry.statements",
        who=locked.code,
        most=MOST_A_DAY,
        period=timedelta(days=1),
    )
    represented = name_represented(actor, locked.organisation_id)
    said.is_by_proxy = bool(represented)
    said.save()
    _record("registry.stated", locked, actor, said, before)
    return said


@transaction.atomic
def withdraw_statement(*, statement: Statement, actor: User) -> Statement:
    """Let it count no longer, nor what was said before; it stays in the history."""
    enterprise = lock_enterprise(statement.enterprise.surviving)
    require_on(actor, Action.STATE, enterprise)
    latest = _find_latest(enterprise, statement.topic)
    if latest is None or latest.pk != statement.pk:
        raise StatementReplacedError
    if latest.withdrawn_at is None:
        latest.withdrawn_at, latest.withdrawn_by = timezone.now(), actor
        latest.save(update_fields=["withdrawn_at", "withdrawn_by"])
        _record("registry.statement_withdrawn", enterprise, actor, latest, latest)
    return latest


def _find_latest(enterprise: Enterprise, topic: str) -> Statement | None:
    ids = list_record_ids(enterprise.pk)
    found = Statement.objects.filter(enterprise__in=ids, topic=topic)
    return found.order_by("stated_at", "pk").last()


def _is_repeated(before: Statement, said: Statement) -> bool:
    return (
        before.withdrawn_at is None
        and (before.answers, before.note) == (said.answers, said.note)
        and before.stated_by_id == said.stated_by_id
        and timezone.localdate(before.stated_at) == timezone.localdate(said.stated_at)
    )


def _record(
    action: str,
    enterprise: Enterprise,
    actor: User,
    statement: Statement,
    before: Statement | None,
) -> None:
    is_taken_back = statement.withdrawn_at is not None
    audit.record(
        action=action,
        subject=enterprise,
        actor=actor,
        old=None if before is None else _describe(before),
        new={"statement": statement.code} if is_taken_back else _describe(statement),
        proxy_for=name_represented(actor, enterprise.organisation_id),
    )


def _describe(statement: Statement) -> dict[str, Any]:
    """Leave out the note: free words go with the statement, the audit stays."""
    return {
        "statement": statement.code,
        "topic": statement.topic,
        "answers": statement.answers,
    }


def _store(value: Stated) -> bool | str:
    return value.isoformat() if isinstance(value, date) else value


def _check(topic: Topic, answers: Answers, on: date) -> None:
    known = {one.fact for one in topic.questions}
    refusals = {name: _("这里不问这一项。") for name in answers if name not in known}
    for question in topic.questions:
        fault = _find_fault(question, answers, on)
        if fault:
            refusals[question.fact] = fault
    if refusals:
        raise FieldsRefusedError(fields=refusals)


def _find_fault(question: Question, answers: Answers, on: date) -> str:
    value = answers.get(question.fact)
    if value is None:
        return "" if question.after else _("请选一个。")
    if question.after and answers.get(question.after) is not True:
        return _("前面答的是没有，这里请留空。")
    if question.kind is Kind.YES_NO:
        return "" if isinstance(value, bool) else _("请答是或者不是。")
    if not isinstance(value, date):
        return _("请写日期，例如 2026-03-01。")
    return _find_fault_of_day(value, on)


def _find_fault_of_day(day: date, on: date) -> str:
    if day > on:
        return _("这一天还没到，请写不晚于今天（{day}）的日期。").format(
            day=format_date(on)
        )
    return _("年份写得太早了，请看看对不对。") if day < EARLIEST else ""
