"""Readers of one cell; pure, so callers may memoise them (``typed=True``)."""

from .amounts import (
    MAX_YUAN,
    NumberRange,
    Share,
    parse_boolean,
    parse_count,
    parse_money,
    parse_percent,
    parse_quantity,
)
from .dates import parse_date
from .errors import ValueRefusedError
from .partial_dates import may_need_year
from .periods import Period, is_open_end, parse_period
from .ranges import parse_money_or_range
from .texts import (
    Parsed,
    Precision,
    is_ditto,
    is_missing,
    parse_code,
    parse_text,
    show_cell,
)

__all__ = [
    "MAX_YUAN",
    "NumberRange",
    "Parsed",
    "Period",
    "Precision",
    "Share",
    "ValueRefusedError",
    "is_ditto",
    "is_missing",
    "is_open_end",
    "may_need_year",
    "parse_boolean",
    "parse_code",
    "parse_count",
    "parse_date",
    "parse_money",
    "parse_money_or_range",
    "parse_percent",
    "parse_period",
    "parse_quantity",
    "parse_text",
    "show_cell",
]
