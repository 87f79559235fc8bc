"""What the registry holds of a person: what they asked for, who saw their telephone."""

from collections.abc import Iterator
from operator import itemgetter
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from zhisheng.apps.registry.models import ChangeProposal
from zhisheng.apps.registry.selectors import (
    list_all_own_claims_for,
    list_enterprises_of,
)
from zhisheng.kit import audit
from zhisheng.kit.personal import PersonalPart, Row, tells, write_moment

if TYPE_CHECKING:
    from django.contrib.auth.models import _User


@tells(
    PersonalPart(
        _("认领和更正申请"),
        _("核实企业和修改登记信息"),
        _("随企业记录"),
        ("registry.Claim", "registry.ChangeProposal"),
    )
)
def tell_requests(user: "_User") -> Iterator[Row]:
    """Tell of claims and corrections; a claim alone does not tell a registered name."""
    asked = [
        (one.created_at, _("认领"), one.enterprise_name, one.status_label)
        for one in list_all_own_claims_for(user)
    ]
    proposals = ChangeProposal.objects.filter(proposed_by_id=user.pk)
    asked += [
        (one.created_at, _("更正"), one.enterprise.name, one.get_status_display())
        for one in proposals.select_related("enterprise")
    ]
    for at, kind, name, result in sorted(asked, key=itemgetter(0), reverse=True):
        yield {
            _("申请"): kind,
            _("企业"): name,
            _("结果"): str(result),
            _("时间"): write_moment(at),
        }


@tells(
    PersonalPart(
        _("谁看过企业联系电话"),
        _("让您知道谁看过"),
        _("长期，不能删改"),
        is_use=True,
    )
)
def tell_views(user: "_User") -> Iterator[Row]:
    """Tell who had the telephone number of a person's own enterprise shown in full."""
    for enterprise in list_enterprises_of(user):
        seen = audit.list_entries_for_subject(enterprise)
        for one in seen.filter(action="registry.contact_revealed"):
            yield {
                _("企业"): enterprise.name,
                _("谁"): one.actor_label,
                _("时间"): write_moment(one.at),
            }
