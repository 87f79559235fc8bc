"""Texts that go out through a channel, as they were submitted for approval."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from zhisheng.reference.loader import (
    ReferenceDataError,
    Status,
    build_records,
    read_yaml,
)


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """One approved text; it says how much waits and where, never what.

    Attributes
    ----------
    channels : tuple[str, ...]
        Channels it may go through, the first that reaches the person is taken.
    is_statutory : bool
        Whether it goes out although the person wants no messages.
    is_immediate : bool
        Whether it goes out at night and is never merged with others.
    has_secret : bool
        Whether it holds a code or link that nobody else may see.
    """

    code: str
    purpose: str
    text: str
    english: str
    signature: str
    channels: tuple[str, ...]
    is_statutory: bool
    is_immediate: bool
    has_secret: bool
    approval_number: str
    source: str
    jurisdiction: str
    status: Status
    valid_from: date
    valid_to: date | None

    def write(
        self, *, count: int, link: str, secret: str, is_english: bool = False
    ) -> str:
        """Fill in the text, the signature before it, as the channels demand."""
        text = self.english if is_english else self.text
        body = text.format(count=count, link=link, secret=secret)
        return f"【{self.signature}】{body}"


@cache
def load_templates() -> tuple[MessageTemplate, ...]:
    """Load every template that ships with the package."""
    return build_records(MessageTemplate, read_yaml(__name__, "templates.yaml"))


def get_template(code: str) -> MessageTemplate:
    """Return the template of this code.

    Raises
    ------
    ReferenceDataError
        If there is none.
    """
    found = next((one for one in load_templates() if one.code == code), None)
    if found is None:
        raise ReferenceDataError(f"no message template {code}")
    return found
