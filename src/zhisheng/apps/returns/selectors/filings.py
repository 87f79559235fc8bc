"""Forms, what is due, and the returns an actor may see."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from zhisheng.apps.accounts.selectors import (
    Actor,
    get_scope,
)
from zhisheng.apps.registry.models import Enterprise, Grant
from zhisheng.apps.registry.models.enterprises import build_governed_condition
from zhisheng.apps.registry.selectors import select_acted_for
from zhisheng.apps.returns.choices import FormRight, ReturnStatus
from zhisheng.apps.returns.models import Form, FormField, Indicator, Return
from zhisheng.apps.returns.permissions import ROLES_BY_ACTION, Action
from zhisheng.kit.errors import NotFoundError

YEARS_BACK = 3
GRANTED_FIELD = "returns"


@dataclass(frozen=True, slots=True)
class DueReturn:
    """A form that waits for an enterprise, with what was filled in so far."""

    form: Form
    enterprise: Enterprise
    period: str
    filing: Return | None

    @property
    def is_done(self) -> bool:
        done = {ReturnStatus.SUBMITTED, ReturnStatus.CHECKED, ReturnStatus.WITHDRAWN}
        return self.filing is not None and self.filing.status in done


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a form."""

    number: int
    label: str
    fields: tuple[FormField, ...]


def get_open_periods(on: date) -> list[str]:
    """Return the full years that can be filed, the latest first."""
    return [str(on.year - back) for back in range(1, YEARS_BACK + 1)]


def is_form_open(form: Form, on: date) -> bool:
    return form.valid_from <= on and (form.valid_to is None or on <= form.valid_to)


def is_survey(form: Form) -> bool:
    return form.right == FormRight.SURVEY


def get_form(code: str) -> Form:
    form = Form.objects.filter(code=code).first()
    if form is None:
        raise NotFoundError
    return form


def list_steps(form: Form) -> list[Step]:
    """Return the pages of a form in its order."""
    fields = list(form.form_fields.select_related("indicator").order_by("position"))
    labels = list(dict.fromkeys(field.step for field in fields))
    return [
        Step(number, label, tuple(field for field in fields if field.step == label))
        for number, label in enumerate(labels, start=1)
    ]


def list_own_enterprises_for(actor: Actor) -> QuerySet[Enterprise]:
    """Return the enterprises a person files for."""
    return select_acted_for(actor, ROLES_BY_ACTION[Action.FILE_RETURN])


def get_own_enterprise_for(*, actor: Actor, code: str) -> Enterprise:
    enterprise = list_own_enterprises_for(actor).filter(code=code).first()
    if enterprise is None:
        raise NotFoundError
    return enterprise


def list_governed_enterprises_for(actor: Actor) -> QuerySet[Enterprise]:
    """Return the enterprises an officer's units govern."""
    scope = get_scope(actor)
    if not scope.is_officer:
        return Enterprise.unscoped.none()
    return Enterprise.unscoped.filter(build_governed_condition(scope, actor))


def get_readable_enterprise_for(*, actor: Actor, code: str) -> Enterprise:
    """Return an enterprise whose values the actor may read: own, governed or granted."""
    enterprise = Enterprise.unscoped.filter(code=code).first()
    if enterprise is None or not _may_read(actor, enterprise):
        raise NotFoundError
    return enterprise


def list_due_for(*, actor: Actor, on: date) -> list[DueReturn]:
    """Return the open forms for last year, of every enterprise the person files for."""
    period = get_open_periods(on)[0]
    enterprises = list(list_own_enterprises_for(actor))
    forms = list(Form.objects.filter(_open_on(on)).order_by("code"))
    filings = {
        (filing.form_id, filing.enterprise_id): filing
        for filing in Return.objects.filter(enterprise__in=enterprises, period=period)
    }
    return [
        DueReturn(form, enterprise, period, filings.get((form.pk, enterprise.pk)))
        for enterprise in enterprises
        for form in forms
    ]


def list_closed_forms(on: date) -> list[Form]:
    return list(Form.objects.filter(valid_to__lt=on).order_by("-valid_to"))


def list_own_returns_for(actor: Actor) -> QuerySet[Return]:
    """Return what was filed for the person's enterprises, latest period first."""
    return (
        Return.objects.filter(enterprise__in=list_own_enterprises_for(actor))
        .select_related("form", "enterprise")
        .order_by("-period", "-pk")
    )


def list_returns_for(
    *, actor: Actor, status: str = "", period: str = ""
) -> QuerySet[Return]:
    """Return submitted returns an officer governs; drafts belong to the enterprise alone."""
    filings = Return.objects.filter(
        enterprise__in=list_governed_enterprises_for(actor),
        status__in=[ReturnStatus.SUBMITTED, ReturnStatus.CHECKED],
    )
    if status:
        filings = filings.filter(status=status)
    if period:
        filings = filings.filter(period=period)
    return filings.select_related("form", "enterprise", "checked_by").order_by("-pk")


def get_own_return_for(*, actor: Actor, code: str) -> Return:
    return _get(list_own_returns_for(actor), code)


def get_governed_return_for(*, actor: Actor, code: str) -> Return:
    return _get(list_returns_for(actor=actor), code)


def get_return_for(*, actor: Actor, code: str) -> Return:
    """Return one the actor filed or, once submitted, governs."""
    own = list_own_returns_for(actor).filter(code=code).first()
    return own or get_governed_return_for(actor=actor, code=code)


def list_indicators(*, level: str = "") -> list[Indicator]:
    """Return the dictionary, or the part of one level."""
    indicators = list(Indicator.objects.all())
    return [i for i in indicators if not level or level in i.levels]


def _get(filings: QuerySet[Return], code: str) -> Return:
    filing = filings.filter(code=code).first()
    if filing is None:
        raise NotFoundError
    return filing


def _open_on(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))


def _may_read(actor: Actor, enterprise: Enterprise) -> bool:
    own = list_own_enterprises_for(actor).filter(pk=enterprise.pk)
    governed = list_governed_enterprises_for(actor).filter(pk=enterprise.pk)
    return own.exists() or governed.exists() or _is_granted(actor, enterprise)


def _is_granted(actor: Actor, enterprise: Enterprise) -> bool:
    grants = Grant.live.filter(
        viewer_id__in=get_scope(actor).organisation_ids, enterprise=enterprise
    )
    return any(GRANTED_FIELD in grant.fields for grant in grants)
