"""What apps can tell about enterprises as of a date; rules and forms ask here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final, Never

from zhisheng.reference.connectors import Precedence, find_precedence


class NotKnown(Enum):
    """Neither yes nor no: nobody has told yet. It refuses to be read as false."""

    NOT_KNOWN = "not_known"

    def __bool__(self) -> Never:
        raise TypeError("NOT_KNOWN is neither true nor false; compare with `is`")


NOT_KNOWN: Final = NotKnown.NOT_KNOWN

# A value, or a `Told` where it matters whose word it is.
FactValues = Mapping[str, Mapping[int, object]]
Provider = Callable[[Sequence[int], date], FactValues]


@dataclass(frozen=True, slots=True)
class FactType:
    """``name`` is e.g. ``registry.size_class``; label and help are Chinese texts."""

    name: str
    label: str
    value_type: type
    unit: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A value with whose word it is, as the rule of precedence calls it, and its day."""

    value: object
    source: str
    on: date


@dataclass(frozen=True, slots=True)
class FactTable:
    """The answers for each enterprise as of ``on``."""

    on: date
    enterprise_ids: tuple[int, ...]
    values: FactValues

    def get(self, name: str, enterprise_id: int) -> object:
        """Return the value, or ``NOT_KNOWN``."""
        value = self.values.get(name, {}).get(enterprise_id)
        if isinstance(value, Told):
            return value.value
        return NOT_KNOWN if value is None else value

    def find_source(self, name: str, enterprise_id: int) -> Told | None:
        """Return whose word the value is and since when, where its provider says so."""
        value = self.values.get(name, {}).get(enterprise_id)
        return value if isinstance(value, Told) else None

    def column(self, name: str) -> list[object]:
        """Return one fact for all enterprises, in the order they were asked for."""
        return [self.get(name, identifier) for identifier in self.enterprise_ids]


@dataclass(frozen=True, slots=True)
class _Source:
    fact_type: FactType
    provider: Provider
    is_shared: bool


_sources: dict[str, list[_Source]] = {}


def provides(
    *fact_types: FactType, is_shared: bool = False
) -> Callable[[Provider], Provider]:
    """Register the function that knows these facts.

    Facts that several modules tell are shared: each of these says so, and tells every
    value as a `Told`.
    """

    def register(provider: Provider) -> Provider:
        for fact_type in fact_types:
            _add(_Source(fact_type, provider, is_shared))
        return provider

    return register


def _add(source: _Source) -> None:
    name, module = source.fact_type.name, source.provider.__module__
    others = [
        one for one in _sources.get(name, []) if one.provider.__module__ != module
    ]
    for one in others:
        if not (one.is_shared and source.is_shared):
            raise ValueError(f"fact {name} comes from {one.provider.__module__}")
        if one.fact_type.value_type is not source.fact_type.value_type:
            raise ValueError(f"fact {name} is of two types")
    _sources[name] = [*others, source]


def list_facts() -> list[FactType]:
    """Return every fact some app can tell, by name."""
    return [_sources[name][0].fact_type for name in sorted(_sources)]


def ask(names: Iterable[str], enterprise_ids: Sequence[int], on: date) -> FactTable:
    """Ask each provider once for all the enterprises.

    Where several tell a fact of one enterprise, the word that comes first in the rule of
    precedence stands, of one rank the newest.
    """
    wanted = set(names)
    values: dict[str, Mapping[int, object]] = {}
    for provider in _list_providers(wanted):
        answers = provider(enterprise_ids, on)
        for name in wanted & answers.keys():
            told = answers[name]
            known = values.get(name)
            values[name] = told if known is None else _join(known, told, on)
    return FactTable(on=on, enterprise_ids=tuple(enterprise_ids), values=values)


def _list_providers(names: set[str]) -> list[Provider]:
    known = sorted(names & _sources.keys())
    return list(dict.fromkeys(one.provider for name in known for one in _sources[name]))


def _join(
    known: Mapping[int, object], told: Mapping[int, object], on: date
) -> dict[int, object]:
    rule = find_precedence(on)
    joined = {pk: value for pk, value in known.items() if value is not None}
    for pk, value in told.items():
        if value is not None:
            joined[pk] = _pick(joined.get(pk), value, rule)
    return joined


def _pick(known: object, told: object, rule: Precedence) -> object:
    if known is None:
        return told
    if not (isinstance(known, Told) and isinstance(told, Told)):
        raise TypeError("a fact that several tell has to say whose word it is")
    return min(known, told, key=lambda one: (_rank(one, rule), -one.on.toordinal()))


def _rank(told: Told, rule: Precedence) -> int:
    """Return the place in the rule; a word it does not know comes last."""
    rank = rule.find_rank(told.source)
    return len(rule.ranks) if rank is None else rule.ranks.index(rank)
