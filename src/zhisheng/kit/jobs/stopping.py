"""The worker's wish to end, seen by the handler at its next report."""

import threading

_stopping = threading.Event()


def request_stop() -> None:
    _stopping.set()


def withdraw_stop() -> None:
    _stopping.clear()


def is_stopping() -> bool:
    return _stopping.is_set()


def wait_for_stop(seconds: float) -> bool:
    """Sleep, or return True at once when the worker is to end."""
    return _stopping.wait(seconds)
