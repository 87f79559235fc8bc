"""How people write indicator values, one by one and in sheets."""

from zhisheng.apps.returns.sheets.answers import (
    UNITS,
    Declared,
    parse_answer,
    write_answer,
)

__all__ = ["UNITS", "Declared", "parse_answer", "write_answer"]
