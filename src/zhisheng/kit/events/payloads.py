"""Turn an event into JSON and back into what it was."""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from zhisheng.kit.events.registry import Event

READERS: Mapping[object, Callable[[Any], object]] = {
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    Decimal: Decimal,
    UUID: UUID,
}


def dump_event(event: Event) -> dict[str, Any]:
    return dataclasses.asdict(event)


def load_event(event_class: type[Event], payload: Mapping[str, Any]) -> Event:
    """Build the event; a field the class has dropped since is left out."""
    hints = get_type_hints(event_class)
    names = [field.name for field in dataclasses.fields(event_class)]
    values = {
        name: _read(hints[name], payload[name]) for name in names if name in payload
    }
    return event_class(**values)


def _read(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    inner = [part for part in get_args(hint) if part not in {NoneType, Ellipsis}]
    if get_origin(hint) is tuple:
        return tuple(_read(inner[0], item) for item in value)
    if NoneType in get_args(hint) and len(inner) == 1:
        return _read(inner[0], value)
    reader = READERS.get(hint)
    return reader(value) if reader else value
