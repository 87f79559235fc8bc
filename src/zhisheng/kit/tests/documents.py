"""PDF documents: one that opens, and what only looks like one."""

import io

from pypdf import PdfWriter


def make_pdf(pages: int = 1) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return out.getvalue()


def lock_pdf() -> bytes:
    """Return a document that nobody opens without its password."""
    writer, out = PdfWriter(clone_from=io.BytesIO(make_pdf())), io.BytesIO()
    writer.encrypt("2024", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


NO_DOCUMENTS = {
    "a page of the web": b"%PDF-1.4\n<html><script>alert(1)</script></html>",
    "broken": b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n",
    "without a page": make_pdf(pages=0),
    "locked": lock_pdf(),
}
