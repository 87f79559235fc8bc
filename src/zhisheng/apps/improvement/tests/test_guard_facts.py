"""What the guard knows: shared people, merged records, days, and who told of it."""

import pytest

from zhisheng.apps.accounts.tests.factories import OrganisationFactory
from zhisheng.apps.improvement import errors
from zhisheng.apps.improvement.models import CertifierChoice
from zhisheng.apps.improvement.tests import ordering
from zhisheng.apps.improvement.tests.ordering import (
    employ,
    enter,
    send,
    write_all,
)

pytestmark = pytest.mark.django_db


def test_an_organisation_that_shares_a_person_with_the_certifier_is_not_asked(
    enterprise, owner, body_user, body_organisation, county_unit, officer_county
):
    association = OrganisationFactory.create(kind="association", name="示例协会")
    entry = enter(
        county_unit, officer_county, kind="association", name="示例协会",
        organisation=association,
    )  # fmt: skip
    CertifierChoice.objects.create(enterprise=enterprise, certifier=body_organisation)
    asked = ordering.order(enterprise, owner, help_kind="consultancy")
    employ(body_user, association, "expert")
    before = write_all()
    with pytest.raises(errors.ConflictRefusedError) as raised:
        send(asked, owner, entry)
    assert raised.value.fields["clause"] == "GB/T 27021.1—2017 5.2.10"
    assert write_all() == before
