"""The only way out to an address that someone else gave us."""

import ipaddress
import socket
import threading
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import Self
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.translation import gettext as _
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from zhisheng.kit.errors import DomainError

MAX_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PORTS = frozenset({80, 443, 8080, 8443})
CHUNK_BYTES = 65_536
USER_AGENT = "zhisheng"
# Ranges the ipaddress module calls global or that hide an IPv4 address within.
REFUSED_NETWORKS = tuple(
    ipaddress.ip_network(text)
    for text in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "2001::/23",
        "2002::/16",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "fec0::/10",
    )
)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefusedError(DomainError):
    code = "kit.address_refused"
    message = "不能访问这个地址：{reason}。"


class FetchFailedError(DomainError):
    code = "kit.fetch_failed"
    message = "没有取到 {host} 的内容：{reason}。"


@dataclass(frozen=True, slots=True)
class Fetched:
    url: str
    content_type: str
    body: bytes


def fetch(
    url: str,
    *,
    max_bytes: int,
    timeout: float,
    content_types: Collection[str] | None = None,
) -> Fetched:
    """Get what stands at a public address, within a size and a time in seconds."""
    for _hop in range(MAX_REDIRECTS + 1):
        answer = _fetch_once(url, max_bytes, timeout, content_types)
        if isinstance(answer, Fetched):
            return answer
        url = _check_redirect(url, answer)
    raise FetchFailedError(host=urlsplit(url).hostname, reason=_("转向次数过多"))


def _fetch_once(
    url: str,
    max_bytes: int,
    timeout: float,
    content_types: Collection[str] | None,
) -> Fetched | str:
    """Return what was fetched, or where the server points instead."""
    parts = _check_url(url)
    host = str(parts.hostname)
    connection = _connect(parts, _resolve(host, _port_of(parts)), timeout)
    with _Deadline(connection, timeout) as deadline:
        try:
            deadline.connect()
            response = _request(connection, parts)
            if response.status in REDIRECTS:
                return str(response.headers.get("Location", ""))
            content_type = _check_answer(host, response, content_types)
            body = _read(host, response, max_bytes)
            # A connection cut in the middle looks like the end of the answer.
            if deadline.is_over:
                raise TimeoutError
            return Fetched(url, content_type, body)
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            raise FetchFailedError(host=host, reason=type(error).__name__) from error


def _check_url(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = _port_of(parts)
    except ValueError as error:
        raise AddressRefusedError(reason=_("地址格式不对")) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise AddressRefusedError(reason=_("只支持 http 和 https"))
    if parts.username or parts.password:
        raise AddressRefusedError(reason=_("地址中不能带账号"))
    if port not in PORTS:
        raise AddressRefusedError(reason=_("端口不在允许范围"))
    return parts


def _port_of(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _check_redirect(url: str, location: str) -> str:
    target = urljoin(url, location)
    if not location or (url.startswith("https:") and not target.startswith("https:")):
        raise AddressRefusedError(reason=_("转向的地址不安全"))
    return target


def _resolve(host: str, port: int) -> str:
    """Resolve once; the connection goes to this very address and to no other."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailedError(host=host, reason=_("域名无法解析")) from error
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not addresses or not all(
        is_public(ipaddress.ip_address(address)) for address in addresses
    ):
        raise AddressRefusedError(reason=_("指向内部网络或保留地址"))
    return addresses[0]


def is_public(address: Address) -> bool:
    """Whether the address is one that anybody on the internet could reach."""
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return is_public(mapped)
    if any(address in network for network in REFUSED_NETWORKS):
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _connect(parts: SplitResult, address: str, timeout: float) -> HTTPConnection:
    port = _port_of(parts)
    if parts.scheme == "http":
        return HTTPConnection(address, port, timeout=timeout)
    return HTTPSConnection(
        address,
        port,
        timeout=timeout,
        cert_reqs="CERT_REQUIRED",
        server_hostname=parts.hostname,
        assert_hostname=parts.hostname,
    )


class _Deadline:
    """Cuts the connection when the time is over, however slowly bytes trickle in."""

    def __init__(self, connection: HTTPConnection, seconds: float) -> None:
        self._connection = connection
        # http.client forgets the socket of an answer that ends with the connection.
        self._socket: socket.socket | None = None
        self.is_over = False
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._timer.cancel()
        self._connection.close()

    def connect(self) -> None:
        self._connection.connect()
        self._socket = self._connection.sock
        if self.is_over:
            raise TimeoutError

    def _cut(self) -> None:
        self.is_over = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def _request(connection: HTTPConnection, parts: SplitResult) -> BaseHTTPResponse:
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    headers = {
        "Host": parts.netloc,
        "User-Agent": USER_AGENT,
        "Accept-Encoding": "gzip",
    }
    connection.request("GET", path, headers=headers, preload_content=False)
    return connection.getresponse()


def _check_answer(
    host: str, response: BaseHTTPResponse, content_types: Collection[str] | None
) -> str:
    if response.status != 200:
        raise FetchFailedError(host=host, reason=f"HTTP {response.status}")
    content_type = str(response.headers.get("Content-Type", "")).partition(";")[0]
    content_type = content_type.strip().lower()
    if content_types is not None and content_type not in content_types:
        reason = _("类型 {content_type} 不在允许范围").format(content_type=content_type)
        raise FetchFailedError(host=host, reason=reason)
    return content_type


def _read(host: str, response: BaseHTTPResponse, max_bytes: int) -> bytes:
    """Read in small decoded pieces, so that a gzip bomb ends at the limit."""
    body = bytearray()
    for chunk in response.stream(CHUNK_BYTES, decode_content=True):
        body += chunk
        if len(body) > max_bytes:
            raise FetchFailedError(host=host, reason=_("内容过大"))
    return bytes(body)
