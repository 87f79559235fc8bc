"""What the registry holds of a person: what they asked for, who saw their telephone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from zhisheng.apps.registry.models import ChangeProposal, Statement
from zhisheng.apps.registry.selectors import (
    list_all_own_claims_for,
    list_enterprises_of,
    write_answers,
)
from zhisheng.kit import audit
from zhisheng.kit.personal import PersonalPart, Row, tells, write_moment
from zhisheng.kit.retention import RetentionRule, delete_in_batches, erases
from zhisheng.reference.statements import load_topics

if TYPE_CHECKING:
    from django.contrib.auth.models import _User

KEPT = timedelta(days=5 * 365)


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
        _("替企业说明过的情况"),
        _("知道是谁代表企业说的"),
        _("说明后 5 年"),
        ("registry.Statement",),
    )
)
def tell_statements(user: "_User") -> Iterator[Row]:
    is_own = Q(stated_by_id=user.pk) | Q(withdrawn_by_id=user.pk)
    rows = Statement.objects.filter(is_own).select_related("enterprise")
    topics = {one.code: one.name for one in load_topics()}
    for one in rows.order_by("-pk"):
        yield {
            _("企业"): one.enterprise.name,
            _("哪件事"): topics.get(one.topic, one.topic),
            _("怎么说的"): write_answers(one),
            _("想补充的话"): one.note,
            _("时间"): write_moment(one.stated_at),
        }


@erases(RetentionRule("registry.statements", _("企业自己说明的情况"), _("说明后 5 年")))
def erase_statements(now: datetime) -> int:
    return delete_in_batches(Statement.objects.filter(stated_at__lt=now - KEPT))


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
