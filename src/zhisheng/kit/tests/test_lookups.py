"""Looking up in a long list."""

import pytest

from zhisheng.kit import audit
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries():
    for number in range(3):
        audit.record(action=f"kit.tested_{number}")
    return list(AuditEntry.objects.order_by("pk"))


def test_texts_and_numbers_are_found_in_lists_longer_than_a_statement(entries):
    first, _second, third = entries
    beyond = range(third.pk + 1, third.pk + 300_000)

    numbers = AuditEntry.objects.filter(pk__among=[first.pk, third.pk, *beyond])
    texts = AuditEntry.objects.filter(action__among=["kit.tested_1", "' OR ''='"])

    assert [one.pk for one in numbers.order_by("pk")] == [first.pk, third.pk]
    assert [one.action for one in texts] == ["kit.tested_1"]
    assert not AuditEntry.objects.filter(pk__among=[]).exists()
