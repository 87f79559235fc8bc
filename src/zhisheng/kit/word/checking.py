"""The check of an uploaded template, in a process that may die without harm."""

import json
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

from zhisheng.kit.sheets.confinement import run_confined
from zhisheng.kit.sheets.errors import (
    SheetEncryptedError,
    SheetMemoryError,
    SheetRefusedError,
    SheetTimeoutError,
    SheetTooLargeError,
    TemplateBracesError,
    TemplateLacksNamesError,
    TemplateNamesError,
    TemplatePartError,
    TemplateUnfitError,
    gettext_noop,
)

from .package import LIMITS

TOLD = (
    TemplateBracesError,
    TemplateLacksNamesError,
    TemplateNamesError,
    TemplatePartError,
    TemplateUnfitError,
)
TOO_MUCH = gettext_noop("文件过大或内容过多，请删去多余的图片和内容后再传。")
# The errors of sheets tell of sheets; whoever sends a Word file is told of that.
REASONS: Mapping[type[SheetRefusedError], str] = MappingProxyType(
    {
        SheetEncryptedError: gettext_noop(
            "是旧的 .doc 格式或设有打开密码，请取消密码、另存为 .docx 再传。"
        ),
        SheetTooLargeError: TOO_MUCH,
        SheetTimeoutError: TOO_MUCH,
        SheetMemoryError: TOO_MUCH,
    }
)
ODD = gettext_noop("内部结构不正常，请用 WPS 或 Word 打开后另存为 .docx 再传。")


def check_template(
    source: Path,
    *,
    singles: Collection[str],
    columns: Collection[str],
    required: Collection[str] = (),
) -> None:
    """Make sure that a .docx can be filled, within bounds of time and memory.

    Raises
    ------
    TemplateUnfitError, TemplatePartError, TemplateNamesError, TemplateBracesError
        With what to do about it.
    """
    with tempfile.TemporaryDirectory(prefix="template-") as folder:
        names = Path(folder) / "names.json"
        names.write_text(json.dumps([[*singles], [*columns], [*required]]), "utf-8")
        try:
            run_confined("word.child", [source, names], limits=LIMITS)
        except TOLD:
            raise
        except SheetRefusedError as error:
            raise TemplateUnfitError(reason=REASONS.get(type(error), ODD)) from error
