"""A process that is killed is started again; one that keeps ending is given up."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from zhisheng.config import children, serving
from zhisheng.config.children import Child, end, restart

# Listens on a port and answers every connection.
LISTENER = """
import socket, sys
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server:
    while True:
        server.accept()[0].close()
"""
SLEEPER = "import time; time.sleep(60)"


def start_child(code, *words):
    def start():
        command = [sys.executable, "-c", code, *words]
        return subprocess.Popen(command, start_new_session=True)  # noqa: S603

    return Child("网站进程", start, start())


def kill(child):
    os.kill(child.process.pid, signal.SIGKILL)
    child.process.wait()


def test_a_killed_process_is_started_again_after_longer_and_longer_pauses(capsys):
    child, pauses = start_child(SLEEPER), []
    for _ in range(children.MOST_RESTARTS):
        kill(child)
        assert restart(child, pause=pauses.append)
        assert not child.is_over()
    kill(child)

    assert not restart(child, pause=pauses.append)
    assert pauses == [1, 2, 4, 8, 16]
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "网站进程已退出（-9），1 秒后重新启动。"
    assert told[-1].startswith("网站进程反复退出（-9），不再重新启动")


def test_old_restarts_are_forgotten():
    child = start_child(SLEEPER)
    child.restarts = [time.monotonic() - children.WINDOW_SECONDS - 1] * 9

    assert child.find_pause(time.monotonic()) == 1
    end([child])
    assert child.is_over()


@pytest.fixture
def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def test_the_site_is_there_again_after_a_kill(monkeypatch, tmp_path, free_port, capsys):
    monkeypatch.setenv("ZHISHENG_DATA_DIR", str(tmp_path))
    options = argparse.Namespace(demo=False, host="127.0.0.1", port=free_port)
    web, worker = start_child(LISTENER, str(free_port)), start_child(SLEEPER)
    first, answers = web.process.pid, []

    def play():
        answers.append(wait_until(lambda: serving._listens(options)))
        kill(web)
        answers.append(wait_until(lambda: web.process.pid != first))
        answers.append(wait_until(lambda: serving._listens(options)))
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    player = threading.Thread(target=play)
    player.start()
    code = serving._wait_for([web, worker], options)
    player.join()
    signal.signal(signal.SIGTERM, before[0])
    signal.signal(signal.SIGINT, before[1])

    assert (code, answers) == (0, [True, True, True])
    assert (web.is_over(), worker.is_over()) == (True, True)
    assert capsys.readouterr().out == f"\n质升 Zhisheng: http://localhost:{free_port}\n"


def wait_until(holds, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False
