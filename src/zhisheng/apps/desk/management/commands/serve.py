import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from contextlib import suppress
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from zhisheng.apps.accounts.selectors import list_demo_users
from zhisheng.apps.accounts.services import DEMO_PASSWORD
from zhisheng.apps.desk.services import prepare_installation

GRACE_SECONDS = 10
# Shorter than the grace, so that the server ends its own slow workers first.
WORKER_GRACE_SECONDS = 3
THREADS = 8
REQUESTS_AT_ONCE = 64


class Command(BaseCommand):
    help = "准备好数据库后，同时运行网站和后台任务；按 Ctrl+C 一起结束。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--host", default="127.0.0.1", help="监听地址，默认只限本机"
        )
        parser.add_argument("--workers", type=int, default=2, help="网站进程数")
        parser.add_argument(
            "--demo", action="store_true", help="首次运行时生成演示数据"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for line in prepare_installation():
            self.stdout.write(line)
        if options["demo"]:
            call_command("demo", if_empty=True, stdout=self.stdout)
        children = start_children(options)
        self._print_welcome(options)
        raise SystemExit(wait_for_children(children))

    def _print_welcome(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"\n质升 Zhisheng: http://localhost:{options['port']}\n")
        if options["demo"] or settings.DEMO:
            self.stdout.write("演示登录 demo logins:")
            for person in list_demo_users():
                self.stdout.write(
                    f"  {person.role_label:<12}  {person.username:<16} {DEMO_PASSWORD}"
                )
        self.stdout.flush()


def start_children(options: dict[str, Any]) -> list[subprocess.Popen[bytes]]:
    """Start the web server and the worker, each in a process of its own."""
    environment = os.environ | ({"ZHISHENG_DEMO": "true"} if options["demo"] else {})
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws",
        "--host", options["host"], "--port", str(options["port"]),
        "--workers", str(options["workers"]), "--log-level", "warning",
        "--blocking-threads", str(THREADS), "--backpressure", str(REQUESTS_AT_ONCE),
        "--workers-kill-timeout", str(WORKER_GRACE_SECONDS),
        "zhisheng.config.wsgi:application",
    ]  # fmt: skip
    worker = [sys.executable, "-m", "zhisheng.config.cli", "worker"]
    # Each leads a process group of its own: Ctrl+C reaches this process only, which
    # then ends both with everything they started.
    return [
        subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603 - our own fixed commands
        for command in (web, worker)
    ]


def wait_for_children(children: list[subprocess.Popen[bytes]]) -> int:
    """Wait until one of them ends or a signal comes, then end both."""
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping and all(child.poll() is None for child in children):
        time.sleep(0.2)
    end_children(children)
    return 0 if stopping else 1


def end_children(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask each to end, then end whatever is left of its group."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(deadline - time.monotonic(), 0.1))
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
