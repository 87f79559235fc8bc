"""Two officers at once: PostgreSQL only, SQLite admits one writer anyway."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, connections
from django.utils.timezone import localdate

from zhisheng.apps.accounts.models import Membership, Message
from zhisheng.apps.registry import services
from zhisheng.apps.registry.errors import (
    AlikeKnownError,
    LifeEventRefusedError,
    ReviewDecidedError,
)
from zhisheng.apps.registry.models import Claim, Enterprise, Statement
from zhisheng.apps.registry.selectors import get_topic, list_statements
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit.errors import ForbiddenError
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

    def approve(claim, officer, reason):
        barrier.wait()
        try:
            services.decide_claim(
                claim=Claim.objects.get(pk=claim.pk),
                is_approved=True,
                acting_reason=reason,
                actor=officer,
            )
        except ReviewDecidedError:
            return "too late"
        finally:
            connections.close_all()
        return "approved"

    with ThreadPoolExecutor(2) as pool:
        officers, reasons = (officer_county, officer_city), ("", "县局的人都在外地。")
        outcomes = list(pool.map(approve, claims, officers, reasons))

    assert sorted(outcomes) == ["approved", "too late"]
    assert sorted(Claim.objects.values_list("status", flat=True)) == [
        "approved",
        "refused",
    ]
    organisation = Enterprise.unscoped.get().organisation
    assert Membership.objects.filter(organisation=organisation).count() == 1


@pytest.mark.parametrize(("others", "kept"), [(True, 1), (False, 2)])
def test_two_who_speak_at_once_are_both_kept_and_the_same_once(
    owner, owner_organisation, others, kept
):
    one = make_enterprise(organisation=owner_organisation)
    topic = get_topic("ordered_to_stop")
    barrier = threading.Barrier(2)

    def speak(is_so):
        barrier.wait()
        try:
            said = services.make_statement(
                enterprise=one,
                topic=topic,
                answers={"registry.ordered_to_stop": is_so},
                actor=owner,
            )
        finally:
            connections.close_all()
        return said.pk

    with ThreadPoolExecutor(2) as pool:
        said = set(pool.map(speak, (True, others)))

    assert (len(said), Statement.objects.count()) == (kept, kept)
    assert sum(view.is_standing for view in list_statements(one.pk, localdate())) == 1


def act_at_once(act: Callable[[], object]) -> list[str]:
    """Let two threads do the same; return what each was told."""
    barrier = threading.Barrier(2)

    def run(_):
        barrier.wait()
        try:
            act()
        except (AlikeKnownError, ForbiddenError, LifeEventRefusedError) as error:
            return type(error).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(run, range(2)))


def test_one_name_added_twice_at_once_is_one_enterprise(officer_county):
    official = {"name": "安平县示例丝网厂", "region_id": "131125"}

    told = act_at_once(
        lambda: services.register_enterprise(official=official, actor=officer_county)
    )

    assert told == ["AlikeKnownError", "done"]
    assert Enterprise.unscoped.count() == 1


def test_names_alike_added_at_once_are_asked_about(officer_county):
    names = iter(("安平县示例丝网厂", "安平县示例丝网有限公司"))

    told = act_at_once(
        lambda: services.register_enterprise(
            official={"name": next(names), "region_id": "131125"}, actor=officer_county
        )
    )

    assert told == ["AlikeKnownError", "done"]
    assert Enterprise.unscoped.count() == 1


def test_a_move_out_of_the_area_made_twice_at_once_is_one(officer_county, officer_city):
    one = make_enterprise(valid_from=date(2025, 1, 1))

    def move():
        services.record_life_event(
            enterprise=Enterprise.unscoped.get(pk=one.pk),
            kind="moved",
            happened_on=date(2026, 3, 1),
            changes={"region_id": "131102"},
            leaving_to=["131102"],
            actor=officer_county,
        )

    told = act_at_once(move)

    assert told == ["LifeEventRefusedError", "done"]
    assert one.life_events.count() == Message.objects.count() == 1
    assert one.versions.count() == 2
