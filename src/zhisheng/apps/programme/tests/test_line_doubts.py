"""What is asked about stands beside its line from the upload on, whoever hands in."""

import pytest

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import EntryDoubtfulError
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
OTHER_NAME = "名录中这个代码登记的是另一个名称。"


def tell(entry):
    """Return by line what is asked about it."""
    found = selectors.list_line_doubts(reload(entry))
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


def test_a_sheet_is_taken_and_its_doubts_are_counted(list_entry, body_user, firms):
    taken = upload(list_entry, body_user, [line(1), line(2), line(3)])

    assert (taken.added, taken.refused, taken.doubtful) == (3, 0, 2)
    assert tell(list_entry) == {2: [OTHER_NAME], 3: ["代码不在名录中。"]}
    entry = AuditEntry.objects.get(action="programme.entry_rows_uploaded")
    assert entry.counts["doubtful"] == 2


def test_a_body_learns_no_name_by_typing_a_code(list_entry, body_user, firms):
    upload(list_entry, body_user, [line(2)])

    with pytest.raises(EntryDoubtfulError) as asked:
        submit(list_entry, body_user, SUMMARY)

    (told,) = asked.value.doubts
    assert told.startswith("有 1 家的名称和名录里登记的不同：")
    assert "真名" not in told + "".join(tell(list_entry)[1])
    assert submit(list_entry, body_user, SUMMARY, is_sure=True).state == "filled"


def test_the_own_roster_of_the_year_is_compared(put_in, list_entry, body_user, firms):
    put_in([make_line(4), make_line(5)])
    named = list(
        selectors_lines(list_entry).values_list("enterprise__name", "enterprise__uscc")
    )
    (same, code), (_other, other_code) = named
    upload(
        list_entry,
        body_user,
        [
            line(4, name=same, uscc=code),
            line(5, name="改了名的厂", uscc=other_code),
            line(1),
        ],
    )

    told = tell(list_entry)

    assert "2024 年的名单里写的是：企业名称：" in told[2][0]
    assert told[3] == ["2024 年的名单里没有这家。"]


def selectors_lines(entry):
    from zhisheng.apps.programme.models import Engagement

    return Engagement.objects.filter(helper=entry.organisation).order_by("id")


def test_the_page_shows_it_beside_the_line_and_alone(
    client, call, list_entry, body_user, firms, django_assert_max_num_queries
):
    upload(list_entry, body_user, [line(1), line(2), line(3)])
    client.force_login(body_user)
    address = f"/programme/tasks/{list_entry.task.code}/{list_entry.pk}/"

    page = client.get(address).content.decode()
    alone = client.get(f"{address}table/?view=doubtful").content.decode()
    path = f"/tasks/{list_entry.task.code}/entries/{list_entry.pk}/lines"
    lines = call(body_user, "tasks:read", path).json()["items"]
    chosen = call(body_user, "tasks:read", f"{path}?view=doubtful").json()["items"]

    assert page.count("代码不在名录中。") == 1
    assert "请核对的" in page
    assert ("示例1丝网厂" in alone, OTHER_NAME in alone) == (False, True)
    assert [one["doubts"] for one in lines] == [
        [], [OTHER_NAME], ["代码不在名录中。"]
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
