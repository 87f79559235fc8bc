"""An enterprise chooses who is to certify it; the platform recommends and assigns nobody."""

from django.db import transaction
from django.utils import timezone

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.models import CertifierChoice
from zhisheng.apps.improvement.permissions import Action, require
from zhisheng.apps.improvement.services.impartiality import hold_guard, refuse_conflict
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import audit
from zhisheng.kit.errors import NotFoundError


@transaction.atomic
def choose_certifier(
    *, enterprise: Enterprise, body: Organisation, actor: User
) -> CertifierChoice:
    """Note which body is to certify; the choice before ends.

    Raises
    ------
    ConflictRefusedError
        If the body or who is tied to it advised the enterprise; nothing changes then.
    """
    locked = _lock(enterprise, actor)
    if selectors.get_body_to_choose(body.code) is None:
        raise NotFoundError
    refuse_conflict(enterprise=locked, certifier=body, on=timezone.localdate())
    chosen = list(selectors.list_open_choices(locked))
    former = chosen[0] if chosen else None
    if former is not None and {one.certifier_id for one in chosen} == {body.pk}:
        return former
    _end_open(locked)
    choice = CertifierChoice.objects.create(
        enterprise=locked, certifier=body, chosen_by=actor
    )
    audit.record(
        action="improvement.certifier_chosen",
        subject=locked,
        actor=actor,
        old=_describe(former),
        new=_describe(choice),
    )
    return choice


@transaction.atomic
def withdraw_certifier(*, enterprise: Enterprise, actor: User) -> None:
    """Take the choice back; of no choice there is nothing to take."""
    locked = _lock(enterprise, actor)
    former = selectors.find_certifier_choice(locked)
    if former is None:
        raise NotFoundError
    _end_open(locked)
    audit.record(
        action="improvement.certifier_withdrawn",
        subject=locked,
        actor=actor,
        old=_describe(former),
    )


def _lock(enterprise: Enterprise, actor: User) -> Enterprise:
    """Let two who choose at once leave one choice."""
    require(actor, Action.CHOOSE_CERTIFIER)
    # Before the row: who takes an order refers to the enterprise after this lock.
    hold_guard(enterprise)
    own = selectors.list_own_enterprises_for(actor, Action.CHOOSE_CERTIFIER)
    found = own.order_by().filter(pk=enterprise.pk).select_for_update(of=("self",))
    locked = found.first()
    if locked is None:
        raise NotFoundError
    return locked


def _end_open(enterprise: Enterprise) -> None:
    selectors.list_open_choices(enterprise).update(ended_at=timezone.now())


def _describe(choice: CertifierChoice | None) -> dict[str, str] | None:
    return {"certifier": choice.certifier.code} if choice else None
