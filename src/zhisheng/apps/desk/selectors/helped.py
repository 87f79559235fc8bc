"""Which year's helps stand at the top of a home page, and how many they are.

The first rows of a new year say nothing of the year yet. Shown is the latest year with a
released bulletin on the reader's area or one around it, or the larger of the latest two
years on record, whichever is later. A year that has not come yet is never shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import Scope, get_scope
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.programme.selectors import count_helped_for
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.statistics.selectors import find_released_year

COMPARED = 2

# Enterprises and helps of a year.
Counts = tuple[int, int]


@dataclass(frozen=True, slots=True)
class HelpedYear:
    """Enterprises (distinct) and helps of a year, as on record on a day.

    ``newer_year`` is still being filled: it has ``newer_enterprises`` so far.
    """

    year: int
    enterprises: int
    helps: int
    on: date
    newer_year: int | None = None
    newer_enterprises: int = 0


def find_helped_year(
    actor: User, visible: QuerySet[Enterprise], *, on: date
) -> HelpedYear | None:
    """Return the year that stands for what the actor governs, None without helps."""
    helps = Engagement.given.filter(enterprise__in=visible, year__lte=on.year)
    years = helps.values_list("year", flat=True).order_by("-year").distinct()
    released = find_released_year(prefixes=get_scope(actor).region_prefixes)
    latest = years[:COMPARED]
    asked = {*latest, *([released] if released and released <= on.year else [])}
    counted = {year: count_helped_for(actor=actor, year=year) for year in asked}
    counts = {year: (one["enterprises"], one["helps"]) for year, one in counted.items()}
    return _choose(counts, released=released, on=on)


def find_own_helps(scope: Scope, *, on: date) -> HelpedYear | None:
    """Return the year that stands for what a body itself did, whoever reported it."""
    helps = Engagement.objects.filter(
        helper_id__in=scope.organisation_ids, year__lte=on.year
    )
    counted = helps.values_list("year").annotate(
        Count("enterprise", distinct=True), Count("pk")
    )
    latest = counted.order_by("-year")[:COMPARED]
    counts = {year: (enterprises, number) for year, enterprises, number in latest}
    return _choose(counts, released=None, on=on)


def _choose(
    counts: Mapping[int, Counts], *, released: int | None, on: date
) -> HelpedYear | None:
    known = {year: told for year, told in counts.items() if told[0]}
    if not known:
        return None
    latest = sorted(known, reverse=True)[:COMPARED]
    largest = max(latest, key=lambda year: (known[year][0], year))
    year = max(largest, released) if released in known else largest
    newer = latest[0] if latest[0] > year else None
    return HelpedYear(
        year,
        *known[year],
        on=on,
        newer_year=newer,
        newer_enterprises=known[newer][0] if newer else 0,
    )
