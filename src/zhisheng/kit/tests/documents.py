"""A PDF that opens, for what is kept as proof of a paper."""

import io

from pypdf import PdfWriter


def make_pdf(pages: int = 1) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return out.getvalue()
