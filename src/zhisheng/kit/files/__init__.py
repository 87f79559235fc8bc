"""Files people upload: checked by content, kept for a time, served with care."""

from zhisheng.kit.files.content import SHEETS, detect_content_type, name_content
from zhisheng.kit.files.errors import (
    ContentDiffersError,
    FileEmptyError,
    FileTooLargeError,
    FileTypeRefusedError,
    ImageRefusedError,
    ImageTooSmallError,
)
from zhisheng.kit.files.images import is_blank
from zhisheng.kit.files.models import StoredFile
from zhisheng.kit.files.names import clean_name
from zhisheng.kit.files.serving import copy_to, open_file, serve
from zhisheng.kit.files.storing import (
    FileKind,
    delete_expired,
    delete_file,
    delete_orphans,
    store,
)

__all__ = [
    "SHEETS",
    "ContentDiffersError",
    "FileEmptyError",
    "FileKind",
    "FileTooLargeError",
    "FileTypeRefusedError",
    "ImageRefusedError",
    "ImageTooSmallError",
    "StoredFile",
    "clean_name",
    "copy_to",
    "delete_expired",
    "delete_file",
    "delete_orphans",
    "detect_content_type",
    "is_blank",
    "name_content",
    "open_file",
    "serve",
    "store",
]
