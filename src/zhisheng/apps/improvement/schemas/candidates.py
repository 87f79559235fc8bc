"""Build the page on which is chosen, or dispatched to, who could help."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement import selectors, services
from zhisheng.apps.improvement.models import Helper, HelpOrder
from zhisheng.apps.improvement.schemas.orders import SHOWN, name_wish
from zhisheng.apps.improvement.schemas.register import tell_mark
from zhisheng.kit.language import is_english
from zhisheng.methods.help_orders import Hand
from zhisheng.methods.referral import Near, Ranked
from zhisheng.reference.help import load_languages


@dataclass(frozen=True, slots=True)
class CandidateView:
    """Somebody who could help, with the reasons in words."""

    code: str
    name: str
    url: str
    about: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOutView:
    name: str
    why: str
    facts: str


@dataclass(frozen=True, slots=True)
class CandidatesPage:
    order: HelpOrder
    title: str
    named: tuple[CandidateView, ...]
    left_out: tuple[LeftOutView, ...]
    is_office: bool
    most: int


def build_candidates(
    actor: Actor, order: HelpOrder, on: date, most: int
) -> CandidatesPage:
    found = selectors.rank_candidates(order, on=on)
    hands = selectors.find_hands(actor, order)
    return CandidatesPage(
        order=order,
        title=name_wish(order),
        named=tuple(
            _tell_candidate(one, found, order) for one in found.ranking.ranked[:SHOWN]
        ),
        left_out=tuple(
            LeftOutView(
                found.helpers[one.code].name,
                services.name_bar(one.bar),
                services.tell_conflicts(found.conflicts.get(one.code, ())),
            )
            for one in found.ranking.left_out[:SHOWN]
        ),
        is_office=Hand.ENTERPRISE not in hands,
        most=most,
    )


def _tell_candidate(
    one: Ranked, found: selectors.Candidates, order: HelpOrder
) -> CandidateView:
    helper = found.helpers[one.code]
    reasons = [
        _("做这个领域"),
        _tell_place(helper, one.near),
        _("手上 {load} 张单子，最多 {capacity} 张").format(
            load=one.load, capacity=one.capacity
        ),
    ]
    if one.review_count:
        standing: Any = helper
        reasons.append(tell_mark(standing.mark_sum / 3, one.review_count))
    if order.language and order.language in helper.language_codes:
        named = load_languages()[order.language]
        reasons.append(
            _("会说{language}").format(
                language=named.english if is_english() else named.name
            )
        )
    return CandidateView(
        code=one.code,
        name=helper.name,
        url=reverse("improvement:helper", args=[one.code]),
        about=_tell_organisation(helper),
        reasons=tuple(reasons),
    )


def _tell_place(helper: Helper, near: Near) -> str:
    """Tell how far somebody comes from; of whom nobody wrote that, how far it reaches."""
    if helper.home_id or (helper.organisation and helper.organisation.region_id):
        return {
            Near.COUNTY: _("就在本县"),
            Near.CITY: _("在本市"),
            Near.PROVINCE: _("在本省"),
            Near.NATION: _("在外省"),
        }[near]
    return {
        Near.COUNTY: _("能到本县，没写人在哪里"),
        Near.CITY: _("能到本市，没写人在哪里"),
        Near.PROVINCE: _("能到本省，没写人在哪里"),
        Near.NATION: _("能到全国，没写人在哪里"),
    }[near]


def _tell_organisation(helper: Helper) -> str:
    """Name the organisation beside a person; an organisation's entry is named by itself."""
    name = helper.organisation.name if helper.organisation else ""
    return "" if name == helper.name else name
