"""What an enterprise says of itself, as pages show it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.registry.selectors import StatementView
from zhisheng.kit.language import is_english, join_clauses
from zhisheng.reference.connectors import find_precedence
from zhisheng.reference.statements import Question, Topic
from zhisheng.ui.formats import format_date

DAYS_A_MONTH = 31
MONTHS_A_YEAR = 12


def name_topic(topic: Topic) -> str:
    return topic.english_name if is_english() else topic.name


def ask_question(question: Question) -> str:
    return question.english if is_english() else question.text


def name_answer(question: Question, value: object) -> str:
    """Return an answer in the words in which it was given."""
    if isinstance(value, date):
        return format_date(value)
    if is_english():
        return question.english_yes if value else question.english_no
    return question.yes if value else question.no


def name_stated_by(statement: StatementView) -> str:
    name = statement.stated_by or _("已注销的人")
    return _("{name}（授权代办）").format(name=name) if statement.is_by_proxy else name


def name_source(source: str, on: date) -> str:
    """Return whose word something is, as the rule of precedence of a day names it."""
    rank = find_precedence(on).find_rank(source)
    if rank is None:
        return _("其他来源")
    return rank.english_name if is_english() else rank.name


def tell_age(day: date, on: date) -> str:
    """Tell how long ago a day is: 今天, 昨天, 12 天前, 3 个月前, 24 个月前."""
    days = (on - day).days
    if days <= 0:
        return _("今天")
    if days == 1:
        return _("昨天")
    months = (on.year - day.year) * MONTHS_A_YEAR + on.month - day.month
    months -= on.day < day.day
    if days < DAYS_A_MONTH or months < 1:
        return _("{count} 天前").format(count=days)
    if months == 1:
        return _("1 个月前")
    return _("{count} 个月前").format(count=months)


def describe_statements(statements: Iterable[StatementView]) -> list[dict[str, Any]]:
    """Return the statements as the timeline component takes them."""
    return [
        {
            "what": join_clauses(_pair(*one) for one in statement.answers),
            "who": name_stated_by(statement),
            "when": statement.stated_at,
            "detail": "\n".join(filter(None, (statement.note, _tell_end(statement)))),
            "kind": _pick_kind(statement),
        }
        for statement in statements
    ]


def _pair(question: Question, value: object) -> str:
    return f"{ask_question(question)} {name_answer(question, value)}"


def _tell_end(statement: StatementView) -> str:
    if statement.withdrawn_at is not None:
        return _("{day} 由{name}收回，不再算").format(
            day=format_date(timezone.localdate(statement.withdrawn_at)),
            name=statement.withdrawn_by or _("已注销的人"),
        )
    if statement.is_stale:
        return _("满 {count} 个月了，不再算，要再说一次").format(
            count=statement.topic.fresh_months
        )
    return _("现在算的是这一次") if statement.is_standing else _("后来又说过，不再算")


def _pick_kind(statement: StatementView) -> str:
    if statement.is_standing:
        return "done"
    return "need" if statement.is_stale else "action"
