"""How a line of a paper was filled in; papers are Chinese whoever prints them."""

from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Concat

from zhisheng.apps.programme.selectors.checks import match_settled, match_unproven

OWN, FILLED_FOR, BY_LINK = "自填", "代填", "由交出的链接填报"
UNPROVEN = "，凭交出的链接有人说有地方不对，未核实是谁"
DISPUTED, CHECKED = "，本人说有地方不对", "，本人已核对"
SETTLED, SAID_RIGHT = "，异议已答复", "，凭交出的链接核对过，未核实是谁核对的"
UNCHECKED, UNKNOWN = "，未经本人核对", "，未核实是谁填的"
SELF_PASSED = "，自填自审"


def name_filler(entry: str = "") -> Concat:
    """Return how a line was filled in, reached from an entry or one of its rows."""
    is_filled_for = {f"{entry}is_filled_for": True}
    way = _choose(When(**is_filled_for, then=Value(FILLED_FOR)), default=BY_LINK)
    word = _choose(
        When(match_unproven(entry), then=Value(UNPROVEN)),
        When(**{f"{entry}is_disputed": True}, then=Value(DISPUTED)),
        When(**{f"{entry}confirmed_at__isnull": False}, then=Value(CHECKED)),
        When(match_settled(entry), then=Value(SETTLED)),
        When(**{f"{entry}is_said_right": True}, then=Value(SAID_RIGHT)),
        When(**is_filled_for, then=Value(UNCHECKED)),
        default=UNKNOWN,
    )
    told = Case(
        When(**{f"{entry}needs_check": False}, then=Value(OWN)),
        default=Concat(way, word, output_field=TextField()),
        output_field=TextField(),
    )
    is_self_passed = {f"{entry}is_self_passed": True}
    marked = _choose(When(**is_self_passed, then=Value(SELF_PASSED)), default="")
    return Concat(told, marked, output_field=TextField())


def _choose(*cases: When, default: str) -> Case:
    return Case(*cases, default=Value(default), output_field=TextField())
