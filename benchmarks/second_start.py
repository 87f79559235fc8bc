"""Claim: the second `zhisheng serve --demo` shows its first page in under 5 s."""

import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

LIMIT_SECONDS = 5.0
RUNS = 5
ZHISHENG = str(Path(sys.executable).with_name("zhisheng"))


def find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def measure(folder: str) -> float:
    """Return the seconds from the command until the first page is there."""
    port = find_port()
    start = time.perf_counter()
    server = subprocess.Popen(
        [ZHISHENG, "serve", "--demo", "--port", str(port)],
        env=os.environ | {"ZHISHENG_DATA_DIR": folder},
        stdout=subprocess.DEVNULL,
    )
    while not _answers(port):
        time.sleep(0.02)
    seconds = time.perf_counter() - start
    server.send_signal(signal.SIGINT)
    server.wait()
    return seconds


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/", timeout=60) as page:
            return page.status == 200
    except OSError:
        return False


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(f"first start, with the demo made: {measure(folder):.1f} s", flush=True)
        median = statistics.median(measure(folder) for _ in range(RUNS))
    load = os.getloadavg()[0]
    print(f"second start: {median:.2f} s, limit {LIMIT_SECONDS} s, load {load:.1f}")
    raise SystemExit(median > LIMIT_SECONDS)
