"""What an enterprise does with a return, and what an officer does with it."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.selectors import name_represented
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.returns import errors, selectors
from zhisheng.apps.returns.choices import ReturnStatus, ValueSource
from zhisheng.apps.returns.models import Form, Return, Value
from zhisheng.apps.returns.permissions import Action, require
from zhisheng.apps.returns.services.examination import (
    BASE_UNIT,
    Examination,
    examine_return,
    read_value,
)
from zhisheng.apps.returns.services.prefill import (
    build_prefilled_answers,
    rewrite_untouched,
)
from zhisheng.apps.returns.services.wording import (
    describe_refusals,
    describe_unreadable,
)
from zhisheng.apps.returns.sheets import Declared
from zhisheng.kit import audit
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.kit.language import join_words, say
from zhisheng.ui.formats import format_date

LONGEST_ANSWER = 80
LONGEST_REASON = 300
MONEY_UNITS = ("万元", BASE_UNIT)


@transaction.atomic
def open_return(
    *, form: Form, enterprise: Enterprise, period: str, on: date, actor: User
) -> Return:
    """Return the draft of a form for a year, made on the first call."""
    _require_own(enterprise, actor)
    _require_open(form, period, on)
    filing, is_new = Return.objects.get_or_create(
        form=form, enterprise=enterprise, period=period
    )
    if is_new:
        filing.answers = build_prefilled_answers(
            form=form, enterprise=enterprise, period=period, unit=MONEY_UNITS[0]
        )
        filing.save(update_fields=["answers"])
        audit.record(
            action="returns.opened",
            subject=filing,
            actor=actor,
            proxy_for=_name_represented(filing, actor),
        )
    return filing


@transaction.atomic
def save_draft(
    *,
    filing: Return,
    texts: Mapping[str, str],
    actor: User,
    unit: str = MONEY_UNITS[0],
    explanations: Mapping[str, str] | None = None,
) -> Return:
    """Keep what was typed so far, readable or not; what is not, submitting refuses."""
    locked = _lock_own(filing, actor)
    if locked.status != ReturnStatus.DRAFT:
        raise errors.ReturnLockedError
    old = {"answers": locked.answers, "explanations": locked.explanations}
    unit = unit if unit in MONEY_UNITS else MONEY_UNITS[0]
    typed = _limit(texts, LONGEST_ANSWER)
    prefilled, rewritten = rewrite_untouched(locked, typed, unit)
    kept = {**locked.answers.get("texts", {}), **typed, **rewritten}
    locked.answers = {
        "unit": unit,
        "units": {**locked.answers.get("units", {}), **dict.fromkeys(typed, unit)},
        "texts": {code: text for code, text in kept.items() if text},
        "prefilled": prefilled,
    }
    reasons = _limit(explanations or {}, LONGEST_REASON)
    locked.explanations = {**locked.explanations, **reasons}
    new = {"answers": locked.answers, "explanations": locked.explanations}
    if new != old:
        locked.save(update_fields=["answers", "explanations", "updated_at"])
        audit.record(
            action="returns.draft_saved",
            subject=locked,
            actor=actor,
            old=old,
            new=new,
            proxy_for=_name_represented(locked, actor),
        )
    return locked


@transaction.atomic
def submit_return(*, filing: Return, on: date, actor: User) -> Return:
    """Declare the values of a return; every warning needs a reason.

    Values that an earlier submission declared and this one leaves out are withdrawn.
    """
    locked = _lock_own(filing, actor)
    _require_open(locked.form, locked.period, on)
    if locked.status != ReturnStatus.DRAFT:
        raise errors.ReturnLockedError
    examination = examine_return(locked)
    _require_acceptable(locked, examination)
    old = _snapshot_values(locked)
    _declare(locked, examination.declared)
    locked.status = ReturnStatus.SUBMITTED
    locked.warnings = [_as_json(result) for result in examination.warnings]
    locked.submitted_by, locked.submitted_at = actor, timezone.now()
    locked.checked_by = locked.checked_at = None
    locked.save()
    audit.record(
        action="returns.submitted",
        subject=locked,
        actor=actor,
        old=old,
        new=_snapshot_values(locked),
        proxy_for=_name_represented(locked, actor),
    )
    return locked


@dataclass(frozen=True, slots=True)
class Answers:
    """What a program sends at once: texts, the unit of money, reasons for warnings."""

    texts: Mapping[str, str]
    unit: str
    explanations: Mapping[str, str]


@transaction.atomic
def file_return(
    *,
    form: Form,
    enterprise: Enterprise,
    period: str,
    answers: Answers,
    on: date,
    actor: User,
) -> Return:
    """Open, fill and submit a return at once; one filed before is corrected."""
    filing = open_return(
        form=form, enterprise=enterprise, period=period, on=on, actor=actor
    )
    if filing.status != ReturnStatus.DRAFT:
        filing = correct_return(filing=filing, actor=actor)
    fields = {field.indicator_id for field in form.form_fields.all()}
    _require_known(answers, fields)
    texts = {code: answers.texts.get(code, "") for code in fields}
    filing = save_draft(
        filing=filing,
        texts=texts,
        unit=answers.unit,
        explanations=answers.explanations,
        actor=actor,
    )
    unreadable = describe_unreadable(form, texts, answers.unit)
    if unreadable:
        others = describe_refusals(form, examine_return(filing))
        raise FieldsRefusedError({**others, **unreadable})
    return submit_return(filing=filing, on=on, actor=actor)


@transaction.atomic
def correct_return(*, filing: Return, actor: User) -> Return:
    """Open a submitted return again; its values stand until it is submitted anew."""
    locked = _lock_own(filing, actor)
    if locked.status == ReturnStatus.DRAFT:
        raise errors.ReturnNotSubmittedError
    old_status = locked.status
    locked.status = ReturnStatus.DRAFT
    locked.save(update_fields=["status", "updated_at"])
    audit.record(
        action="returns.reopened",
        subject=locked,
        actor=actor,
        old=old_status,
        new=locked.status,
        proxy_for=_name_represented(locked, actor),
    )
    return locked


@transaction.atomic
def withdraw_return(*, filing: Return, actor: User) -> Return:
    """Take voluntary material back: its values go, the audit entry keeps them."""
    locked = _lock_own(filing, actor)
    if selectors.is_survey(locked.form):
        raise errors.SurveyStaysError
    old = {"answers": locked.answers, "values": _snapshot_values(locked)}
    Value.objects.filter(source=locked.code).delete()
    locked.status = ReturnStatus.WITHDRAWN
    locked.answers, locked.explanations, locked.warnings = {}, {}, []
    locked.save()
    audit.record(
        action="returns.withdrawn",
        subject=locked,
        actor=actor,
        old=old,
        proxy_for=_name_represented(locked, actor),
    )
    return locked


@transaction.atomic
def check_return(*, filing: Return, actor: User) -> Return:
    """Mark a submitted return and its values as checked by an officer."""
    require(actor, Action.CHECK_RETURN)
    governed = selectors.list_returns_for(actor=actor).filter(pk=filing.pk)
    locked = governed.select_for_update(of=("self",)).first()
    if locked is None:
        raise NotFoundError
    if locked.status == ReturnStatus.CHECKED:
        return locked
    old_status = locked.status
    locked.status = ReturnStatus.CHECKED
    locked.checked_by, locked.checked_at = actor, timezone.now()
    locked.save(update_fields=["status", "checked_by", "checked_at", "updated_at"])
    Value.objects.filter(source=locked.code).update(
        checked_by=actor, checked_at=locked.checked_at
    )
    audit.record(
        action="returns.checked",
        subject=locked,
        actor=actor,
        old=old_status,
        new=locked.status,
    )
    return locked


def _require_known(answers: Answers, fields: Collection[str]) -> None:
    refused = {
        code: _("这张表没有这个指标。") for code in answers.texts if code not in fields
    }
    if answers.unit not in MONEY_UNITS:
        choices = join_words(MONEY_UNITS)
        refused["unit"] = _("只能写其中之一：{expected}。").format(expected=choices)
    if refused:
        raise FieldsRefusedError(refused)


def _require_own(enterprise: Enterprise, actor: User) -> None:
    require(actor, Action.FILE_RETURN)
    selectors.get_own_enterprise_for(actor=actor, code=enterprise.code)


def _require_open(form: Form, period: str, on: date) -> None:
    if form.valid_to is not None and on > form.valid_to:
        raise errors.FormClosedError(
            form=say(form.name), valid_to=format_date(form.valid_to)
        )
    if on < form.valid_from:
        raise errors.FormNotOpenError(
            form=say(form.name), valid_from=format_date(form.valid_from)
        )
    periods = selectors.get_open_periods(on)
    if period not in periods:
        raise errors.PeriodRefusedError(period=period, periods=join_words(periods))


def _name_represented(filing: Return, actor: User) -> str:
    return name_represented(actor, filing.enterprise.organisation_id)


def _lock_own(filing: Return, actor: User) -> Return:
    require(actor, Action.FILE_RETURN)
    own = selectors.list_own_returns_for(actor).filter(pk=filing.pk)
    locked = own.select_for_update(of=("self",)).first()
    if locked is None:
        raise NotFoundError
    return locked


def _require_acceptable(filing: Return, examination: Examination) -> None:
    refused = describe_refusals(filing.form, examination)
    if refused:
        raise FieldsRefusedError(fields=refused)
    if not examination.declared:
        raise errors.NothingDeclaredError
    keys = tuple(
        result.key
        for result in examination.warnings
        if not filing.explanations.get(result.key, "").strip()
    )
    if keys:
        raise errors.ReasonMissingError(keys=keys)


def _declare(filing: Return, declared: Mapping[str, Declared]) -> None:
    declarer = _get_declarer(filing)
    left_out = Value.objects.filter(source=filing.code).exclude(
        indicator__code__in=list(declared)
    )
    left_out.delete()
    for code, answer in declared.items():
        Value.objects.update_or_create(
            enterprise=filing.enterprise,
            indicator_id=code,
            period=filing.period,
            declared_by=declarer,
            defaults={
                **asdict(answer),
                "source_kind": ValueSource.RETURN,
                "source": filing.code,
                "checked_by": None,
                "checked_at": None,
                "recorded_at": timezone.now(),
            },
            create_defaults={
                **asdict(answer),
                "source_kind": ValueSource.RETURN,
                "source": filing.code,
                "origin": filing.code,
            },
        )


def _get_declarer(filing: Return) -> Organisation:
    declarer = filing.enterprise.organisation
    if declarer is None:
        raise NotFoundError
    return declarer


def _snapshot_values(filing: Return) -> dict[str, Any]:
    values = Value.objects.filter(source=filing.code).order_by("indicator_id")
    return {value.indicator_id: read_value(value).as_json() for value in values}


def _as_json(result: Any) -> dict[str, Any]:
    return {
        "key": result.key,
        "rule": result.rule,
        "fields": list(result.fields),
        "details": dict(result.details),
    }


def _limit(texts: Mapping[str, str], length: int) -> dict[str, str]:
    return {code: text.strip()[:length] for code, text in texts.items()}
