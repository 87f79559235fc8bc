"""The zip package below xlsx and ods, walked without trusting its headers."""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from .errors import (
    SheetBombError,
    SheetBrokenError,
    SheetEncryptedError,
    SheetNameError,
    SheetTooLargeError,
    gettext_noop,
)
from .limits import Limits

CHUNK = 1024 * 1024
LOCAL_HEADER = struct.Struct("<4s5H3I2H")
LOCAL_MAGIC = b"PK\x03\x04"
END_RECORD = struct.Struct("<4s4H2IH")
END_MAGIC = b"PK\x05\x06"
END_SEARCH = END_RECORD.size + 65_535
UNKNOWN_COUNT = 0xFFFF
ENCRYPTED_FLAG = 0x1
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One part: its name, where its packed bytes lie, and its claimed size."""

    name: str
    start: int
    packed_bytes: int
    claimed_bytes: int
    crc: int
    is_deflated: bool


@dataclass(slots=True)
class Meter:
    """Counts what is really inflated and stops a bomb on the way."""

    packed_bytes: int
    limits: Limits
    inflated_bytes: int = 0

    def add(self, count: int) -> None:
        self.inflated_bytes += count
        if self.inflated_bytes > self.limits.max_inflated_bytes:
            raise SheetBombError(detail="解压后过大")
        ratio = self.inflated_bytes / max(self.packed_bytes, 1)
        is_large = self.inflated_bytes > self.limits.ratio_floor_bytes
        if is_large and ratio > self.limits.max_ratio:
            raise SheetBombError(detail="压缩比过高")


def list_entries(stream: BinaryIO, *, limits: Limits) -> list[Entry]:
    """Return the parts of a package after checking its structure.

    Raises
    ------
    SheetRefusedError
        For too many, duplicate, overlapping, encrypted or oddly named parts.
    """
    _check_count(stream, limits=limits)
    try:
        with zipfile.ZipFile(stream) as package:
            infos = package.infolist()
            end = package.start_dir
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError) as error:
        raise SheetBrokenError(detail="压缩包目录不完整") from error
    if len(infos) > limits.max_entries:
        raise SheetBombError(detail="部件过多")
    for info in infos:
        _check_entry(info, limits=limits)
    names = {info.filename.replace("\\", "/").lower() for info in infos}
    if len(names) != len(infos):
        raise SheetBombError(detail="部件重名")
    entries = [_locate(stream, info) for info in infos]
    _check_overlaps(entries, end=end)
    return entries


def inflate(stream: BinaryIO, entry: Entry, meter: Meter) -> Iterator[bytes]:
    """Yield the bytes of a part in chunks, counting and checking what comes out."""
    crc, size = 0, 0
    try:
        for chunk in _inflate_raw(stream, entry):
            meter.add(len(chunk))
            size += len(chunk)
            if size > entry.claimed_bytes:
                raise SheetBombError(detail="部件大小与声明不符")
            crc = zlib.crc32(chunk, crc)
            yield chunk
    except zlib.error as error:
        raise SheetBrokenError(detail="压缩数据损坏") from error
    if size != entry.claimed_bytes or crc != entry.crc:
        raise SheetBrokenError(detail="部件校验不符")


def _inflate_raw(stream: BinaryIO, entry: Entry) -> Iterator[bytes]:
    stream.seek(entry.start)
    left = entry.packed_bytes
    decoder = zlib.decompressobj(-zlib.MAX_WBITS) if entry.is_deflated else None
    while left > 0:
        packed = stream.read(min(CHUNK // 8, left))
        if not packed:
            raise SheetBrokenError(detail="压缩包被截断")
        left -= len(packed)
        if decoder is None:
            yield packed
            continue
        while packed:
            yield decoder.decompress(packed, CHUNK)
            packed = decoder.unconsumed_tail
    if decoder is not None:
        yield decoder.flush()


def _check_count(stream: BinaryIO, *, limits: Limits) -> None:
    """Read the number of parts before a directory of millions is loaded."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - END_SEARCH))
    tail = stream.read()
    at = tail.rfind(END_MAGIC)
    if at < 0 or len(tail) - at < END_RECORD.size:
        raise SheetBrokenError(detail="压缩包被截断")
    count = END_RECORD.unpack_from(tail, at)[4]
    if limits.max_entries < count < UNKNOWN_COUNT:
        raise SheetBombError(detail="部件过多")
    directory_bytes = END_RECORD.unpack_from(tail, at)[5]
    largest = limits.max_entries * (limits.max_name_bytes + 1024)
    if largest < directory_bytes < 0xFFFFFFFF:
        raise SheetBombError(detail="部件过多")


def _check_entry(info: zipfile.ZipInfo, *, limits: Limits) -> None:
    if info.flag_bits & ENCRYPTED_FLAG:
        raise SheetEncryptedError
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SheetBombError(detail="压缩方法不受支持")
    if info.file_size > limits.max_inflated_bytes:
        raise SheetTooLargeError(
            what=gettext_noop("解压后的内容"),
            limit=f"{limits.max_inflated_bytes >> 20} MB",
        )
    name = info.orig_filename
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    if is_link or _is_unsafe(name, limits=limits):
        raise SheetNameError(part=CONTROL.sub("?", name)[:80])


def _is_unsafe(name: str, *, limits: Limits) -> bool:
    path = name.replace("\\", "/")
    steps = path.removesuffix("/").split("/")
    return (
        not name
        or len(name.encode("utf-8", "replace")) > limits.max_name_bytes
        or CONTROL.search(name) is not None
        or path.startswith("/")
        or ":" in path
        or any(step in ("", ".", "..") or step.endswith((".", " ")) for step in steps)
        or any(RESERVED.fullmatch(step) for step in steps)
    )


def _locate(stream: BinaryIO, info: zipfile.ZipInfo) -> Entry:
    """Find the packed bytes by the local header, which must agree."""
    stream.seek(info.header_offset)
    header = stream.read(LOCAL_HEADER.size)
    if len(header) < LOCAL_HEADER.size or header[:4] != LOCAL_MAGIC:
        raise SheetBrokenError(detail="压缩包目录与内容不符")
    fields = LOCAL_HEADER.unpack(header)
    name_bytes, extra_bytes = fields[9], fields[10]
    encoding = "utf-8" if fields[2] & 0x800 else "cp437"
    name = stream.read(name_bytes).decode(encoding, "replace")
    if name != info.orig_filename or fields[3] != info.compress_type:
        raise SheetBombError(detail="目录与部件不符")
    return Entry(
        name=info.filename.replace("\\", "/"),
        start=info.header_offset + LOCAL_HEADER.size + name_bytes + extra_bytes,
        packed_bytes=info.compress_size,
        claimed_bytes=info.file_size,
        crc=info.CRC,
        is_deflated=info.compress_type == zipfile.ZIP_DEFLATED,
    )


def _check_overlaps(entries: list[Entry], *, end: int) -> None:
    ordered = sorted(entries, key=lambda entry: entry.start)
    limit = end
    for entry in reversed(ordered):
        if entry.start + entry.packed_bytes > limit:
            raise SheetBombError(detail="部件互相重叠")
        limit = entry.start - LOCAL_HEADER.size
