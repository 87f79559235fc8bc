"""`zhisheng serve`: one parent that starts the web server and the worker and ends both.

The parent never imports Django: where nothing changed since the last start, the two
children load at once and side by side.
"""

import argparse
import errno
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from zhisheng.config import env
from zhisheng.config.children import Child, Started, end, restart

PACKAGE_DIR = Path(__file__).resolve().parent.parent
READY_FILE = "ready.json"
LOGINS_FILE = "demo_logins.txt"
NO_DEMO = "演示账号只在加 --demo 启动时可以登录。Demo logins work with --demo only.\n"
LAST_PORT = 65535
WORKER = [sys.executable, "-m", "zhisheng.config.cli", "worker"]
# Shorter than the grace, so that the server ends its own slow workers first.
WORKER_GRACE_SECONDS = 3
THREADS = 8
REQUESTS_AT_ONCE = 64
UNWATCHED = frozenset({".pyc", ".po"})


def serve(arguments: list[str]) -> int:
    """Prepare what changed, keep both processes running until a signal comes."""
    options = make_parser().parse_args(arguments)
    problem = _find_port_problem(options)
    if problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    if not _is_ready(options):
        prepare = [sys.executable, "-m", "zhisheng.config.cli", "setup"]
        done = subprocess.run(  # noqa: S603 - our own fixed command
            [*prepare, *(["--demo"] if options.demo else [])], check=False
        )
        if done.returncode:
            return done.returncode
        _note_ready(options)
    children = _start_children(options)
    return _wait_for(children, options)


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "zhisheng serve", description="同时运行网站和后台任务；按 Ctrl+C 一起结束。"
    )
    parser.add_argument("--port", type=int, default=8000, help="端口")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只限本机")
    parser.add_argument("--workers", type=int, default=1, help="网站进程数")
    parser.add_argument("--demo", action="store_true", help="首次运行时生成演示数据")
    return parser


def _find_port_problem(options: argparse.Namespace) -> str:
    """Tell why nobody can listen there; the server itself shares a port in silence."""
    if not 0 < options.port <= LAST_PORT:
        return f"端口要在 1 到 {LAST_PORT} 之间。 A port is from 1 to {LAST_PORT}."
    try:
        _try_to_bind(options.host, options.port)
    except OSError as error:
        place = f"{options.host}:{options.port}"
        if error.errno != errno.EADDRINUSE:
            return f"不能监听 cannot listen on {place}（{error}）。"
        return (
            f"{place} 已被另一个程序占用，可能质升已经在运行；请先结束它，或用 --port 换一个端口。"
            f" Another program, perhaps Zhisheng itself, already uses {place}: "
            "end it first, or choose another port with --port."
        )
    return ""


def _try_to_bind(host: str, port: int) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    )[0]
    with socket.socket(family, kind, protocol) as probe:
        # Passes over connections that a server which just ended left to fade away, but
        # not over a listener: that takes SO_REUSEPORT, which is left out on purpose.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)


def _is_ready(options: argparse.Namespace) -> bool:
    path = env.data_dir() / READY_FILE
    if not path.exists():
        return False
    is_local = not env.env_secret("DATABASE_URL")
    if is_local and not (env.data_dir() / env.SQLITE_NAME).exists():
        return False
    return bool(json.loads(path.read_text(encoding="utf-8")) == _mark(options))


def _note_ready(options: argparse.Namespace) -> None:
    path = env.data_dir() / READY_FILE
    path.write_text(json.dumps(_mark(options)), encoding="utf-8")


def _mark(options: argparse.Namespace) -> dict[str, object]:
    """Return what an installation was prepared for: program, database, demo or not."""
    digest = hashlib.sha256(env.env_secret("DATABASE_URL").encode())
    for folder, folders, names in os.walk(PACKAGE_DIR):
        folders.sort()
        for name in sorted(names):
            if not name.endswith(tuple(UNWATCHED)):
                stat = Path(folder, name).stat()
                digest.update(
                    f"{folder}/{name}:{stat.st_size}:{stat.st_mtime_ns}".encode()
                )
    return {"program": digest.hexdigest(), "demo": options.demo}


def _start_children(options: argparse.Namespace) -> list[Child]:
    """Start each in a process group of its own.

    Ctrl+C then reaches the parent only, which ends both with all they started.
    """
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws",
        "--host", options.host, "--port", str(options.port),
        "--workers", str(options.workers), "--log-level", "error",
        "--blocking-threads", str(THREADS), "--backpressure", str(REQUESTS_AT_ONCE),
        "--workers-kill-timeout", str(WORKER_GRACE_SECONDS),
        "zhisheng.config.wsgi:application",
    ]  # fmt: skip
    named = {"网站进程": web, "后台任务进程": WORKER}
    return [_start(name, command, options) for name, command in named.items()]


def _start(name: str, command: list[str], options: argparse.Namespace) -> Child:
    environment = make_environment(options)

    def start() -> Started:
        return subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603 - our own fixed commands

    return Child(name, start, start())


def make_environment(options: argparse.Namespace) -> dict[str, str]:
    """Return what both processes see; links in messages lead to the port in use."""
    address = {"ZHISHENG_PUBLIC_URL": f"http://localhost:{options.port}"}
    demo = {"ZHISHENG_DEMO": "true"} if options.demo else {}
    return address | os.environ | demo


def _welcome(options: argparse.Namespace) -> None:
    sys.stdout.write(f"\n质升 Zhisheng: http://localhost:{options.port}\n")
    logins = env.data_dir() / LOGINS_FILE
    if logins.exists():
        shown = logins.read_text(encoding="utf-8") if options.demo else NO_DEMO
        sys.stdout.write(shown)
    sys.stdout.flush()


def _listens(options: argparse.Namespace) -> bool:
    # Whoever listens on all addresses is asked at this machine's own.
    host = "127.0.0.1" if options.host == "0.0.0.0" else options.host  # noqa: S104
    try:
        with socket.create_connection((host, options.port), timeout=1):
            return True
    except OSError:
        return False


def _wait_for(children: list[Child], options: argparse.Namespace) -> int:
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    is_told = False
    while not stopping:
        time.sleep(0.2)
        if not is_told and _listens(options):
            _welcome(options)
            is_told = True
        ended = [child for child in children if child.is_over()]
        if not all(restart(child) for child in ended):
            break
    end(children)
    return 0 if stopping else 1
