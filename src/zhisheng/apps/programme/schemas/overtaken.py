"""What is told of an entry that somebody else wrote on or moved while it was open here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.selectors.overtaken import tell_keeping
from zhisheng.apps.programme.services.fillers import LONGEST_COMMENT
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


def list_unkept(
    entry: TaskEntry,
    fields: Iterable[FieldSpec],
    now: Mapping[str, str],
    typed: Mapping[str, str],
) -> list[tuple[str, str]]:
    """Tell by field who changed an answer that was just typed, and what it says now."""
    text = _(
        "这一项已被{who}于{when}改成“{now}”。您刚输入的还在这里，没有丢；"
        "提交时再选择用哪个。"
    )
    return [
        (one.code, text.format(now=one.now, **tell_keeping(entry, [one.code])))
        for one in list_clashes(fields, now, typed)
    ]


def tell_unkept(why: str) -> str:
    return why + _("您刚输入的还在这里，没有存下，可以先复制。")


def place_words(said: Mapping[str, str], boxes: Collection[str]) -> dict[str, str]:
    """Return words by the box they belong in: that of their act, else to be copied."""
    told = {act: words.strip() for act, words in said.items() if words.strip()}
    fitting = {
        act: words
        for act, words in told.items()
        if act in boxes and len(words) <= LONGEST_COMMENT
    }
    rest = "\n".join(words for act, words in told.items() if act not in fitting)
    return fitting | ({"unsent": rest} if rest else {})


def write_typed(fields: Iterable[FieldSpec], typed: Mapping[str, str]) -> str:
    """Write out what was typed, a line each, to be copied."""
    return "\n".join(
        f"{name_field(field)}：{typed[field.code].strip()}"
        for field in fields
        if typed.get(field.code, "").strip()
    )
