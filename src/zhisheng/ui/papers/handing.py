"""Handing a paper out as the kind of file that was asked for."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.http import HttpResponse

from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.files.content import DOCX, PDF
from zhisheng.kit.http import respond_with_file
from zhisheng.ui.papers.content import Paper
from zhisheng.ui.papers.pdf import write_pdf
from zhisheng.ui.papers.word import write_docx

WRITERS: Mapping[str, tuple[str, Callable[[Paper], bytes]]] = MappingProxyType(
    {"docx": (DOCX, write_docx), "pdf": (PDF, write_pdf)}
)


def hand_out_paper(paper: Paper, about: str, ending: str) -> HttpResponse:
    """Write a paper as Word file or PDF; its name says what it is and whose."""
    if ending not in WRITERS:
        raise NotFoundError
    content_type, write = WRITERS[ending]
    name = f"{paper.title}_{about}.{ending}"
    return respond_with_file(write(paper), name, content_type=content_type)
