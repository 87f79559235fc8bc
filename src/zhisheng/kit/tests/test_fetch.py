import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from zhisheng.kit import fetch as fetching
from zhisheng.kit.fetch import AddressRefusedError, FetchFailedError, fetch, is_public


class Server(ThreadingHTTPServer):
    daemon_threads = True
    answer: Callable[[BaseHTTPRequestHandler], None]
    hosts: list[str]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.hosts.append(self.headers["Host"])
        self.server.answer(self)

    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def server(monkeypatch):
    """Serve on loopback, which these tests alone may reach under a public name."""
    with Server(("127.0.0.1", 0), Handler) as running:
        running.hosts = []
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        port = running.server_address[1]
        monkeypatch.setattr(fetching, "PORTS", {port})
        monkeypatch.setattr(fetching, "_resolve", lambda host, port: "127.0.0.1")
        running.url = f"http://files.example:{port}/a"
        yield running
        running.shutdown()
        thread.join()


def reply(body: bytes = b"", status: int = 200, **headers: str):
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def test_gets_what_stands_there(server):
    server.answer = reply("甲".encode(), Content_Type="text/plain; charset=utf-8")

    fetched = fetch(server.url, max_bytes=100, timeout=5)

    assert (fetched.content_type, fetched.body) == ("text/plain", "甲".encode())
    assert server.hosts == [server.url.split("/")[2]]


def test_opens_gzip(server):
    server.answer = reply(gzip.compress(b"x" * 500), Content_Encoding="gzip")

    assert fetch(server.url, max_bytes=500, timeout=5).body == b"x" * 500


def test_gzip_bomb_ends_at_the_limit(server):
    bomb = gzip.compress(b"\0" * 50_000_000)
    server.answer = reply(bomb, Content_Encoding="gzip")

    with pytest.raises(FetchFailedError, match="内容过大"):
        fetch(server.url, max_bytes=100_000, timeout=5)


def test_refuses_what_is_too_large(server):
    server.answer = reply(b"x" * 101)

    with pytest.raises(FetchFailedError, match="内容过大"):
        fetch(server.url, max_bytes=100, timeout=5)


def test_refuses_another_content_type(server):
    server.answer = reply(b"<html>", Content_Type="text/html")

    with pytest.raises(FetchFailedError, match="text/html"):
        fetch(server.url, max_bytes=100, timeout=5, content_types={"application/pdf"})


def test_failure_of_the_server_is_named(server):
    server.answer = reply(status=503)

    with pytest.raises(FetchFailedError, match="HTTP 503"):
        fetch(server.url, max_bytes=100, timeout=5)


def test_slow_trickle_ends_in_time(server):
    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b"x")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return

    server.answer = trickle
    start = time.monotonic()

    with pytest.raises(FetchFailedError):
        fetch(server.url, max_bytes=1000, timeout=0.3)

    assert time.monotonic() - start < 2


def test_follows_three_redirects_and_no_more(server):
    def count_down(handler: BaseHTTPRequestHandler) -> None:
        left = int(handler.path.strip("/a") or 0)
        if left == 0:
            reply(b"there")(handler)
        else:
            reply(status=302, Location=f"/a{left - 1}")(handler)

    server.answer = count_down

    assert fetch(f"{server.url}3", max_bytes=100, timeout=5).body == b"there"
    with pytest.raises(FetchFailedError, match="转向次数过多"):
        fetch(f"{server.url}4", max_bytes=100, timeout=5)


@pytest.mark.parametrize(
    "location", ["", "file:///etc/passwd", "http://u:p@files.example/", "gopher://x/"]
)
def test_redirect_is_checked_like_the_first_address(server, location):
    server.answer = reply(status=302, Location=location)

    with pytest.raises(AddressRefusedError):
        fetch(server.url, max_bytes=100, timeout=5)


def test_redirect_to_an_inner_address_is_refused(server, monkeypatch):
    server.answer = reply(status=302, Location="http://169.254.169.254/latest")
    real = fetching.__dict__["_resolve"]
    monkeypatch.undo()
    resolve = fetching._resolve
    monkeypatch.setattr(fetching, "PORTS", {80, server.server_address[1]})
    monkeypatch.setattr(
        fetching,
        "_resolve",
        lambda host, port: (real if host == "files.example" else resolve)(host, port),
    )

    with pytest.raises(AddressRefusedError, match="内部网络"):
        fetch(server.url, max_bytes=100, timeout=5)


def test_https_never_falls_back_to_http():
    with pytest.raises(AddressRefusedError, match="转向"):
        fetching._check_redirect("https://a.example/", "http://a.example/")


def test_host_is_resolved_once_and_reached_at_that_address(server, monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr(
        fetching, "_resolve", lambda host, port: asked.append(host) or "127.0.0.1"
    )
    server.answer = reply(b"x")

    fetch(server.url, max_bytes=100, timeout=5)

    assert asked == ["files.example"]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.example/",
        "http://",
        "http://[::1",
        "http://user:secret@a.example/",
        "http://a.example:22/",
        "http://a.example:99999/",
    ],
)
def test_refuses_other_kinds_of_address(url):
    with pytest.raises(AddressRefusedError):
        fetch(url, max_bytes=100, timeout=1)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  an address to refuse
        "224.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[fe80::1]",
        "[fc00::1]",
        "[64:ff9b::7f00:1]",
    ],
)
def test_refuses_inner_addresses_in_every_spelling(host):
    with pytest.raises(AddressRefusedError, match="内部网络"):
        fetch(f"http://{host}/", max_bytes=100, timeout=1)


def test_refuses_a_name_with_one_inner_address_among_public_ones(monkeypatch):
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))
        for address in ("93.184.216.34", "10.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: found)

    with pytest.raises(AddressRefusedError):
        fetch("http://a.example/", max_bytes=100, timeout=1)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("::ffff:93.184.216.34", True),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("fec0::1", False),
        ("192.0.0.8", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("ff0e::1", False),
    ],
)
def test_knows_public_addresses(address, expected):
    assert is_public(ipaddress.ip_address(address)) is expected
