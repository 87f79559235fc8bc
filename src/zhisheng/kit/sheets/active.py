"""What runs or fetches something in a workbook, whatever its parts are called.

Types, links, formulas outside of cells and sheets that no menu shows are looked at: an
office's template is opened on many machines once it is filled.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from .errors import TemplateFormulaError, TemplatePartError, gettext_noop

if TYPE_CHECKING:
    from lxml.etree import _Element

MACRO: Final = gettext_noop("宏")
CONTROL: Final = gettext_noop("控件")
EMBEDDED: Final = gettext_noop("嵌入的对象")
OUTSIDE: Final = gettext_noop("外部连接")
HIDDEN: Final = gettext_noop("用菜单看不到的工作表")
CALLING: Final = gettext_noop("会运行或取外部数据的名称")
# What stands in the name of a part, in its type or in how it is linked, in this order.
TRAITS: Final[tuple[tuple[str, str], ...]] = (
    ("macroenabled", MACRO),
    ("vba", MACRO),
    ("macrosheet", MACRO),
    ("customui", MACRO),
    ("extensibility", MACRO),
    ("webextension", MACRO),
    ("activex", CONTROL),
    ("ctrlprop", CONTROL),
    ("oleobject", EMBEDDED),
    ("embedding", EMBEDDED),
    ("externallink", OUTSIDE),
    ("connections", OUTSIDE),
    ("querytable", OUTSIDE),
    ("volatiledependencies", OUTSIDE),
)
# Formulas outside of cells compare, count and colour; anything else could fetch.
HARMLESS: Final = frozenset({
    "AND", "AVERAGE", "COLUMN", "COUNT", "COUNTA", "COUNTIF", "DATE", "DAY", "EXACT",
    "FIND", "IF", "INDIRECT", "ISBLANK", "ISERROR", "ISNUMBER", "ISTEXT", "LEFT", "LEN",
    "MAX", "MID", "MIN", "MOD", "MONTH", "NOT", "OFFSET", "OR", "RIGHT", "ROUND", "ROW",
    "SEARCH", "SUM", "SUMIF", "TODAY", "TRIM", "VALUE", "YEAR",
})  # fmt: skip
FUNCTION: Final = re.compile(r"([A-Z_][\w.]*)\s*\(", re.IGNORECASE)
# Another workbook stands in brackets, another program before a bar.
ELSEWHERE: Final = re.compile(r"[\[|]")
TEXT: Final = re.compile(r'"[^"]*"')
WORKBOOK: Final = "xl/workbook.xml"


def refuse_active(parts: Mapping[str, "_Element"]) -> None:
    """Refuse a workbook by its types, links, names and formulas outside of cells.

    ``parts`` are the parsed XML parts by their names.

    Raises
    ------
    TemplatePartError, TemplateFormulaError
        With what it is and where it stands.
    """
    for name, tree in parts.items():
        for told in _list_kinds(name, tree):
            plain = told.lower()
            for trait, what in TRAITS:
                if trait in plain:
                    raise TemplatePartError(what=what, place=told.rsplit("/", 1)[-1])
    _refuse_workbook(parts)
    for tree in parts.values():
        _refuse_formulas(tree)


def _list_kinds(name: str, tree: "_Element") -> Iterator[str]:
    """Yield how a part is called, and the types and kinds of links it tells of."""
    yield name
    if name == "[Content_Types].xml":
        yield from (one.get("ContentType", "") for one in tree.iter() if one.attrib)
    elif name.lower().endswith(".rels"):
        yield from (one.get("Type", "") for one in tree.iter("{*}Relationship"))


def _refuse_workbook(parts: Mapping[str, "_Element"]) -> None:
    if WORKBOOK not in parts:
        return
    for sheet in parts[WORKBOOK].iter("{*}sheet"):
        if sheet.get("state", "").lower() == "veryhidden":
            raise TemplatePartError(what=HIDDEN, place=sheet.get("name", ""))
    for name in parts[WORKBOOK].iter("{*}definedName"):
        is_macro = name.get("vbProcedure") or name.get("xlm") or name.get("function")
        if is_macro or not _is_harmless(name.text or ""):
            raise TemplatePartError(what=CALLING, place=name.get("name", ""))


def _refuse_formulas(tree: "_Element") -> None:
    for kind in ("{*}conditionalFormatting", "{*}dataValidation"):
        for rule in tree.iter(kind):
            for one in rule.iter("{*}formula", "{*}formula1", "{*}formula2", "{*}f"):
                if not _is_harmless(one.text or ""):
                    raise TemplateFormulaError(cell=rule.get("sqref", ""))


def _is_harmless(formula: str) -> bool:
    bare = TEXT.sub('""', formula)
    called = {name.upper() for name in FUNCTION.findall(bare)}
    return called <= HARMLESS and ELSEWHERE.search(bare) is None
