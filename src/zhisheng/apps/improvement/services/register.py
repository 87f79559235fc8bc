"""Offices keep the register; who stands in it keeps absences and how much is taken on."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Organisation, Unit, User
from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.apps.improvement import errors, selectors
from zhisheng.apps.improvement.choices import HelperKind
from zhisheng.apps.improvement.models import (
    Helper,
    HelperAbsence,
    HelperQualification,
)
from zhisheng.apps.improvement.models.register import join_codes
from zhisheng.apps.improvement.permissions import Action, require
from zhisheng.apps.places.models import Region
from zhisheng.kit import audit
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.reference.help import load_fields, load_languages

MOST_OPEN = 50
MOST_ABSENCES = 50


@dataclass(frozen=True, slots=True)
class HelperTerms:
    """What the register says of somebody.

    ``username`` names the account of a person; for an organisation as such it stays
    empty and ``organisation`` is told.
    """

    kind: str
    name: str
    fields: tuple[str, ...]
    regions: tuple[str, ...]
    home: Region | None = None
    languages: tuple[str, ...] = ()
    username: str = ""
    organisation: Organisation | None = None
    group_name: str = ""
    capacity: int = 3
    qualifications: tuple[tuple[str, date | None], ...] = ()


@transaction.atomic
def register_helper(*, terms: HelperTerms, office: Unit, actor: User) -> Helper:
    """Put somebody into the register of an office of the officer's own area."""
    require(actor, Action.KEEP_HELPERS)
    if not get_scope(actor).covers_unit_path(office.path):
        raise NotFoundError
    helper = Helper(office=office, recorded_by=actor)
    _write(helper, terms)
    audit.record(
        action="improvement.helper_registered",
        subject=helper,
        actor=actor,
        new=_describe(helper),
    )
    return helper


@transaction.atomic
def change_helper(*, helper: Helper, terms: HelperTerms, actor: User) -> Helper:
    locked = _lock_kept(helper, actor)
    old = _describe(locked)
    _write(locked, terms)
    audit.record(
        action="improvement.helper_changed",
        subject=locked,
        actor=actor,
        old=old,
        new=_describe(locked),
    )
    return locked


@transaction.atomic
def end_helper(*, helper: Helper, actor: User) -> Helper:
    """Take somebody out of the register; what was done stays told."""
    locked = _lock_kept(helper, actor)
    locked.is_active = False
    locked.save()
    audit.record(action="improvement.helper_ended", subject=locked, actor=actor)
    return locked


@transaction.atomic
def set_capacity(*, helper: Helper, capacity: int, actor: User) -> Helper:
    """Let the helper say how many orders may be open at once; none is none."""
    locked = _lock_own(helper, actor)
    _check_capacity(capacity)
    old = {"capacity": locked.capacity}
    locked.capacity = capacity
    locked.save()
    audit.record(
        action="improvement.helper_capacity_set",
        subject=locked,
        actor=actor,
        old=old,
        new={"capacity": capacity},
    )
    return locked


@transaction.atomic
def add_absence(
    *, helper: Helper, starts_on: date, ends_on: date, today: date, actor: User
) -> HelperAbsence:
    """Note days on which nothing is taken on; the reason is nobody's business."""
    locked = _lock_own(helper, actor)
    if ends_on < starts_on:
        raise FieldsRefusedError({"ends_on": _("结束日期要在开始日期当天或以后。")})
    if ends_on < today:
        raise FieldsRefusedError({"ends_on": _("这些日子已经过去了。")})
    if locked.absences.count() >= MOST_ABSENCES:
        most = _("最多记 {most} 段，请先删掉过去的。").format(most=MOST_ABSENCES)
        raise FieldsRefusedError({"starts_on": most})
    absence = HelperAbsence.objects.create(
        helper=locked, starts_on=starts_on, ends_on=ends_on
    )
    audit.record(
        action="improvement.absence_added",
        subject=locked,
        actor=actor,
        new={"from": f"{starts_on}", "to": f"{ends_on}"},
    )
    return absence


@transaction.atomic
def remove_absence(*, helper: Helper, absence: int, actor: User) -> None:
    locked = _lock_own(helper, actor)
    found = locked.absences.filter(pk=absence).first()
    if found is None:
        raise NotFoundError
    found.delete()
    audit.record(
        action="improvement.absence_removed",
        subject=locked,
        actor=actor,
        old={"from": f"{found.starts_on}", "to": f"{found.ends_on}"},
    )


def _lock_kept(helper: Helper, actor: User) -> Helper:
    require(actor, Action.KEEP_HELPERS)
    locked = (
        Helper.objects.select_for_update(of=("self",))
        .select_related("office")
        .filter(pk=helper.pk)
        .first()
    )
    if locked is None or not selectors.keeps_entry(actor, locked):
        raise NotFoundError
    return locked


def _lock_own(helper: Helper, actor: User) -> Helper:
    require(actor, Action.KEEP_OWN_ENTRY)
    own = selectors.list_own_entries_for(actor).order_by()
    locked = own.filter(pk=helper.pk).select_for_update(of=("self",)).first()
    if locked is None:
        raise NotFoundError
    return locked


def _write(helper: Helper, terms: HelperTerms) -> None:
    _check(terms)
    helper.kind, helper.name = terms.kind, terms.name.strip()
    helper.home, helper.capacity = terms.home, terms.capacity
    helper.fields = join_codes(terms.fields)
    helper.regions = join_codes(terms.regions)
    helper.languages = join_codes(terms.languages)
    helper.group_name = terms.group_name.strip()
    helper.user, helper.organisation = _find_account(helper, terms)
    helper.save()
    helper.qualifications.all().delete()
    HelperQualification.objects.bulk_create(
        HelperQualification(helper=helper, name=name, expires_on=day)
        for name, day in terms.qualifications
    )


def _find_account(
    helper: Helper, terms: HelperTerms
) -> tuple[User | None, Organisation | None]:
    if not terms.username.strip():
        return None, terms.organisation
    found = selectors.find_account(terms.username.strip())
    if found is None:
        raise errors.HelperAccountError
    taken = Helper.objects.filter(user=found[0], is_active=True).exclude(pk=helper.pk)
    other = taken.first()
    if other is not None:
        raise errors.HelperElsewhereError(name=other.name)
    return found


def _check(terms: HelperTerms) -> None:
    refused: dict[str, str] = {}
    if not terms.name.strip():
        refused["name"] = _("请写姓名或名称。")
    if terms.kind not in HelperKind.values:
        refused["kind"] = _("请从列出的里面选。")
    if not terms.fields or not set(terms.fields) <= set(load_fields()):
        refused["fields_of_help"] = _("请至少选一个领域。")
    if not set(terms.languages) <= set(load_languages()):
        refused["languages"] = _("请从列出的里面选。")
    if not terms.regions:
        refused["reach"] = _("请选能去哪里帮扶。")
    if refused:
        raise FieldsRefusedError(refused)
    _check_capacity(terms.capacity)


def _check_capacity(capacity: int) -> None:
    if not 0 <= capacity <= MOST_OPEN:
        told = _("请填 0 到 {most} 的整数。").format(most=MOST_OPEN)
        raise FieldsRefusedError({"capacity": told})


def _describe(helper: Helper) -> dict[str, object]:
    return {
        "kind": helper.kind,
        "name": helper.name,
        "fields": helper.field_codes,
        "regions": helper.region_codes,
        "languages": helper.language_codes,
        "organisation": helper.organisation.code if helper.organisation else "",
        "capacity": helper.capacity,
        "qualifications": helper.qualifications.count() if helper.pk else 0,
    }
