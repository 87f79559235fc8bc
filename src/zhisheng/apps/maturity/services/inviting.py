"""An office asks an enterprise to look at itself: a link by text, and nothing comes back."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.services import Notice, send_notice
from zhisheng.apps.maturity import errors, selectors
from zhisheng.apps.registry.models import Enterprise

INVITED = _("请花几分钟看看自己厂子哪里先改最有用。自愿，只给您自己看。")


def invite_to_evaluate(*, enterprise: Enterprise, on: date, actor: User) -> int:
    """Tell the owners, once a day; return how many were told now.

    The link leads to the first question of the quickest model.
    """
    asked = selectors.get_governed_enterprise_for(actor=actor, code=enterprise.code)
    owners = selectors.list_owners(asked)
    if not owners.exists():
        raise errors.NobodyToInviteError
    model = selectors.list_offered_models(on)[0]
    notice = Notice(
        template="todo",
        title=INVITED,
        key=f"maturity.invited:{asked.code}:{on.isoformat()}",
        link=reverse("maturity:start", args=[asked.code, model.code]),
    )
    return send_notice(notice=notice, recipients=owners, actor=actor)
