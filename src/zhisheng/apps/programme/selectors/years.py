"""Programme years, and which of them the ledger opens with."""

from django.utils import timezone

from zhisheng.apps.programme.models import (
    Enrolment,
    ProgrammeYear,
)
from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.kit.field_errors import tell_choices


def list_years() -> list[ProgrammeYear]:
    return list(ProgrammeYear.objects.all())


def require_year(year: int) -> None:
    """Refuse to list a year that was never opened, and name those that were."""
    years = [one.year for one in list_years()]
    if year not in years:
        raise FieldsRefusedError({"year": tell_choices(map(str, years))})


def get_current_year() -> int:
    """Return the newest programme year that has opened, else this calendar year."""
    today = timezone.localdate()
    newest = ProgrammeYear.objects.filter(opens_on__lte=today).first()
    return newest.year if newest else today.year


def get_latest_ledger_year() -> int:
    """Return the newest year with entries, for a ledger opened without a year.

    Entries of a year that has not opened never decide which ledger everybody sees.
    """
    current = get_current_year()
    entries = Enrolment.objects.filter(year__lte=current).order_by("-year")
    return entries.values_list("year", flat=True).first() or current
