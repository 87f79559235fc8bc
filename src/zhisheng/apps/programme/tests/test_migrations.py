"""Rows and changes written by earlier versions can still be applied and taken back."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.models import (
    Engagement,
    ImportChange,
    ImportRow,
    ReportingTask,
)
from zhisheng.apps.programme.tests.reporting import plan_task
from zhisheng.apps.programme.tests.workbooks import make_line
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.returns.models import ValueChange
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db
MIGRATIONS = "zhisheng.apps.programme.migrations"


def test_rows_without_ids_get_them(upload, body_user):
    read = upload([make_line(1), make_line(2)])
    ImportRow.objects.update(new_enterprise_id=None)

    import_module(f"{MIGRATIONS}.0007_ids_of_older_rows").give_ids(apps, None)

    services.queue_applying(roster_import=read, actor=body_user)
    jobs.run_pending()
    assert Enterprise.unscoped.count() == 2


def test_changes_of_values_move(put_in, body_user):
    put_in([make_line(1)])
    second = put_in([make_line(1, 提升后营业收入=150)])
    change = ValueChange.objects.get()
    ImportChange.objects.create(
        roster_import=second,
        table="value",
        object_id=change.value_id,
        old={"value_id": change.value_id, "old": change.old, "new": change.new},
        new={},
    )
    change.delete()

    import_module(f"{MIGRATIONS}.0005_changes_of_values").move_changes(apps, None)

    moved = ValueChange.objects.get()
    assert (moved.source, moved.old) == (second.code, change.old)
    assert not ImportChange.objects.filter(table="value").exists()
    services.withdraw_roster(roster_import=second, actor=body_user)
    assert ValueChange.objects.count() == 0


def test_what_was_said_by_a_link_is_not_taken_for_proven(put_in, owner):
    put_in([make_line(number) for number in range(1, 5)])
    signed_in, by_link, disputed, _silent = Engagement.objects.order_by("pk")
    ids = [signed_in.pk, by_link.pk]
    Engagement.objects.filter(pk__in=ids).update(is_confirmed=True)
    Engagement.objects.filter(pk=signed_in.pk).update(recorded_by=owner)
    Engagement.objects.filter(pk=disputed.pk).update(is_confirmed=False)

    import_module(f"{MIGRATIONS}.0026_earlier_confirmations").tell_proofs(apps, None)

    proofs = Engagement.objects.order_by("pk").values_list("confirmation_proof")
    assert [proof for (proof,) in proofs] == ["account", "none", "none", ""]


def test_a_deadline_kept_on_a_day_off_before_stays_there(county_unit, officer_county):
    saturday, workday, monday = (
        plan_task(county_unit, officer_county, due_on=due, keeps_day_off=True)
        for due in (date(2024, 11, 2), date(2024, 10, 12), date(2024, 11, 4))
    )
    ReportingTask.objects.update(keeps_day_off=False)

    import_module(f"{MIGRATIONS}.0039_kept_days_off").keep_days_off(apps, None)

    kept = ReportingTask.objects.filter(keeps_day_off=True)
    assert [one.pk for one in kept] == [saturday.pk]
    assert selectors.find_last_day(kept.get()) == date(2024, 11, 2)
    assert ReportingTask.objects.get(pk=workday.pk).keeps_day_off is False
    assert ReportingTask.objects.get(pk=monday.pk).keeps_day_off is False
