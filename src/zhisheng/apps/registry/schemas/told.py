"""Who told what stands on record, and what other systems told, as pages show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhisheng.apps.registry.selectors import OutsideView
from zhisheng.apps.registry.selectors.exchange import name_layout
from zhisheng.apps.registry.selectors.official import FieldSource
from zhisheng.kit.forms import show_answer
from zhisheng.kit.language import is_english
from zhisheng.reference.connectors import Layout
from zhisheng.ui.formats import format_date

# What stands beside every record of an enterprise's own page anyway.
SAID_ALREADY = frozenset({"uscc", "name"})


@dataclass(frozen=True, slots=True)
class ToldElsewhere:
    """One record of another system: its name, its day, its answers by their headings."""

    name: str
    as_of: date
    answers: tuple[tuple[str, str], ...]


def tell_sources(sources: Mapping[str, FieldSource]) -> dict[str, str]:
    """Return who told each field and as of when, by the name pages give the field."""
    told = _("{source}，{day}")
    return {
        name.removesuffix("_id"): told.format(source=one.name, day=format_date(one.on))
        for name, one in sources.items()
    }


def describe_told(views: Sequence[OutsideView]) -> list[ToldElsewhere]:
    return [
        ToldElsewhere(
            name=name_layout(one.connector, one.layout),
            as_of=one.as_of,
            answers=tuple(_list_answers(one.layout, one.values)),
        )
        for one in views
    ]


def _list_answers(layout: Layout, values: Mapping[str, str]) -> list[tuple[str, str]]:
    is_other = is_english()
    return [
        (
            column.english if is_other else column.heading,
            show_answer(column.field, values[column.code]),
        )
        for column in layout.columns
        if column.code in values and column.code not in SAID_ALREADY
    ]
