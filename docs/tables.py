"""Write a page of Markdown and the tables in it."""

import inspect
from collections.abc import Iterable

NOTE = "<!-- Written by `make docs`; change the code, not this page. -->"


def join_page(title: str, *parts: str) -> str:
    return "\n\n".join([NOTE, f"# {title}", *parts]) + "\n"


def make_table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(columns)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(clean_cell, line)) + " |" for line in lines)


def clean_cell(text: object) -> str:
    return inspect.cleandoc(str(text)).replace("|", "\\|").replace("\n", " ")
