"""Hand a stored file out; only a view that asked the owning selector may call this."""

import shutil
from pathlib import Path
from typing import IO

from django.core.files.storage import default_storage
from django.http import FileResponse

from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.files.content import IMAGES
from zhisheng.kit.files.models import StoredFile
from zhisheng.kit.files.names import clean_name
from zhisheng.kit.files.sealing import open_sealed


def serve(
    file: StoredFile, *, as_name: str = "", is_shown: bool = False
) -> FileResponse:
    """Return the file as an attachment that no browser runs or shares.

    Only a picture, which was written anew when it came, may be shown in a page instead.
    """
    response = FileResponse(
        open_file(file),
        as_attachment=not (is_shown and file.content_type in IMAGES),
        filename=clean_name(as_name or file.original_name),
        content_type=file.content_type,
    )
    # A sealed file cannot be measured without being opened.
    response["Content-Length"] = str(file.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=300"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def copy_to(file: StoredFile, path: Path) -> Path:
    """Write the bytes to a local path, for readers that work on paths."""
    with open_file(file) as stored, path.open("wb") as copy:
        shutil.copyfileobj(stored, copy)
    return path


def open_file(file: StoredFile) -> IO[bytes]:
    """Open the bytes for reading, from the first to the last."""
    try:
        stored: IO[bytes] = default_storage.open(file.path, "rb")
    except FileNotFoundError:
        raise NotFoundError from None
    return open_sealed(stored, file.data_key) if file.data_key else stored
