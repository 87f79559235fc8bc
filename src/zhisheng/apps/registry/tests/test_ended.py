"""What has been closed or revoked has little left to happen to it."""

from datetime import date

import pytest

from zhisheng.apps.registry import services
from zhisheng.apps.registry.errors import LifeEventRefusedError
from zhisheng.apps.registry.models import ChangeProposal, LifeEvent
from zhisheng.apps.registry.tests.factories import make_enterprise

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("first", "kind", "day", "is_possible"),
    [
        ("closed", "renamed", DAY, False),
        ("closed", "licence_revoked", date(2026, 4, 1), False),
        ("closed", "closed", date(2026, 4, 1), False),
        ("closed", "renamed", date(2026, 2, 28), True),
        ("closed", "licence_revoked", date(2026, 2, 28), True),
        ("licence_revoked", "renamed", date(2026, 4, 1), False),
        ("licence_revoked", "licence_revoked", date(2026, 4, 1), False),
        ("licence_revoked", "closed", date(2026, 2, 28), False),
        ("licence_revoked", "closed", date(2026, 4, 1), True),
    ],
)
def test_nothing_happens_to_what_has_ended(
    officer_county, first, kind, day, is_possible
):
    enterprise = make_enterprise(valid_from=date(2025, 1, 1))

    def act(kind, day):
        changes = {"name": "安平县新名丝网厂"} if kind == "renamed" else {}
        services.record_life_event(
            enterprise=enterprise,
            kind=kind,
            happened_on=day,
            changes=changes,
            actor=officer_county,
        )

    act(first, DAY)
    before = list(enterprise.versions.values_list("valid_from", "name", "status"))
    if is_possible:
        act(kind, day)
        assert LifeEvent.objects.count() == 2
        return
    with pytest.raises(LifeEventRefusedError):
        act(kind, day)

    after = list(enterprise.versions.values_list("valid_from", "name", "status"))
    assert (after, LifeEvent.objects.count()) == (before, 1)


@pytest.mark.parametrize(
    ("day", "is_possible"), [(DAY, False), (date(2026, 2, 28), True)]
)
def test_an_owner_proposes_nothing_for_after_the_end(
    officer_county, owner, owner_organisation, day, is_possible
):
    enterprise = make_enterprise(
        organisation=owner_organisation, valid_from=date(2025, 1, 1)
    )

    def propose():
        return services.propose_change(
            enterprise=enterprise,
            changes={"name": "安平县新名丝网厂"},
            effective_on=day,
            actor=owner,
        )

    early = propose()
    services.record_life_event(
        enterprise=enterprise, kind="closed", happened_on=DAY, actor=officer_county
    )
    if is_possible:
        propose()
        services.decide_proposal(proposal=early, is_approved=True, actor=officer_county)
        assert ChangeProposal.objects.filter(status="approved").count() == 1
        return
    with pytest.raises(LifeEventRefusedError):
        propose()
    with pytest.raises(LifeEventRefusedError):
        services.decide_proposal(proposal=early, is_approved=True, actor=officer_county)
    early.refresh_from_db()
    assert (early.status, ChangeProposal.objects.count()) == ("pending", 1)


def record(enterprise, actor, kind, day=DAY, source=""):
    return services.record_life_event(
        enterprise=enterprise, kind=kind, happened_on=day, source=source, actor=actor
    )


@pytest.mark.parametrize("ending", ["closed", "licence_revoked"])
def test_what_was_ended_by_mistake_is_restored(officer_county, ending):
    enterprise = make_enterprise(valid_from=date(2025, 1, 1))
    record(enterprise, officer_county, ending)

    record(enterprise, officer_county, "restored", source="更正决定")

    enterprise.refresh_from_db()
    assert enterprise.status == "active"
    versions = enterprise.versions.order_by("valid_from", "pk")
    assert [(one.valid_from, one.status) for one in versions] == [
        (date(2025, 1, 1), "active"),
        (DAY, {"closed": "closed", "licence_revoked": "revoked"}[ending]),
        (DAY, "active"),
    ]
    kinds = enterprise.life_events.order_by("pk").values_list("kind", "source")
    assert [*kinds] == [(ending, ""), ("restored", "更正决定")]


@pytest.mark.parametrize(
    ("is_ended", "day", "source"),
    [
        (True, DAY, " "),
        (True, date(2026, 2, 28), "更正决定"),
        (False, DAY, "更正决定"),
    ],
)
def test_only_what_has_ended_is_restored_and_on_a_basis(
    officer_county, is_ended, day, source
):
    enterprise = make_enterprise(valid_from=date(2025, 1, 1))
    if is_ended:
        record(enterprise, officer_county, "closed")
    before = list(enterprise.life_events.values_list("kind"))

    with pytest.raises(LifeEventRefusedError):
        record(enterprise, officer_county, "restored", day, source)

    enterprise.refresh_from_db()
    assert enterprise.status == ("closed" if is_ended else "active")
    assert list(enterprise.life_events.values_list("kind")) == before


def test_what_was_closed_by_mistake_is_closed_on_another_day(officer_county):
    one = make_enterprise(valid_from=date(2025, 1, 1))
    record(one, officer_county, "closed")
    record(one, officer_county, "restored", source="更正决定")

    record(one, officer_county, "closed", date(2026, 2, 1))

    assert (one.status, LifeEvent.objects.count()) == ("closed", 3)
