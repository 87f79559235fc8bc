from datetime import date
from typing import Any

import factory
from django.utils import timezone

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.places.tests.reference import save_small_reference
from zhisheng.apps.registry.models import Enterprise, EnterpriseVersion, Grant
from zhisheng.apps.registry.services.name_index import index_names
from zhisheng.methods.identifiers import make_uscc
from zhisheng.methods.linkage import name_key


class EnterpriseFactory(factory.django.DjangoModelFactory[Enterprise]):
    """An enterprise with its first version and its search index."""

    class Meta:
        model = Enterprise
        exclude = ("valid_from",)
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"安平县示例{number}丝网有限公司")
    name_key = factory.LazyAttribute(lambda one: name_key(one.name))
    region_id = "131125"
    industry_id = "3340"
    size_class = "small"
    legal_form = "company"
    address = "安平县示例路1号"

    @classmethod
    def _get_manager(cls, model_class: type[Enterprise]) -> Any:
        return model_class.unscoped


class GrantFactory(factory.django.DjangoModelFactory[Grant]):
    class Meta:
        model = Grant

    purpose = "certification"
    fields = ["name", "region"]
    basis = "企业自主选择认证机构"
    valid_from = date(2020, 1, 1)


def make_enterprise(
    *,
    organisation: Organisation | None = None,
    valid_from: date | None = None,
    **values: Any,
) -> Enterprise:
    """Save an enterprise as the services would: row, first version, search index."""
    save_small_reference()
    enterprise = EnterpriseFactory.create(organisation=organisation, **values)
    attributes = {
        field.attname: getattr(enterprise, field.attname)
        for field in EnterpriseVersion._meta.concrete_fields
        if hasattr(enterprise, field.attname) and not field.primary_key
    }
    EnterpriseVersion.objects.create(
        **attributes,
        enterprise=enterprise,
        valid_from=valid_from or timezone.localdate(),
    )
    index_names(
        Enterprise.unscoped.filter(pk=enterprise.pk).values_list("pk", "name_key")
    )
    return enterprise


def make_code(number: int) -> str:
    """Return a well-formed code of no real enterprise."""
    return make_uscc(
        department="9",
        category="1",
        region="131125",
        organisation_body=f"AA{number:06d}",
    ).code
