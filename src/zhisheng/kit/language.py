"""Say things in the language of the reader's page."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import get_language, gettext, pgettext

from zhisheng.reference.indicators import find_english


def is_english() -> bool:
    """Tell whether the page is in English."""
    return (get_language() or "").startswith("en")


def say(text: str) -> str:
    """Return a text of the dictionary or of a shipped form in the reader's language.

    What has no English, such as a form that an authority wrote, stays as it is.
    """
    return (find_english(text) if is_english() else "") or text


def write_chinese_date(day: date) -> str:
    """Write a day as official papers do, without empty places: 2024年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def name_with_unit(name: str, unit: str) -> str:
    """Put the unit behind a name: 从业人员（人） or Employees (persons)."""
    if not unit:
        return name
    return gettext("{name}（{unit}）").format(name=name, unit=say(unit))


def join_words(words: Iterable[str]) -> str:
    """Put words beside each other: 甲、乙 or a, b."""
    return pgettext("list", "、").join(words)


def join_clauses(clauses: Iterable[str]) -> str:
    """Put clauses beside each other: 甲；乙 or a; b."""
    return pgettext("clauses", "；").join(clauses)


def join_sentences(*sentences: str) -> str:
    """Put sentences after each other; only English has a gap between them."""
    return (" " if is_english() else "").join(sentences)


def shorten(text: str, most: int) -> str:
    """Cut a text that is too long to be shown, and show that it was cut."""
    return text if len(text) <= most else f"{text[:most]}…"


def label_text(label: object, text: str) -> str:
    """Put a label before a text: 住所：甲路1号 or Address: 1 A Road."""
    return f"{label}{pgettext('label', '：')}{text}"
