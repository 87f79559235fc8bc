"""Bytes at rest that only the row of their file opens.

Each file has a key of its own. Its bytes are cut into blocks, each encrypted and
authenticated (AES-256-GCM); the nonce counts the blocks and marks the last one, so that
blocks cut off, swapped or taken from another file are refused (the STREAM construction
of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). Never more than two blocks are in
memory.
"""

import base64
import io
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zhisheng.kit.crypto import UndecipherableError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK_BYTES: Final = 64 * 1024
TAG_BYTES: Final = 16
SEALED_BLOCK_BYTES: Final = BLOCK_BYTES + TAG_BYTES
KEY_BITS: Final = 256
COUNTER_BYTES: Final = 11


def make_data_key() -> str:
    """Return a fresh key as text, for the encrypted field of the file's row."""
    return base64.b64encode(AESGCM.generate_key(KEY_BITS)).decode()


def seal_blocks(plain: IO[bytes], data_key: str) -> Iterator[bytes]:
    """Yield the sealed blocks of a stream that stands at its beginning."""
    cipher = AESGCM(base64.b64decode(data_key))
    for number, block, is_last in _cut(plain, BLOCK_BYTES):
        yield cipher.encrypt(_make_nonce(number, is_last=is_last), block, None)


def open_sealed(sealed: IO[bytes], data_key: str) -> IO[bytes]:
    """Return a stream of the plain bytes; closing it closes the sealed one."""
    return io.BufferedReader(_PlainStream(sealed, data_key), BLOCK_BYTES)


class _PlainStream(io.RawIOBase):
    """The plain bytes, a block at a time; only forwards."""

    def __init__(self, sealed: IO[bytes], data_key: str) -> None:
        self._sealed = sealed
        self._blocks = _open_blocks(sealed, data_key)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        if not self._rest:
            self._rest = memoryview(next(self._blocks, b""))
        room = memoryview(buffer).cast("B")
        count = min(len(room), len(self._rest))
        room[:count], self._rest = self._rest[:count], self._rest[count:]
        return count

    def close(self) -> None:
        if not self.closed:
            self._sealed.close()
        super().close()


def _open_blocks(sealed: IO[bytes], data_key: str) -> Iterator[bytes]:
    cipher = AESGCM(base64.b64decode(data_key))
    for number, block, is_last in _cut(sealed, SEALED_BLOCK_BYTES):
        try:
            yield cipher.decrypt(_make_nonce(number, is_last=is_last), block, None)
        except (InvalidTag, ValueError) as error:
            raise UndecipherableError from error


def _cut(stream: IO[bytes], size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Yield number, bytes and whether it is the last; an empty stream has one block."""
    number, block = 0, stream.read(size)
    while following := stream.read(size):
        yield number, block, False
        number, block = number + 1, following
    yield number, block, True


def _make_nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(COUNTER_BYTES) + bytes([is_last])
