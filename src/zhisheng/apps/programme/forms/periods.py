"""The span a task is about: chosen, so that it fits the cycle of its form."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _

YEARS_BACK, YEARS_AHEAD = 3, 1
QUARTERS = "一二三四"


class PeriodField(forms.ChoiceField):
    """Takes a span as it is offered, written with or without spaces."""

    def to_python(self, value: object) -> str:
        return "".join(str(super().to_python(value)).split())


def list_periods(
    today: date, kept: str = ""
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Offer years, quarters and months around a day, the latest first.

    ``kept``: what an older draft says, which stays on offer.
    """
    years = range(today.year + YEARS_AHEAD, today.year - YEARS_BACK - 1, -1)
    spans = {
        _("季度"): [
            f"{year}年{one}季度" for year in years for one in reversed(QUARTERS)
        ],
        _("年度"): [f"{year}年" for year in years],
        _("月份"): [
            f"{year}年{month}月" for year in years[:3] for month in range(12, 0, -1)
        ],
    }
    known = {one for found in spans.values() for one in found}
    kept = "".join(kept.split())
    own = [("", [(kept, kept)])] if kept and kept not in known else []
    return [
        *own,
        *((name, [(one, one) for one in found]) for name, found in spans.items()),
    ]


def name_quarter(day: date) -> str:
    """Return the quarter of a day as it is offered."""
    return f"{day.year}年{QUARTERS[(day.month - 1) // 3]}季度"
