"""A body's rosters are the lines of the return it owes: taken over, never typed again."""

import pytest
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import Audience
from zhisheng.apps.programme.errors import EntryChangedError, NoLedgerLinesError
from zhisheng.apps.programme.models import EntryRow
from zhisheng.apps.programme.services import Filled
from zhisheng.apps.programme.tests.entry_tables import SUMMARY, hand_in, line, upload
from zhisheng.apps.programme.tests.reporting import open_now, plan_task, reload
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_code,
    make_line,
    name_firm,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.errors import ForbiddenError, NotFoundError

pytestmark = pytest.mark.django_db
OTHER = "安平县白云金属制品厂"


@pytest.fixture
def entry(list_entry):
    return list_entry


def take(entry, actor, **options):
    current = reload(entry)
    return services.take_ledger_lines(
        entry=current, version=current.version, actor=actor, **options
    )


def read_lines(entry):
    return [row.answers for row in reload(entry).rows.order_by("number")]


def test_what_rosters_put_in_are_the_lines(entry, put_in, body_user):
    put_in([make_line(1), make_line(2, 提升前营业收入="无")])

    taken = take(entry, body_user)

    assert (taken.rows.added, taken.rows.replaced, taken.left_out) == (2, 0, ())
    assert read_lines(entry) == [
        {
            "name": name_firm(1),
            "uscc": make_code(1),
            "region": "131125",
            "industry": "3340",
            "help_start": "2024-03-01",
            "help_end": "2024-06-30",
            "revenue_before": "1000000",
            "revenue_after": "1200000",
        },
        {
            "name": name_firm(2),
            "uscc": make_code(2),
            "region": "131125",
            "industry": "3340",
            "help_start": "2024-03-01",
            "help_end": "2024-06-30",
            "revenue_after": "1200000",
        },
    ]
    last = AuditEntry.objects.get(action="programme.entry_lines_taken")
    assert last.actor == body_user
    assert last.new == {"entry": entry.pk, "year": 2024}


def test_taken_again_it_adds_what_is_new_and_keeps_what_was_typed(
    entry, put_in, body_user
):
    put_in([make_line(1)])
    take(entry, body_user)
    upload(entry, body_user, [line(700)])
    put_in([make_line(1, 提升后营业收入=150), make_line(2)])

    taken = take(entry, body_user)

    assert (taken.rows.added, taken.rows.replaced) == (1, 1)
    assert [one.get("revenue_after") for one in read_lines(entry)] == [
        "1500000",
        None,
        "1200000",
    ]


def test_the_ledger_alone_counts_where_that_is_wanted(entry, put_in, body_user):
    put_in([make_line(1)])
    upload(entry, body_user, [line(700)])

    take(entry, body_user, is_whole=True)

    assert [one["name"] for one in read_lines(entry)] == [name_firm(1)]


def test_what_lacks_something_is_told_and_keeps_nothing_else_out(
    entry, put_in, body_user
):
    put_in([make_line(1), make_line(2, 企业名称=OTHER, 统一社会信用代码="")])

    taken = take(entry, body_user)

    assert taken.rows.added == 1
    assert [(one.name, one.text) for one in taken.left_out] == [
        (OTHER, "“统一社会信用代码”必须填写。")
    ]


def test_a_line_calls_an_enterprise_as_the_roster_did(
    entry, put_in, body_user, body_organisation
):
    """A body that may not see the record learns no registered name from its return."""
    put_in([make_line(1)])
    Enterprise.unscoped.update(name="登记在册的另一个名称")

    take(entry, body_user)

    assert [one["name"] for one in read_lines(entry)] == [name_firm(1)]


def test_a_return_says_what_the_roster_of_its_year_said(entry, put_in, body_user):
    put_in([make_line(1)])
    put_in([[2023, *make_line(1, 行业="1711")]], header=("帮扶年度", *HEADER))

    take(entry, body_user)

    assert [one["industry"] for one in read_lines(entry)] == ["3340"]


def test_another_body_takes_nothing_of_it(entry, put_in, other_body_user):
    put_in([make_line(1)])
    other = entry.task.entries.get(
        organisation=other_body_user.memberships.get().organisation
    )

    with pytest.raises(NoLedgerLinesError) as refused:
        take(other, other_body_user)
    with pytest.raises(ForbiddenError):
        take(entry, other_body_user)

    assert str(refused.value.message).startswith("{year} 年的台账里还没有")
    assert not EntryRow.objects.exists()


def test_who_saw_an_earlier_state_is_told(entry, put_in, body_user):
    put_in([make_line(1)])

    with pytest.raises(EntryChangedError):
        services.take_ledger_lines(
            entry=entry, version=entry.version + 1, actor=body_user
        )

    assert not EntryRow.objects.exists()


def test_a_form_whose_lines_are_only_asked_takes_none(
    put_in, body_user, nation_unit, officer_nation
):
    put_in([make_line(1)])
    task = plan_task(
        nation_unit, officer_nation, code="county-ledger", audience=Audience.BODIES
    )
    asked = open_now(task, officer_nation).entries.get(
        organisation=body_user.memberships.get().organisation
    )

    with pytest.raises(NotFoundError):
        take(asked, body_user)


def test_lines_that_were_reviewed_stay(
    entry, put_in, body_user, officer_nation, nation_unit
):
    put_in([make_line(1), make_line(2)])
    take(entry, body_user)
    handed = hand_in(entry, body_user)
    row = handed.rows.get(number=2)
    services.return_entry(
        entry=handed,
        unit=nation_unit,
        remarks=[services.Remark(text="请核对收入", row=row.number)],
        version=handed.version,
        actor=officer_nation,
    )
    put_in([make_line(1, 提升后营业收入=1), make_line(2, 提升后营业收入=2)])

    taken = take(entry, body_user)

    assert (taken.rows.replaced, taken.rows.kept) == (1, 1)
    assert [one["revenue_after"] for one in read_lines(entry)] == ["1200000", "20000"]


def test_queries_do_not_grow_with_the_ledger(
    entry, put_in, body_user, django_assert_max_num_queries
):
    put_in([make_line(number) for number in range(1, 61)])

    with django_assert_max_num_queries(26):
        assert take(entry, body_user).rows.added == 60


def test_the_page_offers_the_ledger_first(entry, put_in, body_user, client):
    put_in([make_line(1), make_line(2, 企业名称=OTHER, 统一社会信用代码="")])
    client.force_login(body_user)
    page = reverse("programme:entry", args=[entry.task.code, entry.pk])

    shown = client.get(page).content.decode()
    told = client.post(
        reverse("programme:take_lines", args=[entry.task.code, entry.pk]),
        {"version": reload(entry).version},
        follow=True,
    ).content.decode()

    assert "取入 2 家" in shown
    # Summary, contact and mobile are all wanted.
    assert "（选填）" not in shown
    assert "从台账取入：新增 1 行，更新 0 行。" in told
    assert f"1 家没有取入，请在名单里补好、再上传和取入：{OTHER}：" in told


def test_an_applied_roster_leads_to_the_return_it_serves(
    entry, put_in, body_user, client
):
    roster_import = put_in([make_line(1)])
    client.force_login(body_user)
    address = reverse("programme:import_detail", args=[roster_import.code])
    page = reverse("programme:entry", args=[entry.task.code, entry.pk])

    before = client.get(address).content.decode()
    take(entry, body_user)
    current = reload(entry)
    filled = Filled(answers=SUMMARY, version=current.version)
    services.submit_entry(entry=current, filled=filled, actor=body_user)
    after = client.get(address).content.decode()

    assert page in before
    assert page not in after
