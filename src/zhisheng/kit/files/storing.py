"""Take a file in, and let it go when its time is over."""

import hashlib
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from zhisheng.kit import office, pdf
from zhisheng.kit.files.content import (
    ENDINGS,
    IMAGES,
    LABELS,
    LOCKED,
    OFFICE,
    PDF,
    detect_content_type,
)
from zhisheng.kit.files.errors import (
    ContentDiffersError,
    FileEmptyError,
    FileTooLargeError,
    FileTypeRefusedError,
    PdfRefusedError,
)
from zhisheng.kit.files.images import reencode
from zhisheng.kit.files.models import StoredFile, new_file_code
from zhisheng.kit.files.names import clean_name
from zhisheng.kit.files.sealing import make_data_key, seal_blocks
from zhisheng.kit.language import join_words

if TYPE_CHECKING:
    from django.contrib.auth.models import _User

MEGABYTE = 1024 * 1024
CHUNK_BYTES = 256 * 1024
FOLDER = "files"
ORPHAN_AGE = timedelta(days=1)
Source = File[bytes] | Path | bytes


@dataclass(frozen=True, slots=True)
class FileKind:
    """Which files an app takes, how long it keeps them, and whether sealed.

    What holds personal data is sealed: its bytes are encrypted at rest. A PDF has to open
    and to have a page, whatever it is kept for; a file of Word or Excel has to open and to
    bring nothing that runs, unless ``is_checked_apart``: by the reader of sheets or of
    templates, whose bounds are its own. ``least_sides`` are the shorter and the longer
    side, in pixels, that a picture has at least, however it is turned.
    """

    name: str
    allowed: Collection[str]
    max_bytes: int
    retention_days: int
    is_sealed: bool = False
    least_sides: tuple[int, int] = (1, 1)
    is_checked_apart: bool = False


def store(
    source: Source,
    *,
    kind: FileKind,
    original_name: str,
    organisation_code: str = "",
    actor: "_User | None" = None,
) -> StoredFile:
    """Check the file by its content and keep it until its retention ends."""
    with tempfile.NamedTemporaryFile() as copy:
        _copy_within(source, copy, kind.max_bytes)
        content_type = _check_type(copy, kind.allowed, original_name)
        if content_type == PDF:
            _check_pages(copy)
        elif content_type in OFFICE and not kind.is_checked_apart:
            copy.flush()
            office.check(Path(copy.name), application=LABELS[content_type])
        content = _clean_content(copy, content_type, kind)
        return _keep(
            content,
            StoredFile(
                code=new_file_code(),
                content_type=content_type,
                original_name=clean_name(original_name),
                kind=kind.name,
                organisation_code=organisation_code,
                retention_until=timezone.localdate()
                + timedelta(days=kind.retention_days),
                created_by=actor,
                data_key=make_data_key() if kind.is_sealed else "",
            ),
        )


def _copy_within(source: Source, copy: IO[bytes], max_bytes: int) -> None:
    size = 0
    for chunk in _read_chunks(source):
        size += len(chunk)
        if size > max_bytes:
            raise FileTooLargeError(max_megabytes=f"{max_bytes / MEGABYTE:g}")
        copy.write(chunk)
    if not size:
        raise FileEmptyError


def _read_chunks(source: Source) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
    elif isinstance(source, Path):
        with source.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk
    else:
        yield from source.chunks(CHUNK_BYTES)


def _check_type(copy: IO[bytes], allowed: Collection[str], name: str) -> str:
    content_type = detect_content_type(copy)  # type: ignore[arg-type]  # IO is BinaryIO
    if content_type in allowed:
        return content_type
    if content_type == LOCKED and OFFICE & {*allowed}:
        application = "Word" if name.lower().endswith((".doc", ".docx")) else "Excel"
        raise office.OfficeRefusedError(application=application, reason=office.LOCKED)
    accepted = sorted(ENDINGS.get(kind, kind) for kind in allowed)
    ending = name.rpartition(".")[2].lower().replace("jpeg", "jpg")
    if ending in accepted and ENDINGS.get(content_type) != ending:
        raise ContentDiffersError(ending=ending)
    raise FileTypeRefusedError(allowed=join_words(accepted))


def _check_pages(copy: IO[bytes]) -> None:
    copy.flush()
    if not pdf.opens(Path(copy.name)):
        raise PdfRefusedError


def _clean_content(copy: IO[bytes], content_type: str, kind: FileKind) -> File[bytes]:
    copy.seek(0)
    if content_type in IMAGES:
        least = kind.least_sides
        clean = reencode(copy, content_type, least_sides=least)  # type: ignore[arg-type]  # IO is BinaryIO
        return ContentFile(clean)
    return File(copy)


def _keep(content: File[bytes], file: StoredFile) -> StoredFile:
    digest = hashlib.sha256()
    file.size = 0
    for chunk in content.chunks(CHUNK_BYTES):
        digest.update(chunk)
        file.size += len(chunk)
    file.sha256 = digest.hexdigest()
    content.seek(0)
    if file.data_key:
        with tempfile.TemporaryFile() as sealed:
            sealed.writelines(seal_blocks(content, file.data_key))
            sealed.seek(0)
            file.path = default_storage.save(_choose_path(file), File(sealed))
    else:
        file.path = default_storage.save(_choose_path(file), content)
    file.save()
    return file


def _choose_path(file: StoredFile) -> str:
    """Name the bytes by their content, sealed ones by a name that tells nothing of it.

    The code keeps two owners of equal files apart, so that deleting one never takes
    the other's.
    """
    if file.data_key:
        return f"{FOLDER}/sealed-{file.code[-1]}/{file.code}"
    return f"{FOLDER}/{file.sha256[:2]}/{file.sha256}-{file.code}"


def delete_file(file: StoredFile) -> None:
    """Forget the file; its bytes go once that is committed."""
    path = file.path
    with transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).delete()
        transaction.on_commit(lambda: default_storage.delete(path))


def delete_expired() -> int:
    """Delete every file whose retention is over; return how many."""
    expired = StoredFile.objects.filter(retention_until__lt=timezone.localdate())
    return sum(_let_go(file) for file in expired.iterator())


def delete_orphans() -> int:
    """Delete bytes whose row was rolled back with the act that stored them.

    Younger ones than a day stay: their transaction may still be open.
    """
    before = timezone.now() - ORPHAN_AGE
    count = 0
    for path in _list_stored_paths():
        is_known = StoredFile.objects.filter(path=path).exists()
        if not is_known and default_storage.get_modified_time(path) < before:
            default_storage.delete(path)
            count += 1
    return count


def _list_stored_paths() -> Iterator[str]:
    if not default_storage.exists(FOLDER):
        return
    for shelf in default_storage.listdir(FOLDER)[0]:
        for name in default_storage.listdir(f"{FOLDER}/{shelf}")[1]:
            yield f"{FOLDER}/{shelf}/{name}"


def _let_go(file: StoredFile) -> bool:
    try:
        delete_file(file)
    except ProtectedError:
        # A record of the act names the file: its row stays with the hash, its bytes go.
        if not default_storage.exists(file.path):
            return False
        default_storage.delete(file.path)
        StoredFile.objects.filter(pk=file.pk).update(data_key="")
    return True
