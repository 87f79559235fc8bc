"""What two sources said stays until both are taken back, in whatever order."""

from itertools import permutations

import pytest

from zhisheng.apps.returns import services
from zhisheng.apps.returns.models import Value, ValueChange, ValueRepeat
from zhisheng.apps.returns.tests.factories import (
    EnterpriseFactory,
    OrganisationFactory,
    ValueFactory,
)
from zhisheng.apps.returns.tests.staged import record, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return OrganisationFactory()


@pytest.fixture
def enterprise(dictionary):
    return EnterpriseFactory()


def revert(name):
    return services.revert_values(source=f"roster:{name}", actor=None)


def read_value():
    return Value.objects.values_list("value", "source", "origin").get()


def test_a_repeat_takes_the_place_of_what_it_repeated(enterprise, body):
    stage(enterprise, body, "A", value=7)
    stage(enterprise, body, "B", value=7)
    record("A")
    record("B")
    assert read_value() == (7, "roster:A", "roster:A")

    assert revert("A") == services.RevertResult(0, 0, (), handed_over=1)
    assert read_value() == (7, "roster:B", "roster:B")

    assert revert("B") == services.RevertResult(deleted=1, restored=0, kept_ids=())
    assert Value.objects.count() == ValueRepeat.objects.count() == 0


def test_a_repeat_keeps_that_a_person_checked(enterprise, body, administrator):
    stage(enterprise, body, "A", value=7)
    stage(enterprise, body, "B", value=7)
    record("A")
    Value.objects.update(checked_by=administrator)
    record("B")

    revert("A")

    assert Value.objects.get().checked_by == administrator


def test_a_repeated_change_stays_changed(enterprise, body):
    own = ValueFactory(enterprise=enterprise, declared_by=body, value=5, source="")
    for name in "AB":
        stage(enterprise, body, name, value=7)
        record(name)

    revert("A")
    assert Value.objects.get(pk=own.pk).value == 7
    revert("B")
    assert Value.objects.get(pk=own.pk).value == 5
    assert ValueChange.objects.count() == ValueRepeat.objects.count() == 0


def test_a_repeat_is_taken_back_without_a_trace(enterprise, body):
    stage(enterprise, body, "A", value=7)
    stage(enterprise, body, "B", value=7)
    record("A")
    before = Value.objects.values().get()
    record("B")

    assert revert("B") == services.RevertResult(deleted=0, restored=0, kept_ids=())

    assert Value.objects.values().get() == before
    assert ValueRepeat.objects.count() == 0


@pytest.mark.parametrize("order", [*permutations("ABCD")])
@pytest.mark.parametrize("said", [(7, 7, 7, 7), (7, 8, 8, 9), (7, 7, 8, 8)])
def test_the_last_word_that_still_counts_stands(enterprise, body, said, order):
    standing = dict(zip("ABCD", said, strict=True))
    for name, value in standing.items():
        stage(enterprise, body, name, value=value)
        record(name)

    for name in order:
        revert(name)
        del standing[name]
        last = list(standing.values())[-1:]
        assert list(Value.objects.values_list("value", flat=True)) == last
        assert set(Value.objects.values_list("source", flat=True)) <= {
            f"roster:{one}" for one in standing
        }

    assert ValueChange.objects.count() == ValueRepeat.objects.count() == 0
