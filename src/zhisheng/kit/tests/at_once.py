"""Acting on several connections at the same time; PostgreSQL alone shows what comes."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, connections

from zhisheng.kit.errors import DomainError

Argument = TypeVar("Argument")
Outcome = TypeVar("Outcome")
LONGEST_SECONDS = 30


def run_at_once(
    act: Callable[[Argument], Outcome], arguments: Sequence[Argument]
) -> list[Outcome]:
    """Call in as many threads, all starting together; return what each came to."""
    barrier = threading.Barrier(len(arguments))

    def run(argument: Argument) -> Outcome:
        barrier.wait()
        try:
            return act(argument)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(run, arguments))


class Beside:
    """Acts on a connection of its own, beside a transaction that is still open."""

    def __init__(self) -> None:
        self.refused: list[type[DomainError]] = []
        self._threads: list[threading.Thread] = []

    def start(self, act: Callable[[], object]) -> None:
        """Act, and come back once that is done or waits for that one."""
        thread = threading.Thread(target=self._run, args=[act])
        self._threads.append(thread)
        thread.start()
        end = time.monotonic() + LONGEST_SECONDS
        while thread.is_alive() and not _is_waiting_for_us():
            assert time.monotonic() < end, "neither done nor waiting for us"
            thread.join(0.01)

    def finish(self) -> list[type[DomainError]]:
        """Wait for all that was started; return how it was refused."""
        for thread in self._threads:
            thread.join(LONGEST_SECONDS)
            assert not thread.is_alive(), "still waiting for a lock"
        return self.refused

    def _run(self, act: Callable[[], object]) -> None:
        try:
            act()
        except DomainError as error:
            self.refused.append(type(error))
        finally:
            connections.close_all()


def _is_waiting_for_us() -> bool:
    sql = (
        "SELECT count(*) FROM pg_locks WHERE NOT granted"
        " AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return bool(cursor.fetchone()[0])
