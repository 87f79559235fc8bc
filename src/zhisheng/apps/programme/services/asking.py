"""The platform asks the enterprises a body helped: in the inbox, or by a text message.

What the platform sends never passes the body's hands, so an answer to it proves who
answers.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Membership, Organisation, User
from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.apps.accounts.services import (
    Notice,
    SecretParcel,
    send_notice,
    send_secrets,
)
from zhisheng.apps.programme.choices import Proof
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.selectors.confirming import (
    find_proving_mobile,
    select_answering_members,
    select_unasked,
)
from zhisheng.apps.programme.services.confirming import (
    TEXT_LIFETIME,
    count_number,
    write_confirmation_address,
)
from zhisheng.kit import audit, jobs
from zhisheng.kit.bulk import split
from zhisheng.kit.errors import RateLimitedError

ASK = "programme.ask_enterprises"
# Nobody is asked about the same help more often.
PAUSE = timedelta(days=7)
BATCH = 500
Report = Callable[[int, int], None]


@transaction.atomic
def queue_asking(*, year: int, actor: User) -> int:
    """Have the enterprises asked that a body helped in a year; return of how many helps.

    Whom a message reaches the job finds out: telephone numbers are encrypted.
    """
    require(actor, "programme.ask_confirmation")
    held = get_scope(actor).held
    bodies = Organisation.objects.filter(
        pk__in=[pk for pk, role in held if role == Role.BODY]
    )
    waiting = 0
    for body in bodies:
        waiting += (found := _select_waiting(body, year).count())
        if found:
            jobs.enqueue(
                name=ASK,
                payload={"helper": body.code, "year": year},
                actor=actor,
                key=f"ask:{body.code}:{year}",
            )
    audit.record(
        action="programme.asking_queued",
        actor=actor,
        new={"year": year},
        counts={"helps": waiting},
    )
    return waiting


def ask_enterprises(
    *,
    helper: Organisation,
    year: int,
    actor: User | None,
    report: Report = lambda _done, _of: None,
) -> int:
    """Ask batch by batch; killed, it goes on with who was not asked. Return how many."""
    waiting = list(_select_waiting(helper, year).values_list("pk", flat=True))
    asked = 0
    for number, batch in enumerate(split(waiting, BATCH), start=1):
        with transaction.atomic():
            asked += _ask_batch(helper, year, batch, actor)
        report(min(number * BATCH, len(waiting)), len(waiting))
    return asked


def _select_waiting(helper: Organisation, year: int) -> QuerySet[Engagement]:
    return select_unasked(helper, year, since=timezone.now() - PAUSE)


def _ask_batch(
    helper: Organisation, year: int, batch: Sequence[int], actor: User | None
) -> int:
    helps = list(
        _select_waiting(helper, year)
        .filter(pk__in=batch)
        .select_related("enterprise__merged_into")
    )
    answering = select_answering_members(helps)
    people = _tell(helper, year, answering, actor) if helps else 0
    with_account = set(answering.values_list("organisation", flat=True))
    told = [one for one in helps if one.answering.organisation_id in with_account]
    texted = _text([one for one in helps if one not in told])
    asked = [one.pk for one in (*told, *texted)]
    Engagement.objects.filter(pk__in=asked).update(asked_at=timezone.now())
    audit.record(
        action="programme.enterprises_asked",
        actor=actor,
        new={"helper": helper.code, "year": year},
        counts={"people": people, "texts": len(texted)},
    )
    return len(asked)


def _tell(
    helper: Organisation,
    year: int,
    answering: QuerySet[Membership],
    actor: User | None,
) -> int:
    """Tell owners and proxies once a day, however many helps they are asked about."""
    notice = Notice(
        template="todo",
        title=_("请核对“{helper}”上报的帮扶：有没有、什么时候、怎样帮扶。"),
        key=f"helps:{helper.code}:{year}:{timezone.localdate().isoformat()}",
        link=reverse("programme:helpers"),
        data={"helper": helper.name},
    )
    people = User.objects.filter(pk__in=answering.values("user"))
    return send_notice(notice=notice, recipients=people, actor=actor)


def _text(helps: Sequence[Engagement]) -> list[Engagement]:
    """Send links to mobiles on record that prove something; return for which helps."""
    mobiles = {one: mobile for one in helps if (mobile := find_proving_mobile(one))}
    texted = [one for one, mobile in mobiles.items() if _is_free(mobile)]
    parcels = [
        SecretParcel(mobiles[one], write_confirmation_address(one.pk, proof=Proof.TEXT))
        for one in texted
    ]
    if parcels:
        send_secrets(template="task_link", parcels=parcels, lifetime=TEXT_LIFETIME)
    return texted


def _is_free(mobile: str) -> bool:
    try:
        count_number(mobile)
    except RateLimitedError:
        return False
    return True
