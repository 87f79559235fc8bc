"""What the ledger can tell about an enterprise as of a date: enrolment and help received."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from django.db.models import Q
from django.utils.translation import gettext_noop

from zhisheng.apps.programme.choices import HelpKind
from zhisheng.apps.programme.models import Engagement, Enrolment
from zhisheng.apps.registry.selectors import map_owners
from zhisheng.kit.facts import FactType, FactValues, provides

# The kind of help → the fact that lists the years in which it was received.
HELP_YEARS = {
    HelpKind.PUBLICITY: "programme.publicity_years",
    HelpKind.INTERPRETATION: "programme.interpretation_years",
    HelpKind.DIAGNOSIS: "programme.diagnosis_years",
    HelpKind.CONSULTANCY: "programme.consultancy_years",
    HelpKind.INTERNAL_AUDIT: "programme.internal_audit_years",
}
T = TypeVar("T", int, str)


@provides(
    FactType(
        "programme.is_enrolled",
        gettext_noop("本年度在帮扶台账里"),
        bool,
        help=gettext_noop("从未进过台账的企业不作答。"),
    ),
    FactType("programme.enrolled_years", gettext_noop("进入帮扶台账的年度"), tuple),
    FactType(
        "programme.is_selected",
        gettext_noop("最近一个年度入选帮扶台账"),
        bool,
        help=gettext_noop("台账里没有填的不作答。"),
    ),
)
def tell_enrolment(enterprise_ids: Sequence[int], on: date) -> FactValues:
    """Tell the years of the ledger up to the day's year; nothing about strangers."""
    years: defaultdict[int, list[int]] = defaultdict(list)
    selected: dict[int, object] = {}
    for pk, year, is_selected in _list_enrolments(enterprise_ids, on):
        years[pk].append(year)
        selected[pk] = is_selected
    return {
        "programme.is_enrolled": {pk: on.year in found for pk, found in years.items()},
        "programme.enrolled_years": {
            pk: tuple(dict.fromkeys(found)) for pk, found in years.items()
        },
        "programme.is_selected": selected,
    }


@provides(
    FactType("programme.help_years", gettext_noop("得到帮扶的年度"), tuple),
    FactType("programme.publicity_years", gettext_noop("得到公开宣贯的年度"), tuple),
    FactType(
        "programme.interpretation_years", gettext_noop("得到标准解读的年度"), tuple
    ),
    FactType("programme.diagnosis_years", gettext_noop("得到诊断的年度"), tuple),
    FactType("programme.consultancy_years", gettext_noop("得到咨询的年度"), tuple),
    FactType(
        "programme.internal_audit_years", gettext_noop("由机构代做内审的年度"), tuple
    ),
    FactType(
        "programme.helping_bodies",
        gettext_noop("帮扶过它的机构"),
        tuple,
        help=gettext_noop("机构的公开编号。"),
    ),
)
def tell_help(enterprise_ids: Sequence[int], on: date) -> FactValues:
    """Tell the help begun by the day; a choice that nobody reported yet is none.

    Help without a kind counts as help, but says neither yes nor no about any kind.
    """
    owners = map_owners(enterprise_ids)
    given = Engagement.given.filter(_has_begun(on), enterprise_id__in=list(owners))
    rows = [
        (owners[pk], year, kind, helper)
        for pk, year, kind, helper in given.order_by(
            "year", "helper__code"
        ).values_list("enterprise_id", "year", "help_kind", "helper__code")
    ]
    by_kind = {
        name: _collect((pk, year) for pk, year, k, _h in rows if k == kind)
        for kind, name in HELP_YEARS.items()
    }
    return {
        "programme.help_years": _collect((r[0], r[1]) for r in rows),
        "programme.helping_bodies": _collect((r[0], r[3]) for r in rows),
        **by_kind,
    }


def _list_enrolments(
    enterprise_ids: Sequence[int], on: date
) -> list[tuple[int, int, bool | None]]:
    """Return owner, year and choice by year; of one year the last counts.

    That is one with a choice before one without, and the record's own before that of
    one merged into it.
    """
    owners = map_owners(enterprise_ids)
    enrolments = Enrolment.objects.filter(
        enterprise_id__in=list(owners), year__lte=on.year
    )
    rows = sorted(
        enrolments.values_list("enterprise_id", "year", "is_selected"),
        key=lambda row: (row[1], row[2] is not None, owners[row[0]] == row[0]),
    )
    return [(owners[pk], year, is_selected) for pk, year, is_selected in rows]


def _has_begun(on: date) -> Q:
    """Where only the year of a help is known, the year has to have come."""
    return Q(started_on__lte=on) | Q(started_on=None, year__lte=on.year)


def _collect(pairs: Iterable[tuple[int, T]]) -> dict[int, object]:
    found: defaultdict[int, set[T]] = defaultdict(set)
    for pk, value in pairs:
        found[pk].add(value)
    return {pk: tuple(sorted(values)) for pk, values in found.items()}
