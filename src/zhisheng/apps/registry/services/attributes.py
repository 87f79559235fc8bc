"""Change what is recorded of an enterprise as of a day; the calling service audits."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.registry.choices import LegalForm
from zhisheng.apps.registry.errors import (
    BeforeFirstVersionError,
    EnterpriseMergedError,
    FieldNotOfficialError,
    NameMissingError,
    UsccTakenError,
)
from zhisheng.apps.registry.models import (
    Enterprise,
    EnterpriseAttributes,
    EnterpriseVersion,
)
from zhisheng.apps.registry.selectors.reviews import TABLES
from zhisheng.apps.registry.services.name_index import (
    keep_former_names,
    reindex_name,
)
from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.methods.identifiers import parse_uscc
from zhisheng.methods.linkage import name_key
from zhisheng.ui.formats import format_date

ATTRIBUTES = tuple(
    field.attname for field in EnterpriseAttributes._meta.get_fields() if field.concrete
)
# What an owner may propose and an officer may change.
OFFICIAL_FIELDS = (
    "name",
    "uscc",
    "legal_form",
    "region_id",
    "address",
    "business_region_id",
    "business_address",
    "industry_id",
)


def clean_official(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the official fields as they are stored: texts stripped, codes checked."""
    cleaned: dict[str, Any] = {}
    for name, value in values.items():
        if name not in OFFICIAL_FIELDS:
            raise FieldNotOfficialError(field=name)
        text = str(value or "").strip()
        if name == "name" and not text:
            raise NameMissingError
        if name == "uscc" and text:
            text = parse_uscc(text).code
        cleaned[name] = (text or None) if name in TABLES else text
    _check_texts(cleaned)
    _check_codes(cleaned)
    return cleaned


def write_attributes(
    enterprise: Enterprise,
    changes: Mapping[str, Any],
    *,
    on: date,
    source: str = "",
    actor: User | None,
) -> dict[str, Any]:
    """Record the changes from a day on; return the old values of what changed.

    Versions after that day get a change too, where they only carried the old value on;
    the current row is what the last version says. Before the first version nothing is
    known, so nothing can change there: later versions would lose what they were told.
    """
    locked = lock_enterprise(enterprise)
    versions = list(locked.versions.order_by("valid_from", "pk"))
    refuse_before(versions[0] if versions else None, on=on)
    before = _find_as_of(versions, on) or locked
    changes = {
        name: value for name, value in changes.items() if getattr(before, name) != value
    }
    if not changes:
        return {}
    old = {name: getattr(before, name) for name in changes}
    written = _write_version(locked, before, changes, on=on, source=source, actor=actor)
    last = _carry_on(versions, written, old, changes)
    _make_current(locked, last)
    if "name" in changes:
        names = {old["name"], changes["name"], *(one.name for one in versions)}
        keep_former_names((locked, name) for name in sorted(names))
    enterprise.refresh_from_db()
    return old


def lock_enterprise(enterprise: Enterprise) -> Enterprise:
    locked = Enterprise.unscoped.select_for_update().get(pk=enterprise.pk)
    if locked.merged_into is not None:
        raise EnterpriseMergedError(name=locked.merged_into.name)
    return locked


def refuse_before(first: EnterpriseVersion | None, *, on: date) -> None:
    """Refuse a change of a time of which nothing is recorded."""
    if first is not None and on < first.valid_from:
        raise BeforeFirstVersionError(day=format_date(first.valid_from))


def write_first_version(
    enterprise: Enterprise, *, on: date, source: str = "", actor: User | None
) -> EnterpriseVersion:
    return _write_version(enterprise, enterprise, {}, on=on, source=source, actor=actor)


def save_unique(enterprise: Enterprise) -> None:
    """Save; a code that another enterprise holds is told in plain words."""
    try:
        with transaction.atomic():
            enterprise.save()
    except IntegrityError as error:
        if not _is_taken(enterprise):
            raise
        raise UsccTakenError from error


def _check_texts(cleaned: Mapping[str, Any]) -> None:
    refused = {}
    for name, text in cleaned.items():
        field = EnterpriseAttributes._meta.get_field(name)
        longest = getattr(field, "max_length", None)
        if name == "legal_form" and text and text not in LegalForm.values:
            refused[name] = _("没有这个代码，请从列表中选择。")
        elif longest and text and len(text) > longest:
            refused[name] = _("最多 {longest} 个字。").format(longest=longest)
    if refused:
        raise FieldsRefusedError(refused)


def _check_codes(cleaned: Mapping[str, Any]) -> None:
    unknown = {
        name: _("没有这个代码，请从列表中选择。")
        for name, model in TABLES.items()
        if cleaned.get(name) and not model.objects.filter(code=cleaned[name]).exists()
    }
    if unknown:
        raise FieldsRefusedError(unknown)


def _find_as_of(
    versions: list[EnterpriseVersion], on: date
) -> EnterpriseVersion | None:
    earlier = [version for version in versions if version.valid_from <= on]
    return earlier[-1] if earlier else None


def _write_version(
    enterprise: Enterprise,
    before: Enterprise | EnterpriseVersion,
    changes: Mapping[str, Any],
    *,
    on: date,
    source: str,
    actor: User | None,
) -> EnterpriseVersion:
    values = {name: getattr(before, name) for name in ATTRIBUTES} | dict(changes)
    return EnterpriseVersion.objects.create(
        enterprise=enterprise,
        valid_from=on,
        source=source,
        recorded_by=actor,
        **values,
    )


def _carry_on(
    versions: list[EnterpriseVersion],
    written: EnterpriseVersion,
    old: Mapping[str, Any],
    changes: Mapping[str, Any],
) -> EnterpriseVersion:
    last = written
    open_fields = set(changes)
    # Of a day only what was written last counts.
    for version in {one.valid_from: one for one in versions}.values():
        if version.valid_from <= written.valid_from:
            continue
        open_fields = {n for n in open_fields if getattr(version, n) == old[n]}
        for name in open_fields:
            setattr(version, name, changes[name])
        version.save(update_fields=open_fields)
        last = version
    return last


def _make_current(enterprise: Enterprise, last: EnterpriseVersion) -> None:
    old_key = enterprise.name_key
    for name in ATTRIBUTES:
        setattr(enterprise, name, getattr(last, name))
    enterprise.name_key = name_key(enterprise.name)
    save_unique(enterprise)
    if enterprise.name_key != old_key:
        reindex_name(enterprise, old_key=old_key)


def _is_taken(enterprise: Enterprise) -> bool:
    others = Enterprise.unscoped.filter(uscc=enterprise.uscc, merged_into=None)
    return bool(enterprise.uscc) and others.exclude(pk=enterprise.pk).exists()
