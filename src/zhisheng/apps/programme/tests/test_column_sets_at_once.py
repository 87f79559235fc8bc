"""One saved set is changed by two in the same moment: one wins, the other is told."""

import pytest
from django.db import connection

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.errors import ColumnSetChangedError
from zhisheng.apps.accounts.models import ColumnSet
from zhisheng.apps.accounts.selectors import get_organisation_of_unit
from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme.tests.test_column_sets import EXPORT, save
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import DomainError, NotFoundError
from zhisheng.kit.tests.at_once import run_at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs a PostgreSQL server"
    ),
]


@pytest.fixture
def officers(county_unit, officer_county):
    return [officer_county, make_officer("安平赵强", county_unit)]


@pytest.fixture
def saved(county_unit, officer_county):
    return save(county_unit, officer_county)


def change(saved, unit, actor):
    return services.save_column_set(
        organisation=get_organisation_of_unit(unit.code),
        export=EXPORT,
        name=actor.name,
        columns=["name"],
        replaced=saved,
        version=1,
        actor=actor,
    )


def try_as(act):
    def attempt(actor):
        try:
            act(actor)
        except DomainError as error:
            return type(error)
        return None

    return attempt


def test_of_two_changes_at_once_the_later_is_told(saved, county_unit, officers):
    outcomes = run_at_once(
        try_as(lambda actor: change(saved, county_unit, actor)), officers
    )

    assert sorted(outcomes, key=str) == [ColumnSetChangedError, None]
    kept = ColumnSet.objects.get()
    winner = officers[outcomes.index(None)]
    assert (kept.name, kept.saved_by, kept.version) == (winner.name, winner, 2)
    written = AuditEntry.objects.filter(action="accounts.column_set_saved")
    assert [one.actor for one in written.order_by("pk")] == [officers[0], winner]


def test_of_a_change_and_a_deletion_at_once_one_counts(saved, county_unit, officers):
    def act(actor):
        if actor == officers[0]:
            change(saved, county_unit, actor)
        else:
            services.delete_column_set(column_set=saved, version=1, actor=actor)

    changed, deleted = run_at_once(try_as(act), officers)

    left = ColumnSet.objects.count()
    assert (changed, deleted, left) in {
        (None, ColumnSetChangedError, 1), (NotFoundError, None, 0)
    }  # fmt: skip
