"""What this app holds of a person: what they handed in, reviewed or remarked."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from zhisheng.apps.programme.models import EntryStep
from zhisheng.kit.personal import PersonalPart, Row, tells, write_moment

if TYPE_CHECKING:
    from django.contrib.auth.models import _User


@tells(PersonalPart(_("填报和审核"), _("知道材料是谁填、谁审的"), _("随填报材料")))
def tell_steps(user: "_User") -> Iterator[Row]:
    steps = EntryStep.objects.filter(done_by_id=user.pk).select_related("entry__task")
    for one in steps.order_by("-pk").iterator():
        yield {
            _("任务"): one.entry.task.name,
            _("填报对象"): one.entry.name,
            _("做了什么"): str(one.get_act_display()),
            _("时间"): write_moment(one.done_at),
        }
