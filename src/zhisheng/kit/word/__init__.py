"""Word files: an office's own template, checked, filled, and a sample to start from.

Names in double braces are the whole syntax, the same as in a workbook. No expression is
ever evaluated, so a template cannot reach what it was not given.
"""

from .blanks import write_template
from .checking import check_template
from .filling import fill_template
from .official import OfficialText, write_official
from .templates import WordTemplate, open_template

__all__ = [
    "OfficialText",
    "WordTemplate",
    "check_template",
    "fill_template",
    "open_template",
    "write_official",
    "write_template",
]
