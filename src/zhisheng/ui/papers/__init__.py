"""A plain paper of headings, paragraphs and tables, as Word file or PDF."""

from zhisheng.ui.papers.content import Paper, Section
from zhisheng.ui.papers.pdf import write_pdf
from zhisheng.ui.papers.word import write_docx

__all__ = ["Paper", "Section", "write_docx", "write_pdf"]
