"""Who listens to what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, TypeVar


class Event(Protocol):
    """A frozen dataclass that names what happened, e.g. ``registry.enterprise_closed``."""

    name: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Listener:
    label: str
    event_class: type[Event]
    call: Callable[[Any], None]


_listeners: dict[str, list[Listener]] = {}


def listens_to(
    event_class: type[E],
) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register an idempotent function that is told of each event of this class."""

    def register(call: Callable[[E], None]) -> Callable[[E], None]:
        label = f"{call.__module__}.{call.__qualname__}"
        listeners = _listeners.setdefault(event_class.name, [])
        listeners[:] = [known for known in listeners if known.label != label]
        listeners.append(Listener(label, event_class, call))
        return call

    return register


def list_listeners(name: str) -> list[Listener]:
    return list(_listeners.get(name, []))


def find_listener(name: str, label: str) -> Listener | None:
    return next((known for known in list_listeners(name) if known.label == label), None)
