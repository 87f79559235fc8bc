"""The bulletin as PDF, set by Typst with the font that the build step brings."""

import json
from pathlib import Path
from typing import Final

import typst
from django.utils import timezone
from django.utils.translation import gettext as _

import zhisheng.ui
from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.services.content import make_content
from zhisheng.apps.statistics.services.properties import describe_document
from zhisheng.kit.language import is_english, label_text

SOURCE: Final = Path(__file__).parent.parent / "templates/statistics/bulletin.typ"
FONTS: Final = Path(zhisheng.ui.__file__).parent / "fonts"


def write_pdf(bulletin: Bulletin) -> bytes:
    """Set the document; its date is the bulletin's, so that bytes repeat."""
    moment = timezone.localtime(bulletin.released_at or bulletin.created_at)
    content = make_content(bulletin) | {
        "language": "en" if is_english() else "zh",
        "day": [moment.year, moment.month, moment.day],
        "author": describe_document(bulletin).author,
        "words": _list_words(),
    }
    pdf: bytes = typst.compile(  # type: ignore[misc]  # its Input is bound to nothing
        SOURCE.read_bytes(),
        font_paths=[str(FONTS)] if FONTS.is_dir() else [],
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
    )
    return pdf


def _list_words() -> dict[str, str]:
    return {
        "item": _("项目"),
        "population": _("对象和时段"),
        "base": _("企业数和缺失"),
        "source": _("来源"),
        "main": _("一、主要数字"),
        "readings": _("二、增长的两种算法"),
        "parts": _("三、分组情况"),
        "definitions": _("四、口径"),
        "notes": _("五、说明"),
        "proof": _("六、数据来源和核对"),
        "reading": _("算法"),
        "count": _("企业数"),
        "helped": _("帮扶企业"),
        "helps": _("帮扶家次"),
        "growth": _("营收增长"),
        "part": _("分组"),
        "snapshot": _("数据快照"),
        "figures": _("数字校验值"),
        "code": _("通报编号"),
        "correction": label_text(_("更正原因"), ""),
        "definition": _("口径和算法"),
    }
