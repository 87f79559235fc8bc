"""The processes that the parent keeps running: one that is killed is started again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

GRACE_SECONDS = 10
# What is killed again and again within this time has a fault that no start mends.
WINDOW_SECONDS = 120
MOST_RESTARTS = 5
LONGEST_PAUSE_SECONDS = 16

Started = subprocess.Popen[bytes]


@dataclass(slots=True)
class Child:
    """A command that is to run all the time; ``restarts`` are the latest moments."""

    name: str
    start: Callable[[], Started]
    process: Started
    restarts: list[float] = field(default_factory=list)

    def is_over(self) -> bool:
        return self.process.poll() is not None

    def find_pause(self, now: float) -> float | None:
        """Return how long to wait before the next start, None where it is given up."""
        self.restarts = [one for one in self.restarts if now - one < WINDOW_SECONDS]
        if len(self.restarts) >= MOST_RESTARTS:
            return None
        return float(min(2 ** len(self.restarts), LONGEST_PAUSE_SECONDS))


def restart(child: Child, *, pause: Callable[[float], None] = time.sleep) -> bool:
    """Start a child that ended once more, after a pause; False where it is given up."""
    now = time.monotonic()
    seconds = child.find_pause(now)
    code = child.process.returncode
    if seconds is None:
        sys.stderr.write(
            f"{child.name}反复退出（{code}），不再重新启动，请看上面的报错。 "
            "It keeps ending; see the errors above.\n"
        )
        return False
    sys.stderr.write(f"{child.name}已退出（{code}），{seconds:.0f} 秒后重新启动。\n")
    # Its own children would keep the port.
    kill_group(child.process)
    pause(seconds)
    child.restarts.append(now)
    child.process = child.start()
    return True


def end(children: Sequence[Child]) -> None:
    """Ask each to end, then end whatever is left of its group."""
    for child in children:
        child.process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.process.wait(timeout=max(deadline - time.monotonic(), 0.1))
        kill_group(child.process)
        child.process.wait()


def kill_group(process: Started) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
