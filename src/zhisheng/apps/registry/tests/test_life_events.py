from datetime import date, timedelta

import pytest
from django.utils import timezone

from zhisheng.apps.registry import services
from zhisheng.apps.registry.errors import (
    BeforeFirstVersionError,
    LifeEventRefusedError,
    MergeRefusedError,
)
from zhisheng.apps.registry.models import Enterprise, LifeEvent
from zhisheng.apps.registry.selectors import list_record_ids
from zhisheng.apps.registry.tests.factories import make_code, make_enterprise
from zhisheng.kit.errors import ForbiddenError
from zhisheng.kit.events import OutboxEvent
from zhisheng.kit.language import write_chinese_date
from zhisheng.kit.problems import describe

pytestmark = pytest.mark.django_db
BEFORE, DAY = date(2025, 1, 1), date(2026, 3, 1)


def record(enterprise, kind, actor, **changes):
    return services.record_life_event(
        enterprise=enterprise, kind=kind, happened_on=DAY, changes=changes, actor=actor
    )


@pytest.mark.parametrize(
    ("kind", "changes", "expected", "news"),
    [
        (
            "renamed",
            {"name": "安平县新名丝网厂"},
            {"name": "安平县新名丝网厂"},
            "renamed",
        ),
        (
            "moved",
            {"region_id": "131102", "address": "丁路"},
            {"region_id": "131102"},
            "moved",
        ),
        ("moved", {"business_region_id": "131102"}, {"region_id": "131125"}, "moved"),
        ("closed", {}, {"status": "closed"}, "closed"),
        ("licence_revoked", {}, {"status": "revoked"}, "closed"),
    ],
)
def test_each_kind_changes_the_record_and_tells(
    officer_city, kind, changes, expected, news
):
    one = make_enterprise(valid_from=BEFORE)

    event = record(one, kind, officer_city, **changes)

    assert {name: getattr(one, name) for name in expected} == expected
    assert (event.kind, event.happened_on, event.recorded_by) == (
        kind,
        DAY,
        officer_city,
    )
    assert one.versions.last().valid_from == DAY
    assert OutboxEvent.objects.get().name == f"registry.enterprise_{news}"


def test_a_direct_conversion_keeps_the_record(officer_city):
    code = make_code(9)
    one = make_enterprise(valid_from=BEFORE, legal_form="household", uscc=make_code(8))
    pk = one.pk

    record(
        one,
        "converted",
        officer_city,
        uscc=code,
        legal_form="company",
        name="安平甲有限公司",
    )

    assert (one.pk, one.uscc, one.legal_form, one.name) == (
        pk,
        code,
        "company",
        "安平甲有限公司",
    )
    assert LifeEvent.objects.get().details["old"]["uscc"] == make_code(8)
    assert Enterprise.unscoped.count() == 1


@pytest.mark.parametrize(
    ("kind", "changes", "day"),
    [
        ("converted", {"uscc": make_code(9)}, DAY),
        ("renamed", {}, DAY),
        ("closed", {}, timezone.localdate() + timedelta(days=2)),
        ("merged", {}, DAY),
    ],
)
def test_impossible_events_are_refused(officer_city, kind, changes, day):
    one = make_enterprise(valid_from=BEFORE)

    with pytest.raises(LifeEventRefusedError):
        services.record_life_event(
            enterprise=one,
            kind=kind,
            happened_on=day,
            changes=changes,
            actor=officer_city,
        )

    assert (LifeEvent.objects.count(), one.versions.count()) == (0, 1)


@pytest.mark.parametrize(
    ("day", "is_known"),
    [
        (date(1900, 1, 1), False),
        (BEFORE - timedelta(days=1), False),
        (BEFORE, True),
        (DAY, True),
    ],
)
@pytest.mark.parametrize("kind", ["renamed", "succeeded"])
def test_nothing_happens_before_the_first_version(officer_city, kind, day, is_known):
    one = make_enterprise(valid_from=BEFORE, name="安平县旧名丝网厂")
    services.record_life_event(
        enterprise=one,
        kind="moved",
        happened_on=DAY,
        changes={"address": "乙路"},
        actor=officer_city,
    )
    told = list(one.versions.values_list("valid_from", "name", "status", "address"))

    def act():
        services.record_any_event(
            enterprise=one,
            kind=kind,
            happened_on=day,
            changes={"name": "安平县新名丝网厂"},
            actor=officer_city,
        )

    if is_known:
        act()
        assert Enterprise.unscoped.filter(name="安平县新名丝网厂").count() == 1
        assert LifeEvent.objects.count() == 2
        assert one.versions.count() == 3
        return
    with pytest.raises(BeforeFirstVersionError) as refused:
        act()
    assert "2025年1月1日" in describe(refused.value)
    one.refresh_from_db()
    assert (one.name, one.status) == ("安平县旧名丝网厂", "active")
    assert told == list(
        one.versions.values_list("valid_from", "name", "status", "address")
    )
    assert (LifeEvent.objects.count(), Enterprise.unscoped.count()) == (1, 1)


@pytest.mark.parametrize("kind", ["closed", "licence_revoked"])
def test_an_end_is_not_dated_before_what_happened(officer_city, kind):
    one = make_enterprise(valid_from=BEFORE)
    services.record_life_event(
        enterprise=one,
        kind="renamed",
        happened_on=DAY,
        changes={"name": "安平县新名丝网厂"},
        actor=officer_city,
    )

    def end(day):
        services.record_life_event(
            enterprise=one, kind=kind, happened_on=day, actor=officer_city
        )

    with pytest.raises(LifeEventRefusedError) as refused:
        end(DAY - timedelta(days=1))
    told = describe(refused.value)
    assert write_chinese_date(DAY) in told
    assert "更名" in told
    assert (one.versions.count(), LifeEvent.objects.count()) == (2, 1)

    end(DAY)
    assert LifeEvent.objects.count() == 2


def test_what_is_over_is_corrected_in_its_own_time_only(officer_city):
    one = make_enterprise(valid_from=BEFORE)
    record(one, "closed", officer_city)

    def correct(day):
        services.update_enterprise(
            enterprise=one, changes={"address": "乙路"}, on=day, actor=officer_city
        )

    with pytest.raises(LifeEventRefusedError):
        correct(DAY + timedelta(days=1))
    assert one.versions.count() == 2

    correct(DAY - timedelta(days=1))
    one.refresh_from_db()
    assert (one.address, one.status) == ("乙路", "closed")


def test_closing_twice_is_refused(officer_city):
    one = make_enterprise(valid_from=BEFORE)
    record(one, "closed", officer_city)

    with pytest.raises(LifeEventRefusedError):
        record(one, "closed", officer_city)


def test_an_owner_records_no_life_event(owner, owner_organisation):
    one = make_enterprise(organisation=owner_organisation)

    with pytest.raises(ForbiddenError):
        record(one, "closed", owner)

    assert LifeEvent.objects.count() == 0


def test_a_successor_is_a_record_of_its_own(officer_city):
    one = make_enterprise(valid_from=BEFORE, legal_form="household")

    successor = services.record_succession(
        predecessor=one,
        official={
            "name": "安平县承接有限公司",
            "uscc": make_code(5),
            "region_id": "131125",
        },
        happened_on=DAY,
        actor=officer_city,
    )

    assert (successor.predecessor, successor.status, one.status) == (
        one,
        "active",
        "closed",
    )
    assert Enterprise.unscoped.count() == 2


def test_a_merge_reads_both_and_is_undone(officer_city, owner_organisation):
    survivor = make_enterprise(valid_from=BEFORE, uscc=make_code(1))
    duplicate = make_enterprise(valid_from=BEFORE, organisation=owner_organisation)
    absorbed = make_enterprise(valid_from=BEFORE)
    services.merge_enterprises(
        duplicate=absorbed, survivor=duplicate, actor=officer_city
    )

    services.merge_enterprises(
        duplicate=duplicate, survivor=survivor, actor=officer_city
    )

    for one in (duplicate, survivor, absorbed):
        one.refresh_from_db()
    assert (duplicate.merged_into, duplicate.status) == (survivor, "merged")
    assert (survivor.organisation, duplicate.organisation) == (owner_organisation, None)
    assert list_record_ids(survivor.pk) == [survivor.pk, duplicate.pk, absorbed.pk]

    services.unmerge_enterprise(duplicate=duplicate, actor=officer_city)

    for one in (duplicate, survivor, absorbed):
        one.refresh_from_db()
    assert (duplicate.merged_into, duplicate.status) == (None, "active")
    assert (survivor.organisation, duplicate.organisation) == (None, owner_organisation)
    assert (absorbed.merged_into, list_record_ids(survivor.pk)) == (
        duplicate,
        [survivor.pk],
    )


@pytest.mark.parametrize(
    ("duplicate", "survivor"),
    [
        ({"uscc": make_code(1)}, {"uscc": make_code(2)}),
        ({"uscc": make_code(1)}, {}),
    ],
)
def test_different_enterprises_are_not_merged(officer_city, duplicate, survivor):
    first, second = make_enterprise(**duplicate), make_enterprise(**survivor)

    with pytest.raises(MergeRefusedError):
        services.merge_enterprises(duplicate=first, survivor=second, actor=officer_city)

    first.refresh_from_db()
    assert first.merged_into is None


def test_a_county_merges_nothing_of_its_neighbour(officer_county):
    own, foreign = make_enterprise(), make_enterprise(region_id="131102")

    with pytest.raises(ForbiddenError):
        services.merge_enterprises(
            duplicate=foreign, survivor=own, actor=officer_county
        )

    assert Enterprise.unscoped.filter(merged_into=None).count() == 2
