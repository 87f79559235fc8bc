"""One of many entries of a task, found by what people call its subject."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q, QuerySet

from zhisheng.apps.accounts.models import Organisation, Unit
from zhisheng.apps.places.selectors import get_prefix_range
from zhisheng.apps.programme.models import RecipientChange, TaskEntry
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.sheets.texts import narrow

Found = TypeVar("Found", TaskEntry, RecipientChange)
# The first digits of a credit code name an authority and a region, nobody alone.
SHORTEST_CODE = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of entries is narrowed to: a name or code, a unit and all below it."""

    text: str = ""
    unit: Unit | None = None


EVERYBODY = Wanted()


def match_wanted(entries: QuerySet[Found], wanted: Wanted) -> QuerySet[Found]:
    """Keep the entries, or changes of them, whose subject is called so, or has this code."""
    text = narrow(wanted.text).strip()
    if not text:
        return entries
    code = text.upper()
    enterprises = Enterprise.unscoped.filter(match_enterprise_code(code))
    organisations = Organisation.objects.filter(match_organisation_code(code))
    # Without letters of two cases both find the same; comparing them as they stand is faster.
    is_cased = text.upper() != text.lower()
    named = Q(name__icontains=text) if is_cased else Q(name__contains=text)
    called = named | Q(enterprise__in=enterprises)
    return entries.filter(called | Q(organisation__in=organisations))


def match_enterprise_code(code: str) -> Q:
    """Match an enterprise by its own code, or by enough of its credit code."""
    condition = Q(code=code)
    if len(code) >= SHORTEST_CODE and code.isascii():
        first, after = get_prefix_range(code)
        condition |= Q(uscc__gte=first, uscc__lt=after)
    return condition


def match_organisation_code(code: str) -> Q:
    return Q(code=code) | Q(uscc=code) | Q(approval_number=code) | Q(unit__code=code)
