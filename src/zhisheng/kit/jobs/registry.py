"""Which function handles which job."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhisheng.kit.jobs.errors import UnknownJobError

if TYPE_CHECKING:
    from zhisheng.kit.jobs.running import RunningJob

Handler = Callable[["RunningJob"], None]


@dataclass(frozen=True, slots=True)
class Registration:
    name: str
    handle: Handler
    max_attempts: int


_registrations: dict[str, Registration] = {}


def job_handler(name: str, *, max_attempts: int = 3) -> Callable[[Handler], Handler]:
    """Register the function for jobs of this name; it must bear being run again."""

    def register(handle: Handler) -> Handler:
        known = _registrations.get(name)
        if known and known.handle.__module__ != handle.__module__:
            raise ValueError(f"job {name} is handled in {known.handle.__module__}")
        _registrations[name] = Registration(name, handle, max_attempts)
        return handle

    return register


def get_registration(name: str) -> Registration:
    if name not in _registrations:
        raise UnknownJobError(name=name)
    return _registrations[name]
