"""A bulletin as a file: Word, PDF, workbook or data."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import override

from zhisheng.analytics.figures import write_canonical
from zhisheng.apps.statistics.errors import NotADraftError
from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.services.content import make_title
from zhisheng.apps.statistics.services.layouts import SHIPPED, write_docx
from zhisheng.apps.statistics.services.printing import write_pdf
from zhisheng.apps.statistics.services.workbooks import write_xlsx
from zhisheng.kit.errors import NotFoundError

OFFICIAL = "zh-hans"
OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    content_type: str
    content: bytes


def make_document(*, bulletin: Bulletin, kind: str) -> Document:
    """Write the bulletin as ``docx``, ``pdf``, ``xlsx`` or ``json``.

    A Word file is the official text, its layout the authority's own, so it is Chinese
    whoever asks; PDF and workbook are in the reader's language, as is every file name.
    """
    if kind not in WRITERS:
        raise NotFoundError
    if not bulletin.figures:
        raise NotADraftError
    content_type, write = WRITERS[kind]
    name = f"{make_title(bulletin)}.{kind}"
    with override(OFFICIAL) if kind == "docx" else nullcontext():
        return Document(name, content_type, write(bulletin))


def get_shipped_layout() -> Document:
    """Return the Word layout that regions start from."""
    return Document(_("通报模板.docx"), WRITERS["docx"][0], SHIPPED.read_bytes())


def write_json(bulletin: Bulletin) -> bytes:
    """Write the figures as they were computed: the same bytes every time."""
    return write_canonical(bulletin.figures)


WRITERS: Mapping[str, tuple[str, Callable[[Bulletin], bytes]]] = MappingProxyType(
    {
        "docx": (f"{OFFICE}.wordprocessingml.document", write_docx),
        "pdf": ("application/pdf", write_pdf),
        "xlsx": (f"{OFFICE}.spreadsheetml.sheet", write_xlsx),
        "json": ("application/json", write_json),
    }
)
