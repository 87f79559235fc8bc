"""What the enterprise and its reviewers are told; nothing of it leaves the platform."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.models import Membership, User
from zhisheng.apps.accounts.services import Notice, send_notice
from zhisheng.apps.maturity.models import Review
from zhisheng.apps.maturity.permissions import ROLES_BY_ACTION, Action


def tell_reviewers(review: Review, title: str, actor: User) -> int:
    return _tell(review, title, review.organisation_id, Action.REVIEW, actor)


def tell_enterprise(review: Review, title: str, actor: User) -> int:
    organisation = review.evaluation.enterprise.surviving.organisation_id
    return _tell(review, title, organisation, Action.SUBMIT, actor)


def _tell(
    review: Review, title: str, organisation: int | None, action: Action, actor: User
) -> int:
    notice = Notice(
        template="todo",
        title=title,
        key=f"review:{review.code}:{timezone.now().isoformat()}",
        link=reverse("maturity:review", args=[review.code]),
    )
    people = _select_people(organisation, action).exclude(pk=actor.pk)
    return send_notice(notice=notice, recipients=people, actor=actor)


def _select_people(organisation: int | None, action: Action) -> QuerySet[User]:
    acting = Membership.objects.present().filter(
        organisation=organisation, role__in=ROLES_BY_ACTION[action]
    )
    return User.objects.filter(
        pk__in=acting.values("user"), is_active=True, is_machine=False
    )
