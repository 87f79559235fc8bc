"""The blank roster of the years that were opened."""

from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.programme.selectors import list_years
from zhisheng.apps.programme.sheets.blank import write_blank_roster


def make_blank_roster() -> tuple[bytes, str]:
    """Return the workbook to fill in, and what its file is called."""
    years = [year.year for year in list_years()]
    year = max(years, default=timezone.localdate().year)
    return write_blank_roster(year=year, years=years), _("帮扶企业名单_空白.xlsx")
