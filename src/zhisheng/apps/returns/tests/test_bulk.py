"""Values in bulk, recorded and taken back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from zhisheng.apps.returns import selectors, services
from zhisheng.apps.returns.models import Value, ValueChange
from zhisheng.apps.returns.tests.factories import (
    EnterpriseFactory,
    OrganisationFactory,
    ValueFactory,
)
from zhisheng.apps.returns.tests.staged import record, stage
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _dictionary():
    services.load_reference_indicators()


@pytest.fixture
def body():
    return OrganisationFactory()


@pytest.fixture
def enterprise():
    return EnterpriseFactory()


def test_inserts_values_and_ranges(enterprise, body):
    stage(enterprise, body, "A", value=Decimal("1200000"), is_approximate=True)
    stage(
        enterprise, body, "A", indicator="scrap_rate", low=Decimal(5), high=Decimal(15)
    )

    result = record("A")

    assert result == services.BulkResult(inserted=2, changed=())
    revenue = Value.objects.get(indicator="revenue")
    assert (revenue.value, revenue.is_approximate) == (Decimal("1200000"), True)
    assert (revenue.source, revenue.origin) == ("roster:A", "roster:A")
    assert (revenue.enterprise, revenue.declared_by) == (enterprise, body)
    scrap = Value.objects.get(indicator="scrap_rate")
    assert (scrap.value, scrap.low, scrap.high) == (None, 5, 15)


def test_a_repeated_call_changes_nothing(enterprise, body):
    stage(enterprise, body, "A", value=7)
    record("A")
    recorded_at = Value.objects.get().recorded_at

    result = record("A")

    assert result == services.BulkResult(inserted=0, changed=())
    assert Value.objects.get().recorded_at == recorded_at


def test_the_same_content_from_another_source_changes_nothing(enterprise, body):
    stage(enterprise, body, "A", value=7)
    stage(enterprise, body, "B", value=7)
    record("A")

    result = record("B")

    assert result == services.BulkResult(inserted=0, changed=())
    assert Value.objects.get().source == "roster:A"


def test_updates_what_differs_and_tells_the_old_value(enterprise, body):
    stage(enterprise, body, "A", value=7)
    stage(enterprise, body, "B", low=8, high=9)
    record("A")
    Value.objects.update(checked_at=timezone.now())

    result = record("B")

    assert result.inserted == 0
    [change] = result.changed
    assert (change.old.value, change.old.source) == ("7.0000", "roster:A")
    assert change.old.checked_at is not None
    assert (change.new.value, change.new.low, change.new.high) == (
        None,
        "8.0000",
        "9.0000",
    )
    value = Value.objects.get()
    assert (value.value, value.low, value.high, value.checked_at) == (None, 8, 9, None)
    assert (value.source, value.origin) == ("roster:B", "roster:A")


def test_of_a_value_staged_twice_the_preferred_row_counts(enterprise, body):
    stage(enterprise, body, "A1", value=1)
    stage(enterprise, body, "A2", value=2)

    assert record("A").inserted == 1
    assert Value.objects.get().value == 2

    stage(enterprise, body, "B1", value=3)
    stage(enterprise, body, "B2", value=4)

    assert [change.new.value for change in record("B").changed] == ["4.0000"]
    assert Value.objects.get().value == 4


def test_other_declarers_periods_and_enterprises_stay(enterprise, body):
    other = ValueFactory(enterprise=enterprise, value=100)
    earlier = ValueFactory(
        enterprise=enterprise, declared_by=body, period="2023", value=50
    )
    stage(enterprise, body, "A", value=7)

    assert record("A").inserted == 1

    other.refresh_from_db()
    earlier.refresh_from_db()
    assert (other.value, earlier.value) == (100, 50)


def test_revert_deletes_what_was_made_and_returns_what_was_changed(enterprise, body):
    stage(enterprise, body, "A", value=7)
    stage(enterprise, body, "B", value=8)
    stage(enterprise, body, "B", indicator="profit", value=1)
    record("A")
    before = Value.objects.values().get()
    record("B")

    reverted = services.revert_values(source="roster:B", actor=None)

    assert reverted == services.RevertResult(deleted=1, restored=1, kept_ids=())
    assert Value.objects.values().get() == before


def test_revert_lists_and_keeps_later_changes(enterprise, body):
    stage(enterprise, body, "A", value=7)
    stage(enterprise, body, "B", value=8)
    record("A")
    record("B")

    reverted = services.revert_values(source="roster:A", actor=None)

    value = Value.objects.get()
    assert reverted == services.RevertResult(
        deleted=0, restored=0, kept_ids=(value.pk,)
    )
    assert value.value == 8


@pytest.mark.parametrize("order", ["ABC", "ACB", "BAC", "BCA", "CAB", "CBA"])
def test_sources_go_in_any_order(enterprise, body, order):
    """Each leaves what the others say, and the last one leaves nothing."""
    stage(enterprise, body, "A", value=7)
    stage(enterprise, body, "B", value=8)
    stage(enterprise, body, "C", value=9)
    said = {"A": 7, "B": 8, "C": 9}
    for name in said:
        record(name)

    for name in order:
        services.revert_values(source=f"roster:{name}", actor=None)
        del said[name]
        last = list(said.values())[-1:]
        assert list(Value.objects.values_list("value", flat=True)) == last

    assert ValueChange.objects.count() == 0


def test_what_stood_before_the_sources_returns(enterprise, body):
    stage(enterprise, body, "A", value=7)
    stage(enterprise, body, "B", value=8)
    own = ValueFactory(enterprise=enterprise, declared_by=body, value=5)
    before = Value.objects.values().get()
    record("A")
    record("B")

    first = services.revert_values(source="roster:A", actor=None)
    second = services.revert_values(source="roster:B", actor=None)

    assert first == services.RevertResult(deleted=0, restored=0, kept_ids=(own.pk,))
    assert second == services.RevertResult(deleted=0, restored=1, kept_ids=())
    assert Value.objects.values().get() == before


def test_two_changes_of_one_source_count_as_one(enterprise, body):
    ValueFactory(enterprise=enterprise, declared_by=body, value=5)
    before = Value.objects.values().get()
    stage(enterprise, body, "A", value=7)
    record("A")
    [change] = ValueChange.objects.all()
    ValueChange.objects.create(
        source="roster:A", value_id=change.value_id, old=change.new, new=change.new
    )

    services.revert_values(source="roster:A", actor=None)

    assert Value.objects.values().get() == before


def test_each_call_leaves_one_entry_with_counts(enterprise, body):
    stage(enterprise, body, "A", value=7)
    record("A")
    services.revert_values(source="roster:A", actor=None)

    entries = AuditEntry.objects.filter(action__startswith="returns.values").order_by(
        "id"
    )
    assert [(entry.action, entry.counts) for entry in entries] == [
        ("returns.values_recorded", {"inserted": 1, "changed": 0}),
        (
            "returns.values_reverted",
            {"deleted": 1, "restored": 0, "kept": 0, "handed_over": 0},
        ),
    ]


def test_two_queries_record_what_is_new(enterprise, body, django_assert_num_queries):
    for n in range(5):
        stage(EnterpriseFactory(), body, "A", value=n)

    # savepoint, insert, count, audit in its own savepoint, release
    with django_assert_num_queries(7):
        assert record("A").inserted == 5


def test_effective_prefers_checked_then_own_then_latest(enterprise, body):
    now = timezone.now()
    latest = ValueFactory(enterprise=enterprise, value=1)
    earlier = ValueFactory(enterprise=enterprise, value=2)
    Value.objects.filter(pk=earlier.pk).update(recorded_at=now - timedelta(days=1))
    assert list(selectors.list_effective_values()) == [latest]

    own = ValueFactory(enterprise=enterprise, value=3, source_kind="return")
    Value.objects.filter(pk=own.pk).update(recorded_at=now - timedelta(days=2))
    assert list(selectors.list_effective_values()) == [own]

    Value.objects.filter(pk=earlier.pk).update(checked_at=now)
    assert list(selectors.list_effective_values()) == [earlier]


def test_effective_takes_one_statement_beside_the_merged_records(
    enterprise, django_assert_num_queries
):
    wanted = ValueFactory(enterprise=enterprise, value=1)
    ValueFactory(enterprise=enterprise, value=1, period="2023")
    ValueFactory(enterprise=enterprise, value=1, indicator_id="profit")
    ValueFactory(value=1)

    with django_assert_num_queries(2):
        found = list(
            selectors.list_effective_values(
                enterprise_ids=[enterprise.pk], indicators=["revenue"], periods=["2024"]
            )
        )

    assert found == [wanted]
