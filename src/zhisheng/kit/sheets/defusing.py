"""Taking the fuse out of a workbook of somebody else before it is handed on.

A formula stays alive only where everything in it is known to be harmless:
arithmetic over cells of the same workbook. All others, such as WEBSERVICE,
HYPERLINK, DDE calls and references to other files, become the text they show.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook

HARMLESS_FUNCTIONS = frozenset(
    [
        "ABS",
        "AND",
        "AVERAGE",
        "AVERAGEIF",
        "AVERAGEIFS",
        "CEILING",
        "CHOOSE",
        "COLUMN",
        "COLUMNS",
        "CONCATENATE",
        "COUNT",
        "COUNTA",
        "COUNTBLANK",
        "COUNTIF",
        "COUNTIFS",
        "DATE",
        "DATEDIF",
        "DATEVALUE",
        "DAY",
        "DAYS",
        "EDATE",
        "EOMONTH",
        "EXACT",
        "FALSE",
        "FIND",
        "FLOOR",
        "HLOOKUP",
        "IF",
        "IFERROR",
        "IFNA",
        "IFS",
        "INDEX",
        "INT",
        "ISBLANK",
        "ISERROR",
        "ISNA",
        "ISNUMBER",
        "ISTEXT",
        "LEFT",
        "LEN",
        "LOOKUP",
        "LOWER",
        "MATCH",
        "MAX",
        "MEDIAN",
        "MID",
        "MIN",
        "MOD",
        "MONTH",
        "NA",
        "NOT",
        "OR",
        "POWER",
        "PRODUCT",
        "PROPER",
        "RANK",
        "REPT",
        "RIGHT",
        "ROUND",
        "ROUNDDOWN",
        "ROUNDUP",
        "ROW",
        "ROWS",
        "SEARCH",
        "SQRT",
        "STDEV",
        "SUBSTITUTE",
        "SUBTOTAL",
        "SUM",
        "SUMIF",
        "SUMIFS",
        "SUMPRODUCT",
        "TEXT",
        "TODAY",
        "TRIM",
        "TRUE",
        "TRUNC",
        "UPPER",
        "VALUE",
        "VLOOKUP",
        "WEEKDAY",
        "YEAR",
    ]
)
SHEET = r"(?:[^\W\d][\w.]*|'(?:[^'\[\]|:*?/\\]|'')+')"
PLACE = r"(?:\$?[A-Z]{1,3}\$?\d{1,7}|\$?[A-Z]{1,3}(?=:|$)|\$?\d{1,7}(?=:|$))"
RANGE = re.compile(rf"(?:{SHEET}!)?{PLACE}(?::{PLACE})?")
LONGEST_FORMULA = 8_192


def defuse(book: "Workbook") -> None:
    """Make texts of all formulas that reach beyond the workbook, and drop its links."""
    _drop_names(book.defined_names)
    for page in book.worksheets:
        _defuse_page(page)


def _defuse_page(page: Any) -> None:
    """Clean one sheet; its pivot tables may draw on other files and are left out."""
    _drop_names(page.defined_names)
    _drop_rules(page)
    page._pivots = []
    for row in page.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                _defuse_cell(cell)
            link = cell.hyperlink
            if link is not None and (link.target or link.id):
                cell._hyperlink = None


@lru_cache(maxsize=10_000)
def is_harmless(formula: str) -> bool:
    """Tell whether a formula only reckons with cells of its own workbook."""
    from openpyxl.formula import Tokenizer
    from openpyxl.formula.tokenizer import Token, TokenizerError

    if len(formula) > LONGEST_FORMULA:
        return False
    try:
        tokens = Tokenizer(formula).items
    except (TokenizerError, IndexError):
        return False
    for token in tokens:
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            if token.value.rstrip("(").upper() not in HARMLESS_FUNCTIONS:
                return False
        elif token.type == Token.LITERAL or (
            token.type == Token.OPERAND
            and token.subtype == Token.RANGE
            and not RANGE.fullmatch(token.value)
        ):
            return False
    return True


def keep_as_text(cell: Any, text: str) -> None:
    """Write a text that stays one, also when somebody edits the cell."""
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = True


def _defuse_cell(cell: Any) -> None:
    """Formulas over several cells are objects; those keep their text or nothing."""
    formula = cell.value if isinstance(cell.value, str) else None
    text = formula or str(getattr(cell.value, "text", None) or "")
    text = text if text.startswith("=") else f"={text}"
    if formula is None or not is_harmless(text):
        keep_as_text(cell, text)


def _drop_names(names: dict[str, Any]) -> None:
    """Drop names that stand for more than a range: a name may hide any formula."""
    for name, definition in list(names.items()):
        if not RANGE.fullmatch(definition.attr_text or ""):
            del names[name]


def _drop_rules(page: Any) -> None:
    """Drop checks and colours whose own formulas are not harmless."""
    validations = page.data_validations
    validations.dataValidation = [
        rule
        for rule in validations.dataValidation
        if _are_harmless((rule.formula1, rule.formula2))
    ]
    formats = page.conditional_formatting
    for block, rules in list(formats._cf_rules.items()):
        kept = [rule for rule in rules if _are_harmless(rule.formula)]
        formats._cf_rules[block] = kept
        if not kept:
            del formats._cf_rules[block]


def _are_harmless(formulas: Any) -> bool:
    return all(is_harmless(f"={formula}") for formula in formulas if formula)
