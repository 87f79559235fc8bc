"""The one way from package data to frozen, dated records."""

import csv
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from importlib import resources
from typing import Protocol, TypeVar

import yaml

T = TypeVar("T")


class ReferenceDataError(ValueError):
    """A reference file does not hold what its record type asks for."""


class Status(StrEnum):
    """How far a record was compared with an official text."""

    CONFIRMED = "confirmed"
    EXAMPLE = "示例"
    UNCHECKED = "待核"


class Dated(Protocol):
    """What every dated public rule carries."""

    @property
    def valid_from(self) -> date:
        """First day on which the rule holds."""

    @property
    def valid_to(self) -> date | None:
        """Last day on which the rule holds, or None while it does."""


DatedT = TypeVar("DatedT", bound=Dated)


def pick(records: Iterable[DatedT], on: date) -> tuple[DatedT, ...]:
    """Return the records in force on a day, both ends included.

    Parameters
    ----------
    records : Iterable[Dated]
        Records in any order.
    on : date
        The day asked about.
    """
    return tuple(
        record
        for record in records
        if record.valid_from <= on
        and (record.valid_to is None or on <= record.valid_to)
    )


def read_yaml(package: str, name: str) -> list[dict[str, object]]:
    """Read a YAML list of mappings that ships inside a package.

    Raises
    ------
    ReferenceDataError
        If the file holds anything but a list of mappings.
    """
    text = resources.files(package).joinpath(name).read_text(encoding="utf-8")
    content = yaml.safe_load(text)
    if not isinstance(content, list) or not all(isinstance(i, dict) for i in content):
        raise ReferenceDataError(f"{package}/{name}: a list of mappings is expected")
    return content


def read_rows(package: str, name: str) -> list[dict[str, str]]:
    """Read the rows of a UTF-8 CSV file with a header that ships inside a package."""
    text = resources.files(package).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def build_records(
    kind: type[T], mappings: Iterable[Mapping[str, object]]
) -> tuple[T, ...]:
    """Build frozen records from mappings, lists becoming tuples.

    Parameters
    ----------
    kind : type
        A frozen dataclass; nested dataclasses and tuples of them are built too.
    mappings : Iterable[Mapping[str, object]]
        One per record, keys as the fields are named.

    Raises
    ------
    ReferenceDataError
        If a field is missing, unknown or of the wrong type.
    """
    return tuple(
        _build(kind, mapping, f"[{place}]") for place, mapping in enumerate(mappings)
    )


def _build(kind: type[T], mapping: Mapping[str, object], place: str) -> T:
    hints = typing.get_type_hints(kind)
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]  # T is a dataclass, which typing cannot say
    unknown = set(mapping) - set(known)
    missing = {
        name
        for name, field in known.items()
        if name not in mapping
        and field.default is MISSING
        and field.default_factory is MISSING
    }
    if unknown or missing:
        raise ReferenceDataError(
            f"{place} {kind.__name__}: unknown {sorted(unknown)}, missing {sorted(missing)}"
        )
    return kind(
        **{k: _convert(hints[k], v, f"{place}.{k}") for k, v in mapping.items()}
    )


def _convert(hint: object, value: object, place: str) -> object:
    """Fit one value to the type its field declares."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return _convert_union(arguments, value, place)
    if origin is tuple and isinstance(value, list):
        return tuple(
            _convert(arguments[0], item, f"{place}[{number}]")
            for number, item in enumerate(value)
        )
    if isinstance(hint, type) and is_dataclass(hint) and isinstance(value, dict):
        return _build(hint, value, place)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _convert_word(hint, value, place)
    if origin is None and isinstance(hint, type) and isinstance(value, hint):
        return value
    raise ReferenceDataError(f"{place}: {value!r} does not fit {hint}")


def _convert_word(kind: type[StrEnum], value: object, place: str) -> StrEnum:
    if value in set(kind):
        return kind(str(value))
    raise ReferenceDataError(f"{place}: {value!r} is none of {[str(w) for w in kind]}")


def _convert_union(hints: tuple[object, ...], value: object, place: str) -> object:
    if value is None and types.NoneType in hints:
        return None
    rest = [hint for hint in hints if hint is not types.NoneType]
    return _convert(rest[0], value, place)
