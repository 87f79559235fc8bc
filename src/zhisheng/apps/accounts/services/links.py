"""Links of files, sent by people to themselves: where they read cannot open a file."""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.choices import ChannelName
from zhisheng.apps.accounts.models import Dispatch, User
from zhisheng.apps.accounts.services.messages import DELIVER, Notice, send_notice
from zhisheng.kit import audit, jobs
from zhisheng.kit.pacing import count_within

MOST_LINKS, PERIOD = 10, timedelta(hours=1)
# A link that comes later than that is of no use any more.
LIFETIME = timedelta(days=1)


@transaction.atomic
def mail_link(*, link: str, mailbox: str, actor: User) -> Dispatch:
    """Send a link to a mailbox that the person names; it is not kept once it is out.

    The text says nothing of the file, and the link asks who opens it.
    """
    _pace(actor)
    dispatch = Dispatch.objects.create(
        recipient=actor,
        address=mailbox,
        channel=ChannelName.MAIL,
        template="file_link",
        link=link,
        expires_at=timezone.now() + LIFETIME,
    )
    jobs.enqueue(name=DELIVER, payload={}, key="now")
    audit.record(
        action="accounts.link_mailed",
        subject=dispatch,
        actor=actor,
        new={"link": link},
    )
    return dispatch


@transaction.atomic
def keep_link(*, link: str, actor: User) -> int:
    """Put a link into the own inbox, once a day the same; return whether it is new."""
    _pace(actor)
    today = timezone.localdate().isoformat()
    digest = hashlib.sha256(link.encode()).hexdigest()[:32]
    notice = Notice(
        template="todo",
        title=_("您要下载的文件，请用电脑或手机浏览器打开。"),
        key=f"file:{digest}:{today}",
        link=link,
    )
    return send_notice(
        notice=notice, recipients=User.objects.filter(pk=actor.pk), actor=actor
    )


def _pace(actor: User) -> None:
    count_within(
        kind="accounts.link", who=str(actor.pk), most=MOST_LINKS, period=PERIOD
    )
