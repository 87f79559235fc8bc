"""How a case names whose it is and where: no more than was agreed to."""

from django.utils.translation import gettext as _

from zhisheng.apps.improvement.models import GoodCase
from zhisheng.apps.places.selectors import name_industry
from zhisheng.apps.registry.models import Enterprise


def name_case(case: GoodCase) -> str:
    """Name whose case it is: by name where that was agreed to, else by its trade."""
    enterprise = case.enterprise
    if case.is_named:
        return enterprise.name
    if enterprise.industry is None:
        return _("某企业")
    return _("某{trade}企业").format(trade=name_trade(enterprise))


def name_trade(enterprise: Enterprise) -> str:
    industry = enterprise.industry
    return name_industry(industry.code, industry.name) if industry else "—"


def name_place(case: GoodCase) -> str:
    """Name where it was: with its county an unnamed works could be guessed."""
    region = case.enterprise.region
    shown = region if case.is_named or region is None else region.parent or region
    return str(shown or "")
