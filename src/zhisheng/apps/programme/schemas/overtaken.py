"""What is told of an entry that somebody else wrote on or moved while it was open here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from zhisheng.apps.programme.services.filling import LONGEST_COMMENT
from zhisheng.apps.programme.services.typed import show_typed
from zhisheng.kit.forms import name_field
from zhisheng.reference.forms import FieldSpec


@dataclass(frozen=True, slots=True)
class Clash:
    """An answer that says something else by now than what was typed."""

    code: str
    label: str
    now: str
    own: str


def list_clashes(
    fields: Iterable[FieldSpec], now: Mapping[str, str], typed: Mapping[str, str]
) -> tuple[Clash, ...]:
    told = (
        Clash(
            field.code,
            name_field(field),
            show_typed(field, now.get(field.code, "")) or "—",
            show_typed(field, typed[field.code]) or "—",
        )
        for field in fields
        if field.code in typed
    )
    return tuple(one for one in told if one.now != one.own)


def place_words(act: str, words: str, boxes: Collection[str]) -> dict[str, str]:
    """Return words by the box they belong in: that of their act, else to be copied."""
    if not words:
        return {}
    is_fitting = act in boxes and len(words) <= LONGEST_COMMENT
    return {act if is_fitting else "unsent": words}


def write_typed(fields: Iterable[FieldSpec], typed: Mapping[str, str]) -> str:
    """Write out what was typed, a line each, to be copied."""
    return "\n".join(
        f"{name_field(field)}：{typed[field.code].strip()}"
        for field in fields
        if typed.get(field.code, "").strip()
    )
