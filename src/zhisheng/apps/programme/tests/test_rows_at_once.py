"""Lines of one table that several people put in, change and take out in one moment."""

import pytest
from django.db import connection

from zhisheng.apps.accounts.tests.factories import make_person
from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import EntryChangedError, RowTwiceError
from zhisheng.apps.programme.models import EntryRow
from zhisheng.apps.programme.tests.entry_tables import ANPING, line, make_sheet
from zhisheng.apps.programme.tests.reporting import reload
from zhisheng.apps.registry.tests.factories import make_code
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.tests.at_once import run_at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs a PostgreSQL server"
    ),
]
PEOPLE = 6


@pytest.fixture
def entry(list_entry):
    return list_entry


@pytest.fixture
def colleague(body_organisation):
    return make_person("甲机构郑洁", body_organisation, "body")


def write(number):
    return {
        "name": f"安平县示例{number}丝网厂",
        "uscc": make_code(number),
        "region": ANPING,
    }


def add(entry, number, actor):
    return services.add_row(
        entry=entry, typed=write(number), version=entry.version, actor=actor
    )


def count_entries(action):
    return AuditEntry.objects.filter(action=f"programme.{action}").count()


def test_of_two_who_add_a_line_at_once_the_second_is_told(entry, body_user, colleague):
    def act(number):
        try:
            return add(entry, number, (body_user, colleague)[number]).number
        except EntryChangedError:
            return None

    came_to = run_at_once(act, [0, 1])

    assert sorted(came_to, key=str) == [1, None]
    row = EntryRow.objects.get()
    assert row.answers["name"] == f"安平县示例{came_to.index(1)}丝网厂"
    assert (count_entries("entry_row_written"), reload(entry).version) == (1, 1)


def test_all_who_try_again_are_in_under_numbers_of_their_own(
    entry, body_user, colleague
):
    def act(number):
        actor = (body_user, colleague)[number % 2]
        while True:
            try:
                return add(reload(entry), number, actor).number
            except EntryChangedError:
                continue

    numbers = run_at_once(act, range(PEOPLE))

    assert sorted(numbers) == list(range(1, PEOPLE + 1))
    stands = EntryRow.objects.values_list("number", "answers__name")
    assert dict(stands) == {
        number: f"安平县示例{person}丝网厂" for person, number in enumerate(numbers)
    }
    assert count_entries("entry_row_written") == PEOPLE
    assert reload(entry).version == PEOPLE


def test_the_same_enterprise_typed_by_two_is_in_once(entry, body_user, colleague):
    def act(actor):
        while True:
            try:
                return add(reload(entry), 7, actor).number
            except EntryChangedError:
                continue
            except RowTwiceError:
                return "twice"

    assert sorted(run_at_once(act, [body_user, colleague]), key=str) == [1, "twice"]
    assert EntryRow.objects.get().answers["uscc"] == make_code(7)


def test_a_line_typed_while_a_sheet_is_taken_in_is_not_lost_in_silence(
    entry, body_user, colleague
):
    def type_line():
        return add(entry, 9, colleague)

    def upload():
        sheet = make_sheet([line(1), line(2)])
        return services.upload_rows(
            sheet, original_name="名单.xlsx", entry=entry, version=0, actor=body_user
        )

    def act(one):
        try:
            one()
        except EntryChangedError:
            return "told"
        return "in"

    came_to = run_at_once(act, [type_line, upload])

    assert sorted(came_to) == ["in", "told"]
    expected = [make_code(9)] if came_to[0] == "in" else [make_code(1), make_code(2)]
    stands = EntryRow.objects.order_by("number").values_list("number", "key")
    assert list(stands) == list(enumerate(expected, start=1))
    assert reload(entry).version == 1


def test_of_change_and_removal_of_a_line_one_is_told(entry, body_user, colleague):
    add(entry, 1, body_user)
    seen = reload(entry)

    def change():
        services.change_row(
            entry=seen, number=1, typed=write(2), version=1, actor=body_user
        )

    def remove():
        services.remove_row(entry=seen, number=1, version=1, actor=colleague)

    def act(one):
        try:
            one()
        except EntryChangedError:
            return "told"
        return "done"

    came_to = run_at_once(act, [change, remove])

    assert sorted(came_to) == ["done", "told"]
    left = list(EntryRow.objects.values_list("key", flat=True))
    assert left == ([make_code(2)] if came_to[0] == "done" else [])
    assert count_entries("entry_row_removed") == came_to.count("done") - len(left)
