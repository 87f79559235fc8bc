"""Two officers at once: PostgreSQL only, SQLite admits one writer anyway."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from zhisheng.apps.accounts.models import Membership
from zhisheng.apps.registry import services
from zhisheng.apps.registry.errors import ReviewDecidedError
from zhisheng.apps.registry.models import Claim, Enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit.tests.documents import make_pdf

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs a PostgreSQL server"
    ),
]


def test_two_claims_approved_at_once_admit_one_owner(
    expert, bank_user, officer_county, officer_city, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    one = make_enterprise()
    claims = [
        services.claim_enterprise(
            enterprise=one, proof=make_pdf(), proof_name="a.pdf", actor=person
        )
        for person in (expert, bank_user)
    ]
    barrier = threading.Barrier(2)

    def approve(claim, officer):
        barrier.wait()
        try:
            services.decide_claim(
                claim=Claim.objects.get(pk=claim.pk), is_approved=True, actor=officer
            )
        except ReviewDecidedError:
            return "too late"
        finally:
            connections.close_all()
        return "approved"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(approve, claims, (officer_county, officer_city)))

    assert sorted(outcomes) == ["approved", "too late"]
    assert sorted(Claim.objects.values_list("status", flat=True)) == [
        "approved",
        "refused",
    ]
    organisation = Enterprise.unscoped.get().organisation
    assert Membership.objects.filter(organisation=organisation).count() == 1
