"""What enterprises say of themselves: what counts on a day, and all that was said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.registry.choices import ENDED_STATUSES
from zhisheng.apps.registry.models import Enterprise, Statement
from zhisheng.apps.registry.permissions import ROLES_BY_ACTION, Action, may_on
from zhisheng.apps.registry.selectors.records import (
    list_record_ids,
    map_owners,
    pick_enterprise_for,
    select_acted_for,
)
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.language import write_chinese_date
from zhisheng.methods.application_conditions import count_months
from zhisheng.reference.statements import Kind, Question, Topic, find_topic, load_topics

MOST_SHOWN = 100
Stated = bool | date


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement; ``answers`` are in the order in which they are asked.

    It counts if it ``is_standing``: the latest of its topic, not taken back, not older
    than the topic allows. What ``is_stale`` would stand but for its age.
    """

    code: str
    topic: Topic
    answers: tuple[tuple[Question, Stated], ...]
    note: str
    stated_by: str
    is_by_proxy: bool
    stated_at: datetime
    withdrawn_by: str
    withdrawn_at: datetime | None
    is_standing: bool
    is_stale: bool


def get_stating_enterprise_for(*, actor: Actor, code: str) -> Enterprise:
    """Return an enterprise in whose name the actor may speak."""
    own = select_acted_for(actor, ROLES_BY_ACTION[Action.STATE]).filter(code=code)
    found = own.select_related("organisation").first()
    if found is None:
        raise NotFoundError
    return found


def get_stated_enterprise_for(*, actor: Actor, code: str) -> Enterprise:
    """Return an enterprise of which the actor may read what it says of itself."""
    found = pick_enterprise_for(actor=actor, code=code)
    if not may_on(actor, Action.SEE_STATEMENTS, found):
        raise NotFoundError
    return found


def may_state(actor: Actor, enterprise: Enterprise) -> bool:
    """Tell whether the actor can say something for it now."""
    is_ended = enterprise.status in ENDED_STATUSES
    return not is_ended and may_on(actor, Action.STATE, enterprise)


def get_statement_for(*, actor: Actor, enterprise: str, code: str) -> Statement:
    """Return a statement that the actor may take back."""
    found = get_stating_enterprise_for(actor=actor, code=enterprise)
    statement = _select([*list_record_ids(found.pk)]).filter(code=code).first()
    if statement is None:
        raise NotFoundError
    return statement


def get_topic(code: str) -> Topic:
    """Return what may be stated today."""
    topic = find_topic(code, timezone.localdate())
    if topic is None:
        raise NotFoundError
    return topic


def show_statement(statement: Statement, on: date) -> StatementView:
    ids = list_record_ids(statement.enterprise.surviving.pk)
    latest = _select(ids).filter(topic=statement.topic).last()
    topics = {one.code: one for one in load_topics()}
    topic = topics.get(statement.topic)
    if topic is None:
        raise NotFoundError
    return _show(statement, topic, on, is_latest=statement == latest)


def map_latest_statements(enterprise: Enterprise, on: date) -> dict[str, StatementView]:
    """Return what was said last of each topic, however old or taken back."""
    newest_first = [F("stated_at").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by=F("topic"), order_by=newest_first)
    rows = _select(list_record_ids(enterprise.pk)).annotate(place=place)
    topics = {one.code: one for one in load_topics()}
    return {
        row.topic: _show(row, topics[row.topic], on, is_latest=True)
        for row in rows.filter(place=1).select_related("stated_by", "withdrawn_by")
        if row.topic in topics
    }


def list_statements(
    enterprise_id: int, on: date, topic: str = ""
) -> list[StatementView]:
    """Return the latest that an enterprise said, of one topic or of all, newest first."""
    rows = _select(list_record_ids(enterprise_id))
    rows = rows.filter(topic=topic) if topic else rows
    shown = rows.select_related("stated_by", "withdrawn_by").reverse()[:MOST_SHOWN]
    topics = {one.code: one for one in load_topics()}
    seen: set[str] = set()
    views = []
    for row in shown:
        if row.topic in topics:
            is_latest = row.topic not in seen
            views.append(_show(row, topics[row.topic], on, is_latest=is_latest))
        seen.add(row.topic)
    return views


def list_statements_for(*, actor: Actor, enterprise: Enterprise) -> list[StatementView]:
    """Return what the actor may read of what an enterprise said."""
    may_speak = may_on(actor, Action.STATE, enterprise)
    return list_readable_statements(enterprise.pk, timezone.localdate(), own=may_speak)


def list_readable_statements(
    enterprise_id: int, on: date, *, own: bool
) -> list[StatementView]:
    """Return all of it to who speaks for the enterprise, to an office what it needs.

    That is what counts, or did until it grew old; what was taken back or said anew
    stays with the enterprise.
    """
    said = list_statements(enterprise_id, on)
    return said if own else [one for one in said if one.is_standing or one.is_stale]


def map_standing_statements(
    enterprise_ids: Sequence[int], on: date
) -> dict[int, list[tuple[date, dict[str, Stated]]]]:
    """Return day and answers of what counts on a day, by enterprise."""
    owners = map_owners(enterprise_ids)
    rows = _select(list(owners)).filter(stated_at__date__lte=on)
    latest = {(owners[one.enterprise_id], one.topic): one for one in rows}
    topics = {one.code: one for one in load_topics()}
    found: dict[int, list[tuple[date, dict[str, Stated]]]] = {}
    for (pk, code), row in latest.items():
        topic = topics.get(code)
        if topic and not _is_withdrawn(row, on) and not _is_stale(row, topic, on):
            answers = {one.fact: value for one, value in read_answers(row, topic)}
            found.setdefault(pk, []).append((_day(row.stated_at), answers))
    return found


def map_stale_topics(enterprise_ids: Sequence[int], on: date) -> dict[int, set[str]]:
    """Return the topics last said too long ago to count, by enterprise that has any."""
    owners = map_owners(enterprise_ids)
    latest = {(owners[one.enterprise_id], one.topic): one for one in _select([*owners])}
    topics = {one.code: one for one in load_topics()}
    found: dict[int, set[str]] = {}
    for (pk, code), row in latest.items():
        topic = topics.get(code)
        if topic and row.withdrawn_at is None and _is_stale(row, topic, on):
            found.setdefault(pk, set()).add(code)
    return found


def read_answers(
    statement: Statement, topic: Topic
) -> tuple[tuple[Question, Stated], ...]:
    """Return what was answered, in the order of the questions."""
    return tuple(
        (one, _read(one, statement.answers[one.fact]))
        for one in topic.questions
        if statement.answers.get(one.fact) is not None
    )


def write_answers(statement: Statement) -> str:
    """Write what was answered in Chinese, as a person takes it along."""
    topic = next((one for one in load_topics() if one.code == statement.topic), None)
    told = read_answers(statement, topic) if topic else ()
    return "；".join(f"{one.text}{_name(one, value)}" for one, value in told)


def _name(question: Question, value: Stated) -> str:
    if isinstance(value, date):
        return write_chinese_date(value)
    return question.yes if value else question.no


def _read(question: Question, value: object) -> Stated:
    if question.kind is Kind.DATE:
        return date.fromisoformat(str(value))
    return value is True


def _select(enterprise_ids: Iterable[int]) -> QuerySet[Statement]:
    found = Statement.objects.filter(enterprise__in=list(enterprise_ids))
    return found.order_by("stated_at", "pk")


def _show(row: Statement, topic: Topic, on: date, *, is_latest: bool) -> StatementView:
    is_open = is_latest and row.withdrawn_at is None
    is_stale = _is_stale(row, topic, on)
    return StatementView(
        code=row.code,
        topic=topic,
        answers=read_answers(row, topic),
        note=row.note,
        stated_by=str(row.stated_by or ""),
        is_by_proxy=row.is_by_proxy,
        stated_at=row.stated_at,
        withdrawn_by=str(row.withdrawn_by or ""),
        withdrawn_at=row.withdrawn_at,
        is_standing=is_open and not is_stale,
        is_stale=is_open and is_stale,
    )


def _is_withdrawn(row: Statement, on: date) -> bool:
    return row.withdrawn_at is not None and _day(row.withdrawn_at) <= on


def _is_stale(row: Statement, topic: Topic, on: date) -> bool:
    return count_months(_day(row.stated_at), on) >= topic.fresh_months


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
