"""Who had no account and no mobile when others filled in for them is asked once they do.

Their time to answer begins on that day.
"""

import logging

from django.db import transaction

from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.selectors.links import select_askable
from zhisheng.apps.programme.services.checking import ask_to_check
from zhisheng.kit import audit
from zhisheng.kit.boundary import Boundary

logger = logging.getLogger(__name__)


def ask_unasked() -> int:
    """Ask for the checks that nobody could be asked for; return how many were asked for.

    Each by itself: one that fails is tried the next day, the others now.
    """
    asked = 0
    for pk in list(select_askable().values_list("pk", flat=True)):
        with Boundary() as attempt:
            asked += _ask(pk)
        if error := attempt.error:
            logger.error("asking to check entry %s failed", pk, exc_info=error)
    return asked


@transaction.atomic
def _ask(pk: int) -> bool:
    """Ask about one entry, unless it is no longer as it was."""
    locked = TaskEntry.objects.select_for_update(of=("self",)).filter(pk=pk)
    entry = locked.filter(pk__in=select_askable().values("pk")).first()
    if entry is None:
        return False
    link = ask_to_check(entry, None)
    if entry.check_asked_at is None:
        return False
    audit.record(
        action="programme.check_asked",
        subject=entry.task,
        actor=None,
        new={"entry": entry.pk, "name": entry.name, "check_link": link},
    )
    return True
