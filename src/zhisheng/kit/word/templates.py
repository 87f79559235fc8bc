"""An office's own .docx as a template: what it asks for, and what makes it unfit.

A name in double braces, such as ``{{企业名称}}``, stands for a value. The row of a table
that holds names of lines is the pattern: it is written once for each line, as it looks.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zhisheng.kit.sheets.errors import (
    TemplateBracesError,
    TemplateNamesError,
    TemplateUnfitError,
    gettext_noop,
)
from zhisheng.kit.sheets.templates import require_names

from .content import W, check_clicks, check_content
from .package import MAIN_PART, list_xml, parse_part, read_package
from .places import Paragraph, describe_place, iterate_paragraphs

if TYPE_CHECKING:
    from lxml.etree import _Element

TEXT_PART = re.compile(
    r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"
)
MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class WordTemplate:
    """A template that was found fit; ``has_lines`` where a row is its pattern."""

    parts: Mapping[str, bytes]
    texts: tuple[str, ...]
    columns: frozenset[str]
    has_lines: bool
    names: frozenset[str]


def open_template(
    source: Path,
    *,
    singles: Collection[str],
    columns: Collection[str],
    required: Collection[str] = (),
) -> WordTemplate:
    """Read a template and make sure that it can be filled.

    ``singles`` are the names that stand once, ``columns`` those of a line; of the first
    those that are ``required`` may not be left out.

    Raises
    ------
    SheetRefusedError
        If the file is no .docx, could harm its reader or whoever opens it later, holds
        names nobody knows, or has its lines anywhere but in one row of a table.
    """
    parts = read_package(source)
    trees = {name: parse_part(name, parts[name]) for name in list_xml(parts)}
    for name, tree in trees.items():
        check_content(name, tree)
    check_clicks(trees)
    if not trees[MAIN_PART].tag.startswith(W):
        raise TemplateUnfitError(reason=gettext_noop("请另存为普通的 .docx 再传。"))
    texts = tuple(name for name in trees if TEXT_PART.fullmatch(name))
    found = [(name, one) for name in texts for one in iterate_paragraphs(trees[name])]
    _check_names(found, {*singles, *columns})
    names = frozenset(name for _part, one in found for name in one.names)
    require_names(names, required)
    rows = {_find_row(name, one) for name, one in found if {*one.names} & {*columns}}
    if len(rows) > 1:
        raise TemplateUnfitError(
            reason=gettext_noop("名单的栏目只能写在一行里，作为样板行。")
        )
    for row in rows:
        _check_pattern(row)
    return WordTemplate(parts, texts, frozenset(columns), bool(rows), names)


def find_pattern(tree: "_Element", columns: Collection[str]) -> "_Element | None":
    """Return the row that is written for each line, None where there is none."""
    for paragraph in iterate_paragraphs(tree):
        if {*paragraph.names} & {*columns}:
            return next(paragraph.element.iterancestors(f"{W}tr"))
    return None


def _check_names(found: list[tuple[str, Paragraph]], known: Collection[str]) -> None:
    for part, paragraph in found:
        if paragraph.is_broken:
            raise TemplateBracesError(place=describe_place(part, paragraph))
    unknown = dict(_find_unknown(found, known))
    if unknown:
        told = [f"{name}（{place}）" for name, place in unknown.items()]
        raise TemplateNamesError(names="、".join(told[:MOST_TOLD]))


def _find_unknown(
    found: list[tuple[str, Paragraph]], known: Collection[str]
) -> Iterator[tuple[str, str]]:
    for part, paragraph in reversed(found):
        for name in paragraph.names:
            if name not in known:
                yield name, describe_place(part, paragraph)


def _find_row(part: str, paragraph: Paragraph) -> "_Element":
    """Return the row in which names of lines stand; anywhere else they are unfit."""
    rows = [*paragraph.element.iterancestors(f"{W}tr")]
    is_in_box = next(paragraph.element.iterancestors(f"{W}txbxContent"), None)
    if part != MAIN_PART or len(rows) != 1 or is_in_box is not None:
        raise TemplateUnfitError(
            reason=gettext_noop("名单的栏目要写在正文表格的一行里，作为样板行。")
        )
    return rows[0]


def _check_pattern(row: "_Element") -> None:
    if next(row.iter(f"{W}vMerge"), None) is not None:
        raise TemplateUnfitError(reason=gettext_noop("样板行里不能有合并的单元格。"))
