"""A body is chosen to certify beside its taking an order: the guard lets one through."""

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
def asked(
    enterprise, owner, helper, expert, county_unit, officer_county, body_organisation
):
    """Send an order for consultancy to an expert of the group of a body."""
    helper.group_name = "某某集团"
    helper.save()
    enter(
        county_unit, officer_county, kind="body", name=body_organisation.name,
        organisation=body_organisation, group_name=helper.group_name,
    )  # fmt: skip
    order = ordering.order(enterprise, owner, help_kind="consultancy")
    return send(order, owner, helper)


@pytest.fixture
def choose(enterprise, owner, body_organisation):
    return lambda: services.choose_certifier(
        enterprise=enterprise, body=body_organisation, actor=owner
    )


def count(action):
    return AuditEntry.objects.filter(action=action).count()


def test_an_order_is_not_taken_beside_the_choice_of_its_body(asked, choose, expert):
    beside = Beside()
    moved = count("improvement.order_moved")
    with transaction.atomic():
        choose()
        beside.start(lambda: move(asked, "accept", expert))
    assert beside.finish() == [errors.ConflictRefusedError]
    asked.refresh_from_db()
    assert (asked.state, asked.accepted_at) == ("sent", None)
    assert count("improvement.order_moved") == moved


def test_a_body_is_not_chosen_beside_its_taking_an_order(
    enterprise, asked, choose, expert
):
    beside = Beside()
    with transaction.atomic():
        move(asked, "accept", expert)
        beside.start(choose)
    assert beside.finish() == [errors.ConflictRefusedError]
    assert selectors.find_certifier_choice(enterprise) is None
    assert count("improvement.certifier_chosen") == 0
