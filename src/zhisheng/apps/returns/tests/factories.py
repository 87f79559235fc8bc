import factory

from zhisheng.apps.accounts.choices import OrganisationKind
from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.returns.models import Indicator, Value


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"演示机构{n}")
    kind = OrganisationKind.CERTIFICATION_BODY


class EnterpriseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enterprise

    name = factory.Sequence(lambda n: f"演示企业{n}")

    @classmethod
    def _get_manager(cls, model_class):
        return model_class.unscoped


class ValueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Value

    enterprise = factory.SubFactory(EnterpriseFactory)
    declared_by = factory.SubFactory(OrganisationFactory)
    indicator = factory.LazyFunction(lambda: Indicator.objects.get(code="revenue"))
    period = "2024"
    source_kind = "sheet"
    source = "sheet:A"
    origin = factory.SelfAttribute("source")
    value = 1
