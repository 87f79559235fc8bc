"""What a page or an answer shows of an enterprise: hidden fields are empty, and named."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.db.models import TextChoices

from zhisheng.apps.accounts.selectors import Scope
from zhisheng.apps.places.selectors import name_industry, name_industry_with_code
from zhisheng.apps.registry.choices import EnterpriseStatus, LegalForm, SizeClass
from zhisheng.apps.registry.models import Enterprise, Grant
from zhisheng.apps.registry.models.enterprises import covers_enterprise
from zhisheng.kit.crypto import mask_mobile

# Field a grant can name → what it opens of a record.
COLUMNS_BY_FIELD: Mapping[str, tuple[str, ...]] = {
    "uscc": ("uscc",),
    "region": ("region_code", "region_name", "unit_name"),
    "address": (
        "address",
        "business_region_code",
        "business_region_name",
        "business_address",
    ),
    "industry": ("industry_code", "industry_name"),
    "size_class": ("size_class", "size_label"),
    "legal_form": ("legal_form", "legal_form_label"),
    "established_on": ("established_on",),
    "contact": ("contact_name", "contact_phone_masked"),
}
EMPTY: Mapping[str, Any] = {"established_on": None}


@dataclass(frozen=True, slots=True)
class EnterpriseRow:
    """One line of the roster; ``hidden`` names the fields the viewer was not granted."""

    id: int
    code: str
    name: str
    status: str
    status_label: str
    uscc: str = ""
    legal_form: str = ""
    legal_form_label: str = ""
    region_code: str = ""
    region_name: str = ""
    unit_name: str = ""
    address: str = ""
    business_region_code: str = ""
    business_region_name: str = ""
    business_address: str = ""
    industry_code: str = ""
    industry_name: str = ""
    size_class: str = ""
    size_label: str = ""
    established_on: date | None = None
    contact_name: str = ""
    contact_phone_masked: str = ""
    hidden: frozenset[str] = frozenset()
    # Earlier names by which a search found it.
    former_names: tuple[str, ...] = ()

    @property
    def industry_label(self) -> str:
        """The industry in the reader's language."""
        return name_industry(self.industry_code, self.industry_name)

    @property
    def industry_with_code(self) -> str:
        return name_industry_with_code(self.industry_code, self.industry_name)


def show_rows(
    enterprises: Collection[Enterprise], scope: Scope, *, with_contact: bool = False
) -> list[EnterpriseRow]:
    """Show rows as this scope may see them; one query for all their grants."""
    granted = _collect_granted(enterprises, scope)
    return [
        _show(
            enterprise,
            find_hidden(enterprise, scope, granted),
            with_contact=with_contact,
        )
        for enterprise in enterprises
    ]


def find_hidden(
    enterprise: Enterprise, scope: Scope, granted: Mapping[int, set[str]]
) -> frozenset[str]:
    if is_own_or_governed(enterprise, scope):
        return frozenset()
    return frozenset(COLUMNS_BY_FIELD.keys() - granted.get(enterprise.pk, set()))


def is_own_or_governed(enterprise: Enterprise, scope: Scope) -> bool:
    return enterprise.organisation_id in scope.organisation_ids or covers_enterprise(
        scope, enterprise
    )


def _collect_granted(
    enterprises: Iterable[Enterprise], scope: Scope
) -> dict[int, set[str]]:
    ids = [one.pk for one in enterprises if not is_own_or_governed(one, scope)]
    granted: dict[int, set[str]] = {}
    if not ids:
        return granted
    live = Grant.live.filter(enterprise__in=ids, viewer_id__in=scope.organisation_ids)
    for enterprise_id, names in live.values_list("enterprise_id", "fields"):
        granted.setdefault(enterprise_id, set()).update(names)
    return granted


def _show(
    enterprise: Enterprise, hidden: frozenset[str], *, with_contact: bool
) -> EnterpriseRow:
    row = _read(enterprise)
    if with_contact and "contact" not in hidden:
        row = replace(
            row,
            contact_name=enterprise.contact_name,
            contact_phone_masked=mask_mobile(enterprise.contact_phone),
        )
    covered = {column for field in hidden for column in COLUMNS_BY_FIELD[field]}
    masks = {column: EMPTY.get(column, "") for column in covered}
    return replace(row, hidden=hidden, **masks)


def _read(enterprise: Enterprise) -> EnterpriseRow:
    region, industry = enterprise.region, enterprise.industry
    business_region = enterprise.business_region
    return EnterpriseRow(
        id=enterprise.pk,
        code=enterprise.code,
        name=enterprise.name,
        status=enterprise.status,
        status_label=_name(EnterpriseStatus, enterprise.status),
        uscc=enterprise.uscc,
        legal_form=enterprise.legal_form,
        legal_form_label=_name(LegalForm, enterprise.legal_form),
        region_code=enterprise.region_id or "",
        region_name=region.full_name if region else "",
        unit_name=enterprise.unit.name if enterprise.unit else "",
        address=enterprise.address,
        business_region_code=enterprise.business_region_id or "",
        business_region_name=business_region.full_name if business_region else "",
        business_address=enterprise.business_address,
        industry_code=enterprise.industry_id or "",
        industry_name=industry.name if industry else "",
        size_class=enterprise.size_class,
        size_label=_name(SizeClass, enterprise.size_class),
        established_on=enterprise.established_on,
    )


def _name(choices: type[TextChoices], value: str) -> str:
    """Say a choice in words; Django's own display lists all choices for each call."""
    return str(choices(value).label) if value else ""


COLUMNS = tuple(field.name for field in fields(EnterpriseRow))
