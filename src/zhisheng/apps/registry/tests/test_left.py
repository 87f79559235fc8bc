"""An enterprise whose last owner closed the account: claimed again, with all it has."""

import pytest

from zhisheng.apps.accounts import services as accounts
from zhisheng.apps.accounts.models import Membership, Message
from zhisheng.apps.accounts.tests.factories import UserFactory
from zhisheng.apps.registry import services
from zhisheng.apps.registry.errors import AlreadyClaimedError
from zhisheng.apps.registry.models import Claim
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit.tests.documents import make_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def enterprise(owner, owner_organisation):
    return make_enterprise(name="安平县示例丝网厂", organisation=owner_organisation)


def claim(enterprise, actor):
    return services.claim_enterprise(
        enterprise=enterprise, proof=make_pdf(), actor=actor
    )


def leave(owner, organisation):
    accounts.close_account(leaving=[organisation.code], actor=owner)
    services.tell_left(organisation_code=organisation.code)


def test_it_is_claimed_again_with_all_that_hangs_on_it(
    enterprise, owner, worker, owner_organisation, officer_county
):
    heir = UserFactory()
    with pytest.raises(AlreadyClaimedError):
        claim(enterprise, heir)
    assert not Claim.objects.exists()

    leave(owner, owner_organisation)
    opened = claim(enterprise, heir)
    services.decide_claim(claim=opened, is_approved=True, actor=officer_county)

    enterprise.refresh_from_db()
    assert enterprise.organisation == owner_organisation
    present = Membership.objects.present().filter(organisation=owner_organisation)
    assert sorted(present.values_list("user__code", "role")) == sorted(
        [(heir.code, "owner"), (worker.code, "worker")]
    )
    with pytest.raises(AlreadyClaimedError):
        claim(enterprise, UserFactory())


def test_the_office_is_told_once(enterprise, owner, owner_organisation, officer_county):
    leave(owner, owner_organisation)
    services.tell_left(organisation_code=owner_organisation.code)

    (told,) = Message.objects.all()
    assert told.recipient == officer_county
    assert told.title.format(**told.data) == (
        "“安平县示例丝网厂”的负责人注销了账号，现在没有人管。"
        "要办的事请联系企业，请它重新认领。"
    )
    services.tell_left(organisation_code="O-NONE")
    assert Message.objects.count() == 1


def test_an_account_that_nobody_ever_looked_after_is_not_free(enterprise):
    Membership.objects.all().delete()

    with pytest.raises(AlreadyClaimedError):
        claim(enterprise, UserFactory())
