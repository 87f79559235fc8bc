"""What is asked about stands beside its line from the upload on, whoever hands in."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import EntryDoubtfulError
from zhisheng.apps.programme.models import Engagement, TaskEntry
from zhisheng.apps.programme.services import Filled
from zhisheng.apps.programme.tests.entry_tables import SUMMARY, line, upload
from zhisheng.apps.programme.tests.reporting import (
    GOOD,
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.apps.programme.tests.workbooks import make_line
from zhisheng.apps.registry.tests.factories import make_code
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db
OTHER_NAME = "名录里登记为“安平县真名丝网厂”。"
UNKNOWN = "代码不在名录中。"
TINY = "营业收入小得不像，请核对是不是漏写了单位。"
CHECK = "请核对的"


def tell(entry, viewer):
    """Return by line what somebody is asked about it."""
    found = selectors.list_line_doubts(reload(entry), viewer=viewer)
    return {
        row.number: [one.text for one in found[row.pk]]
        for row in entry.rows.all()
        if row.pk in found
    }


def submit(entry, actor, answers, **options):
    filled = Filled(answers=answers, version=reload(entry).version, **options)
    return services.submit_entry(entry=reload(entry), filled=filled, actor=actor)


@pytest.fixture
def firms():
    make_enterprises(1, name="安平县示例1丝网厂", uscc=make_code(1))
    make_enterprises(1, name="安平县真名丝网厂", uscc=make_code(2))


def test_a_sheet_is_taken_and_its_doubts_are_counted(list_entry, body_user):
    taken = upload(list_entry, body_user, [line(1), line(2, revenue=0.01)])

    assert (taken.added, taken.refused, taken.doubtful) == (2, 0, 1)
    assert tell(list_entry, body_user) == {2: [TINY]}
    entry = AuditEntry.objects.get(action="programme.entry_rows_uploaded")
    assert entry.counts["doubtful"] == 1


def test_typing_codes_reads_nothing_of_the_register(
    list_entry, body_user, officer_nation, firms
):
    upload(list_entry, body_user, [line(1), line(2), line(3)])

    assert tell(list_entry, body_user) == {}
    assert tell(list_entry, officer_nation) == {2: [OTHER_NAME], 3: [UNKNOWN]}
    handed_in = submit(list_entry, body_user, SUMMARY)
    assert (handed_in.state, handed_in.doubts) == ("filled", [])


def test_of_a_final_entry_nothing_is_asked(
    list_entry, body_user, officer_nation, firms, call
):
    upload(list_entry, body_user, [line(2)])
    TaskEntry.objects.filter(pk=list_entry.pk).update(is_final=True)

    assert tell(list_entry, officer_nation) == {}
    path = f"/tasks/{list_entry.task.code}/entries/{list_entry.pk}/lines"
    (row,) = call(officer_nation, "tasks:read", path).json()["items"]
    doubtful = call(officer_nation, "tasks:read", f"{path}?view=doubtful").json()
    assert (row["doubts"], doubtful["items"]) == ([], [])


def test_a_page_looks_at_its_own_lines_alone(
    client, list_entry, body_user, officer_nation, django_assert_num_queries
):
    client.force_login(officer_nation)
    address = f"/programme/tasks/{list_entry.task.code}/{list_entry.pk}/table/"
    upload(list_entry, body_user, [line(1)])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    upload(list_entry, body_user, [line(number) for number in range(1, 61)])

    with django_assert_num_queries(len(few)) as many:
        page = client.get(address).content.decode()

    asked = [one["sql"] for one in many if make_code(50) in one["sql"]]
    assert (len(asked), any(make_code(51) in sql for sql in asked)) == (1, False)
    assert page.count(UNKNOWN) == 50
    assert f'view=doubtful">{CHECK}</a>' in page
    counted = client.get(f"{address}?view=doubtful").content.decode()
    assert f'{CHECK} <span class="quiet">60</span>' in counted


def test_the_own_roster_of_the_year_is_compared(put_in, list_entry, body_user, firms):
    put_in([make_line(4), make_line(5)])
    named = list(
        selectors_lines(list_entry).values_list("enterprise__name", "enterprise__uscc")
    )
    (same, code), (other, other_code) = named
    upload(
        list_entry,
        body_user,
        [
            line(4, name=same, uscc=code),
            line(5, name="改了名的厂", uscc=other_code),
            line(1),
        ],
    )

    says, income = "2024 年的名单里写的是：", "提升前营业收入（元）：1,000,000。"
    assert tell(list_entry, body_user) == {
        1: [f"{says}{income}"],
        2: [f"{says}企业名称：{other}、{income}"],
        3: ["2024 年的名单里没有这家。"],
    }


def selectors_lines(entry):
    return Engagement.objects.filter(helper=entry.organisation).order_by("id")


def test_the_page_shows_it_beside_the_line_and_alone(
    client, call, list_entry, body_user, officer_nation, firms
):
    upload(list_entry, body_user, [line(1), line(2), line(3)])
    client.force_login(officer_nation)
    address = f"/programme/tasks/{list_entry.task.code}/{list_entry.pk}/"

    page = client.get(address).content.decode()
    alone = client.get(f"{address}table/?view=doubtful").content.decode()
    path = f"/tasks/{list_entry.task.code}/entries/{list_entry.pk}/lines"
    lines = call(officer_nation, "tasks:read", path).json()["items"]
    chosen = call(officer_nation, "tasks:read", f"{path}?view=doubtful").json()["items"]

    assert page.count(UNKNOWN) == 1
    assert f'{CHECK} <span class="quiet">2</span>' in page
    assert ("示例1丝网厂" in alone, OTHER_NAME in alone) == (False, True)
    assert [one["doubts"] for one in lines] == [
        [], [OTHER_NAME], [UNKNOWN]
    ]  # fmt: skip
    assert [one["number"] for one in chosen] == [2, 3]


def test_a_figure_ten_times_the_last_one_is_asked_about(
    county_unit, officer_county, owner, owner_organisation
):
    make_enterprises(1, organisation=owner_organisation)
    first, second = (
        open_now(plan_task(county_unit, officer_county), officer_county)
        for _ in range(2)
    )
    fill(first.entries.get(), owner)

    with pytest.raises(EntryDoubtfulError) as asked:
        submit(second.entries.get(), owner, GOOD | {"revenue": "3200万元"})

    assert list(asked.value.doubts) == [
        "和已知的差 10 倍以上的有 1 处，请核对单位和零：本季营业收入（元）（3,200,000）。"
    ]
    near = GOOD | {"revenue": "3199万元"}
    assert submit(second.entries.get(), owner, near).doubts == []
