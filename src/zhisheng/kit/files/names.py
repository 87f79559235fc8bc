"""Make a file name harmless without making it strange to its owner."""

import re
import unicodedata

MAX_BYTES = 255
MAX_EXTENSION_BYTES = 20
FALLBACK = "文件"
FORBIDDEN = re.compile(r'[<>:"|?*]')
SLASH = re.compile(r"[\\/]")
COLON = re.compile(r"\s*:\s+")


def clean_name(name: str) -> str:
    """Drop folders, control and direction characters; keep at most 255 bytes."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    # Cc, Cf: control and format characters, the right-to-left override among them.
    visible = (
        c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"}
    )
    cleaned = FORBIDDEN.sub("_", "".join(visible)).strip(" .")
    return _shorten(cleaned) or FALLBACK


def name_download(title: str) -> str:
    """Return a name for a file of ours: its slash is no folder, its colon a dash."""
    return clean_name(SLASH.sub("_", COLON.sub(" - ", title)))


def _shorten(name: str) -> str:
    if len(name.encode()) <= MAX_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension.encode()) > MAX_EXTENSION_BYTES:
        stem, dot, extension = name, "", ""
    room = MAX_BYTES - len(f"{dot}{extension}".encode())
    return f"{stem.encode()[:room].decode(errors='ignore')}{dot}{extension}"
