"""What apps can tell about enterprises as of a date; rules and forms ask here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final, Never


class NotKnown(Enum):
    """Neither yes nor no: nobody has told yet. It refuses to be read as false."""

    NOT_KNOWN = "not_known"

    def __bool__(self) -> Never:
        raise TypeError("NOT_KNOWN is neither true nor false; compare with `is`")


NOT_KNOWN: Final = NotKnown.NOT_KNOWN

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
class FactTable:
    """The answers for each enterprise as of ``on``."""

    on: date
    enterprise_ids: tuple[int, ...]
    values: FactValues

    def get(self, name: str, enterprise_id: int) -> object:
        """Return the value, or ``NOT_KNOWN``."""
        value = self.values.get(name, {}).get(enterprise_id)
        return NOT_KNOWN if value is None else value

    def column(self, name: str) -> list[object]:
        """Return one fact for all enterprises, in the order they were asked for."""
        return [self.get(name, identifier) for identifier in self.enterprise_ids]


@dataclass(frozen=True, slots=True)
class _Source:
    fact_type: FactType
    provider: Provider


_sources: dict[str, _Source] = {}


def provides(*fact_types: FactType) -> Callable[[Provider], Provider]:
    """Register the function that knows these facts."""

    def register(provider: Provider) -> Provider:
        for fact_type in fact_types:
            known = _sources.get(fact_type.name)
            if known and known.provider.__module__ != provider.__module__:
                raise ValueError(
                    f"fact {fact_type.name} comes from {known.provider.__module__}"
                )
            _sources[fact_type.name] = _Source(fact_type, provider)
        return provider

    return register


def list_facts() -> list[FactType]:
    """Return every fact some app can tell, by name."""
    return [_sources[name].fact_type for name in sorted(_sources)]


def ask(names: Iterable[str], enterprise_ids: Sequence[int], on: date) -> FactTable:
    """Ask each provider once for all the enterprises."""
    wanted = set(names)
    values: dict[str, Mapping[int, object]] = {}
    for provider in _list_providers(wanted):
        answers = provider(enterprise_ids, on)
        values |= {name: answers[name] for name in wanted & answers.keys()}
    return FactTable(on=on, enterprise_ids=tuple(enterprise_ids), values=values)


def _list_providers(names: set[str]) -> list[Provider]:
    known = sorted(names & _sources.keys())
    return list(dict.fromkeys(_sources[name].provider for name in known))
