"""A body is chosen to certify beside an order it is asked for: the guard lets one through."""

import pytest
from django.db import connection, transaction

from zhisheng.apps.improvement import errors, selectors, services
from zhisheng.apps.improvement.tests import ordering
from zhisheng.apps.improvement.tests.ordering import enter, move, send
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.tests.at_once import Beside

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs a PostgreSQL server"
    ),
]


@pytest.fixture
def ordered(
    enterprise, owner, helper, expert, county_unit, officer_county, body_organisation
):
    """Order a consultancy where an expert of the group of a body could be asked."""
    helper.group_name = "某某集团"
    helper.save()
    enter(
        county_unit, officer_county, kind="body", name=body_organisation.name,
        organisation=body_organisation, group_name=helper.group_name,
    )  # fmt: skip
    return ordering.order(enterprise, owner, help_kind="consultancy")


@pytest.fixture
def choose(enterprise, owner, body_organisation):
    return lambda: services.choose_certifier(
        enterprise=enterprise, body=body_organisation, actor=owner
    )


def count(action):
    return AuditEntry.objects.filter(action=action).count()


def test_nobody_is_asked_beside_the_choice_of_the_body(ordered, choose, owner, helper):
    beside = Beside()
    moved = count("improvement.order_moved")
    with transaction.atomic():
        choose()
        beside.start(lambda: send(ordered, owner, helper))
    assert beside.finish() == [errors.ConflictRefusedError]
    ordered.refresh_from_db()
    assert (ordered.state, ordered.helper) == ("choosing", None)
    assert count("improvement.order_moved") == moved


def test_a_body_is_not_chosen_beside_asking_it(
    enterprise, ordered, choose, owner, helper
):
    beside = Beside()
    with transaction.atomic():
        send(ordered, owner, helper)
        beside.start(choose)
    assert beside.finish() == [errors.ConflictRefusedError]
    assert selectors.find_certifier_choice(enterprise) is None


def test_a_body_is_not_chosen_beside_its_taking_an_order(
    enterprise, ordered, choose, owner, helper, expert
):
    send(ordered, owner, helper)
    beside = Beside()
    with transaction.atomic():
        move(ordered, "accept", expert)
        beside.start(choose)
    assert beside.finish() == [errors.ConflictRefusedError]
    assert selectors.find_certifier_choice(enterprise) is None
    assert count("improvement.certifier_chosen") == 0
