"""A plain paper of headings, paragraphs and tables, as Word file or PDF."""

from zhisheng.ui.papers.content import Paper, Section
from zhisheng.ui.papers.handing import hand_out_paper
from zhisheng.ui.papers.pdf import write_pdf
from zhisheng.ui.papers.word import write_docx

__all__ = ["Paper", "Section", "hand_out_paper", "write_docx", "write_pdf"]
