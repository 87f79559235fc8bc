"""What an enterprise may state about itself, because no record here tells it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from zhisheng.reference.loader import (
    ReferenceDataError,
    Status,
    build_records,
    pick,
    read_yaml,
)


class Kind(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Question:
    """One fact, asked in plain words.

    Attributes
    ----------
    after : str
        The fact that has to be stated as true before this one is asked; empty where it
        is always asked.
    yes, no : str
        What true and false are called in an answer.
    """

    fact: str
    kind: Kind
    text: str
    english: str
    yes: str = ""
    no: str = ""
    english_yes: str = ""
    english_no: str = ""
    help: str = ""
    english_help: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """Questions that are answered together, the deciding one first.

    Attributes
    ----------
    fresh_months : int
        After so many months it is asked again, and no longer counts.
    """

    code: str
    name: str
    english_name: str
    jurisdiction: str
    source: str
    status: Status
    valid_from: date
    valid_to: date | None
    fresh_months: int
    questions: tuple[Question, ...]

    def find_question(self, fact: str) -> Question:
        """Return the question about a fact."""
        return next(one for one in self.questions if one.fact == fact)


@cache
def load_topics() -> tuple[Topic, ...]:
    """Load what may be stated, of all times.

    Raises
    ------
    ReferenceDataError
        If a fact stands twice, or a question comes after one that is not before it.
    """
    topics = build_records(Topic, read_yaml(__name__, "topics.yaml"))
    problems = list(_list_problems(topics))
    if problems:
        raise ReferenceDataError("; ".join(problems))
    return topics


def find_topic(code: str, on: date) -> Topic | None:
    """Return a topic that may be stated on a day."""
    return next((one for one in pick(load_topics(), on) if one.code == code), None)


def map_topics(on: date) -> dict[str, Topic]:
    """Return the topic of each fact that may be stated on a day."""
    return {
        question.fact: topic
        for topic in pick(load_topics(), on)
        for question in topic.questions
    }


def _list_problems(topics: tuple[Topic, ...]) -> Iterator[str]:
    seen: set[str] = set()
    for topic in topics:
        own: set[str] = set()
        for question in topic.questions:
            if question.fact in seen:
                yield f"{topic.code}: {question.fact} stands twice"
            if question.after and question.after not in own:
                yield f"{topic.code}: {question.fact} comes after no question before it"
            own.add(question.fact)
            seen.add(question.fact)
