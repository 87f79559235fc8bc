import argparse
import socket

import pytest

from zhisheng.config import env, serving


def make_options(*, demo: bool = False) -> argparse.Namespace:
    return argparse.Namespace(demo=demo, host="127.0.0.1", port=8000, workers=1)


def test_a_prepared_installation_starts_at_once(monkeypatch, tmp_path):
    monkeypatch.setenv("ZHISHENG_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / env.SQLITE_NAME).touch()

    assert not serving._is_ready(make_options())
    serving._note_ready(make_options())

    assert serving._is_ready(make_options())
    assert not serving._is_ready(make_options(demo=True))


def test_links_lead_to_the_port_in_use_unless_an_address_is_set(monkeypatch):
    monkeypatch.delenv("ZHISHENG_PUBLIC_URL", raising=False)
    options = make_options()
    options.port = 8123
    told = serving.make_environment(options)["ZHISHENG_PUBLIC_URL"]
    assert told == "http://localhost:8123"

    monkeypatch.setenv("ZHISHENG_PUBLIC_URL", "https://zs.example")

    told = serving.make_environment(options)["ZHISHENG_PUBLIC_URL"]
    assert told == "https://zs.example"


def test_another_or_a_missing_database_is_prepared_anew(monkeypatch, tmp_path):
    monkeypatch.setenv("ZHISHENG_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    serving._note_ready(make_options())

    assert not serving._is_ready(make_options())
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@h/n")
    assert not serving._is_ready(make_options())


@pytest.fixture
def started(monkeypatch, tmp_path):
    """Return what `serve` would have started, without starting it."""
    calls = []
    monkeypatch.setenv("ZHISHENG_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(serving, "_is_ready", lambda _: True)
    monkeypatch.setattr(serving, "_start_children", calls.append)
    monkeypatch.setattr(serving, "_wait_for", lambda *_: 0)
    return calls


@pytest.mark.parametrize("is_shared", [False, True])
def test_a_used_port_is_told_in_one_sentence(started, capsys, is_shared):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # As the web server itself listens.
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, int(is_shared))
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        code = serving.serve(["--port", str(port)])

    told = capsys.readouterr()
    assert (code, told.out, started) == (1, "", [])
    assert told.err.count("\n") == 1
    assert told.err.startswith(f"127.0.0.1:{port} 已被另一个程序占用")
    assert f"already uses 127.0.0.1:{port}" in told.err


def test_a_port_that_does_not_exist_is_told(started, capsys):
    assert serving.serve(["--port", "99999"]) == 1
    assert started == []
    assert capsys.readouterr().err == (
        "端口要在 1 到 65535 之间。 A port is from 1 to 65535.\n"
    )


def test_an_address_of_another_machine_is_told(started, capsys):
    assert serving.serve(["--host", "192.0.2.1"]) == 1
    assert started == []
    assert capsys.readouterr().err.startswith(
        "不能监听 cannot listen on 192.0.2.1:8000"
    )


def test_a_port_just_left_is_free_again(started, capsys):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            # The side that closes first keeps the address for a while.
            server.accept()[0].close()
            client.recv(1)

    assert serving.serve(["--port", str(port)]) == 0
    assert len(started) == 1
    # Nothing listens there yet, so no address is told.
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("is_demo", "shown"),
    [
        (True, "演示登录 demo logins:\n"),
        (
            False,
            "演示账号只在加 --demo 启动时可以登录。Demo logins work with --demo only.\n",
        ),
    ],
)
def test_demo_logins_are_told_where_they_work(
    monkeypatch, tmp_path, capsys, is_demo, shown
):
    monkeypatch.setenv("ZHISHENG_DATA_DIR", str(tmp_path))
    serving._welcome(make_options(demo=is_demo))
    address = "\n质升 Zhisheng: http://localhost:8000\n"
    assert capsys.readouterr().out == address

    (tmp_path / serving.LOGINS_FILE).write_text("演示登录 demo logins:\n", "utf-8")
    serving._welcome(make_options(demo=is_demo))

    assert capsys.readouterr().out == address + shown
