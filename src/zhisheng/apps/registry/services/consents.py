"""The enterprise's separate consent: given after it was spelled out, withdrawn at once."""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.choices import LegalBasis
from zhisheng.apps.accounts.models import Organisation, ProcessingRecord, User
from zhisheng.apps.accounts.services import ProcessingTerms, record_processing
from zhisheng.apps.registry.choices import FIELDS_BY_GROUP, ConsentPurpose, FieldGroup
from zhisheng.apps.registry.models import Enterprise, Grant
from zhisheng.apps.registry.permissions import Action, require_on
from zhisheng.apps.registry.selectors import find_recipients
from zhisheng.apps.registry.services.attributes import lock_enterprise
from zhisheng.apps.registry.services.grants import end_grant
from zhisheng.kit import audit
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.ui.formats import format_date

LONGEST_CONSENT_MONTHS = 24
MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True)
class ConsentTerms:
    """What is to be agreed to; ``recipient`` is a code, a number or a full name."""

    recipient: str
    groups: Collection[str]
    purpose: str
    until: date


def compute_latest_end(on: date) -> date:
    """Return the last day a consent given on a day can run to."""
    years, month = divmod(on.month - 1 + LONGEST_CONSENT_MONTHS, MONTHS_PER_YEAR)
    year, month = on.year + years, month + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))


def check_terms(
    *, enterprise: Enterprise, terms: ConsentTerms, actor: User
) -> Organisation:
    """Return who is meant; what cannot be agreed to is told beside its field."""
    require_on(actor, Action.CONSENT, enterprise)
    refusals = dict(_list_refusals(terms))
    found = find_recipients(terms.recipient, giver=enterprise, purpose=terms.purpose)
    if not found:
        refusals["recipient"] = _(
            "没有找到这家单位。请核对代码或全称；认证机构请在“帮扶机构”页选择。"
        )
    elif len(found) > 1:
        refusals["recipient"] = _("有几家单位同名，请改填对方的单位代码或信用代码。")
    if refusals:
        raise FieldsRefusedError(refusals)
    return found[0]


@transaction.atomic
def give_consent(*, enterprise: Enterprise, terms: ConsentTerms, actor: User) -> Grant:
    """Let an organisation see groups of fields; an earlier consent of the purpose ends."""
    locked = lock_enterprise(enterprise)
    viewer = check_terms(enterprise=locked, terms=terms, actor=actor)
    purpose = _write_in_chinese([ConsentPurpose(terms.purpose).label])[0]
    _end_all(locked, viewer, purpose, actor)
    record = _record(locked, viewer, purpose, terms, actor)
    fields = {
        name for group in terms.groups for name in FIELDS_BY_GROUP[FieldGroup(group)]
    }
    given = Grant.objects.create(
        enterprise=locked,
        viewer=viewer,
        purpose=purpose,
        fields=sorted(fields),
        basis=_write_in_chinese([LegalBasis.SEPARATE_CONSENT.label])[0],
        consent=record,
        valid_from=record.valid_from,
        until=terms.until,
    )
    audit.record(
        action="registry.consent_given",
        subject=locked,
        actor=actor,
        new={
            "viewer": viewer.code,
            "purpose": purpose,
            "fields": given.fields,
            "until": terms.until.isoformat(),
            "record": record.code,
        },
    )
    return given


@transaction.atomic
def end_consent(
    *, enterprise: Enterprise, viewer: Organisation, purpose: str, actor: User
) -> None:
    """Take back what an organisation was let see for a purpose."""
    locked = lock_enterprise(enterprise)
    written = _write_in_chinese([ConsentPurpose(purpose).label])[0]
    _end_all(locked, viewer, written, actor)


def _end_all(
    enterprise: Enterprise, viewer: Organisation, purpose: str, actor: User
) -> None:
    standing = enterprise.grants.filter(viewer=viewer, purpose=purpose, ended_at=None)
    for grant in standing.select_related("consent", "viewer", "enterprise"):
        end_grant(grant=grant, actor=actor)


def _list_refusals(terms: ConsentTerms) -> list[tuple[str, str]]:
    today = timezone.localdate()
    latest = compute_latest_end(today)
    refusals = []
    if not terms.groups or not set(terms.groups) <= set(FieldGroup.values):
        refusals.append(("groups", _("请至少勾选一项内容。")))
    if terms.purpose not in ConsentPurpose.values:
        refusals.append(("purpose", _("请选择用途。")))
    if terms.until < today:
        refusals.append(("until", _("这一天已经过去，请填今天或以后的日期。")))
    elif terms.until > latest:
        text = _("最长 {months} 个月，最晚到 {latest}。到期前可以再同意一次。")
        told = text.format(months=LONGEST_CONSENT_MONTHS, latest=format_date(latest))
        refusals.append(("until", told))
    return refusals


def _record(
    enterprise: Enterprise,
    viewer: Organisation,
    purpose: str,
    terms: ConsentTerms,
    actor: User,
) -> ProcessingRecord:
    if enterprise.organisation is None:
        raise NotFoundError
    groups = [FieldGroup(group).label for group in sorted(terms.groups)]
    return record_processing(
        subject=enterprise.organisation,
        recipient=viewer,
        terms=ProcessingTerms(
            basis=LegalBasis.SEPARATE_CONSENT,
            purpose=purpose,
            fields=_write_in_chinese(groups),
            valid_from=timezone.localdate(),
            until=terms.until,
        ),
        actor=actor,
    )


def _write_in_chinese(labels: Collection[object]) -> list[str]:
    """Keep the words of the consent in one language, whichever the giver read."""
    with translation.override(settings.LANGUAGE_CODE):
        return [str(label) for label in labels]
