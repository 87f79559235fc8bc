"""What is overdue is erased once a day, by whoever keeps it."""

from datetime import UTC, datetime

import pytest

from zhisheng.kit import retention
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.jobs.models import PeriodicRun
from zhisheng.kit.retention import RetentionRule, erase_overdue, erases, list_rules

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.fixture
def alone(monkeypatch):
    monkeypatch.setattr(retention, "_erasers", {})


def test_every_eraser_is_told_the_moment_and_its_count_is_on_record(alone):
    asked = []
    erases(RetentionRule("a.things", "东西", "1 年"))(
        lambda now: asked.append(now) or 3
    )
    erases(RetentionRule("a.others", "别的", "2 年"))(lambda _now: 0)

    assert erase_overdue(NOW) == {"a.things": 3}
    assert asked == [NOW]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.counts) == ("kit.overdue_erased", {"a.things": 3})


def test_nothing_overdue_leaves_no_entry(alone):
    erases(RetentionRule("a.things", "东西", "1 年"))(lambda _now: 0)

    assert erase_overdue(NOW) == {}
    assert not AuditEntry.objects.exists()


def test_a_rule_comes_from_one_app(alone):
    def other(_now):
        return 0

    erases(RetentionRule("a.things", "东西", "1 年"))(lambda _now: 0)
    other.__module__ = "elsewhere"

    with pytest.raises(ValueError, match="comes from"):
        erases(RetentionRule("a.things", "东西", "2 年"))(other)


def test_rows_go_in_batches(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    PeriodicRun.objects.bulk_create(
        PeriodicRun(name=f"a.{number}", next_due_at=NOW) for number in range(5)
    )
    few = PeriodicRun.objects.filter(name__startswith="a.")

    assert retention.delete_in_batches(few) == 5
    assert not few.exists()


def test_every_rule_of_the_platform_is_listed():
    assert [rule.name for rule in list_rules()] == [
        "accounts.dispatches",
        "accounts.invitations",
        "accounts.messages",
        "campaigns.campaigns",
        "improvement.cases",
        "improvement.certifier_choices",
        "improvement.help_orders",
        "improvement.helpers",
        "improvement.plans",
        "improvement.problems",
        "maturity.evaluations",
        "programme.notice_subjects",
        "programme.objectors",
        "programme.task_entries",
        "programme.task_links",
        "programme.unapplied_rows",
        "registry.statements",
        "returns.filings",
    ]
