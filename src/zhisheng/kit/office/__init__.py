"""Whether a file that looks like one of Word or Excel opens, and does nothing itself."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from zhisheng.kit.office.errors import OfficeRefusedError
from zhisheng.kit.sheets.confinement import run_confined
from zhisheng.kit.sheets.errors import (
    NotAWorkbookError,
    SheetBombError,
    SheetEncryptedError,
    SheetExternalError,
    SheetMemoryError,
    SheetRefusedError,
    SheetTimeoutError,
    SheetTooLargeError,
    TemplatePartError,
    gettext_noop,
)
from zhisheng.kit.sheets.limits import MIB, Limits

__all__ = ["LOCKED", "OfficeRefusedError", "check"]
LIMITS: Final = Limits(
    max_file_bytes=64 * MIB,
    max_inflated_bytes=256 * MIB,
    ratio_floor_bytes=32 * MIB,
    memory_bytes=512 * MIB,
    cpu_seconds=15,
    wall_seconds=20,
    max_output_bytes=MIB,
)
LOCKED: Final = gettext_noop("设有打开密码。请取消密码后再上传。")
TOO_MUCH: Final = gettext_noop(
    "压缩得不正常，或展开以后过大。请打开看一看，删去多余的内容，另存后再上传。"
)
ACTIVE: Final = gettext_noop(
    "里面有宏、控件或嵌入的程序。请另存为不带宏的文件，或另存为 PDF 再上传。"
)
REMOTE: Final = gettext_noop(
    "打开时会自己到网上取内容。请断开链接，或另存为 PDF 再上传。"
)
NO_PACKAGE: Final = gettext_noop(
    "里面不是这种文件的内容，光改名字不行。请用打开它的软件另存后再上传。"
)
BROKEN: Final = gettext_noop("打不开，可能已经损坏。请用 WPS 或 Office 另存后再上传。")
REASONS: Final[Mapping[type[SheetRefusedError], str]] = MappingProxyType(
    {
        SheetEncryptedError: LOCKED,
        SheetBombError: TOO_MUCH,
        SheetTooLargeError: TOO_MUCH,
        SheetTimeoutError: TOO_MUCH,
        SheetMemoryError: TOO_MUCH,
        TemplatePartError: ACTIVE,
        SheetExternalError: REMOTE,
        NotAWorkbookError: NO_PACKAGE,
    }
)


def check(source: Path, *, application: str) -> None:
    """Look through a whole package in a process that may die without harm.

    Raises
    ------
    OfficeRefusedError
        If it is no package of its kind, does not open, unpacks out of proportion, has a
        password, or brings what runs or fetches by itself.
    """
    try:
        run_confined("office.child", [source], limits=LIMITS)
    except SheetRefusedError as error:
        reason = REASONS.get(type(error), BROKEN)
        raise OfficeRefusedError(application=application, reason=reason) from error
