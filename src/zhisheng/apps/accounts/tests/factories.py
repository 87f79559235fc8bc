from datetime import timedelta

import factory
from django.utils import timezone

from zhisheng.apps.accounts.models import Membership, Organisation, Unit, User
from zhisheng.kit.crypto import blind_index


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A person without a usable password; tests sign in with ``client.force_login``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"person{number}")
    name = factory.Sequence(lambda number: f"人员{number}")
    password = "!"
    mobile = ""
    mobile_index = factory.LazyAttribute(
        lambda user: blind_index(user.mobile, purpose="mobile") if user.mobile else ""
    )
    mobile_verified_at = factory.LazyAttribute(
        lambda user: timezone.now() if user.mobile else None
    )


class UnitFactory(factory.django.DjangoModelFactory[Unit]):
    class Meta:
        model = Unit
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda number: f"U-T{number:04d}")
    name = "某市场监督管理局"
    kind = "bureau"
    parent = None
    region = None
    path = factory.LazyAttribute(
        lambda unit: f"{unit.parent.path if unit.parent else ''}{unit.code}/"
    )


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda number: f"某单位{number}")
    kind = "association"


class UnitOrganisationFactory(OrganisationFactory):
    name = factory.SelfAttribute("unit.name")
    kind = "unit"
    unit = factory.SubFactory(UnitFactory)
    region = factory.SelfAttribute("unit.region")


class EnterpriseOrganisationFactory(OrganisationFactory):
    name = factory.Sequence(lambda number: f"某丝网厂{number}")
    kind = "enterprise"


class BodyOrganisationFactory(OrganisationFactory):
    name = factory.Sequence(lambda number: f"某认证有限公司{number}")
    kind = "certification_body"
    approval_number = factory.Sequence(lambda number: f"CNCA-R-9999-{number:03d}")


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = "association"


def make_person(name: str, organisation: Organisation, role: str) -> User:
    """Return a person who acts for an organisation in a role."""
    user = UserFactory.create(name=name)
    MembershipFactory.create(user=user, organisation=organisation, role=role)
    return user


def in_days(days: int):
    return timezone.now() + timedelta(days=days)
