"""Two rosters that hold the same rows: withdrawing one leaves what the other says."""

from datetime import date
from itertools import permutations

import pytest
from django.db import transaction

from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import (
    Engagement,
    Enrolment,
    KeptChange,
)
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_code,
    make_line,
    name_firm,
)
from zhisheng.apps.registry.models import Enterprise, EnterpriseVersion
from zhisheng.apps.registry.services import update_enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.apps.returns.models import Value, ValueChange, ValueRepeat
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db
MOST_QUERIES = 131  # 129 on SQLite, which locks no rows
LEDGER_HEADER = (*HEADER, "提升意愿", "提升潜力")
MADE = (Enterprise.unscoped, EnterpriseVersion.objects, Engagement.objects,
        Enrolment.objects, Value.objects)  # fmt: skip


def withdraw(roster_import, actor):
    return services.withdraw_roster(roster_import=roster_import, actor=actor)


def read_state():
    """Return all that rosters wrote, without ids, sources and moments."""
    enterprises = Enterprise.unscoped.order_by("uscc", "name").values(
        "name", "uscc", "region", "industry", "size_class", "address"
    )
    helps = Engagement.objects.order_by("enterprise__name", "year").values(
        "enterprise__name", "year", "helper", "method", "help_kind", "started_on",
        "ended_on", "reported_by",
    )  # fmt: skip
    values = Value.objects.order_by("enterprise__name", "indicator", "period").values(
        "enterprise__name", "indicator", "period", "value"
    )
    entries = Enrolment.objects.values("willingness", "potential")
    return [list(rows) for rows in (enterprises, helps, values, entries)]


def test_the_second_of_two_equal_rosters_stands(put_in, office):
    lines = [make_line(1), make_line(2)]
    first = put_in(lines, **office)
    second = put_in(lines, **office)
    made = [manager.count() for manager in MADE]

    counts = withdraw(first, office["actor"])

    assert [manager.count() for manager in MADE] == made == [2, 2, 2, 2, 6]
    assert (counts["handed_over"], counts["enterprises"], counts["kept"]) == (2, 0, 0)
    for model in (Enterprise.unscoped, *MADE[1:]):
        assert set(model.values_list("source", flat=True)) == {second.code}
    assert set(second.rows.values_list("is_applied", flat=True)) == {True}

    withdraw(second, office["actor"])
    assert [manager.count() for manager in MADE] == [0, 0, 0, 0, 0]


LINES = [
    make_line(1),
    make_line(1, 提升后营业收入=150, 行业="3383"),
    make_line(1, 帮扶结束日期="", 所在地="河北省"),
    make_line(1),
]


@pytest.mark.parametrize("order", [*permutations(range(4), 2)])
def test_what_stays_is_what_the_others_would_have_written(put_in, office, order):
    """A registry that never saw the withdrawn rosters holds the same."""
    sid = transaction.savepoint()
    for number in range(4):
        if number not in order:
            put_in([LINES[number]], **office)
    wanted = read_state()
    transaction.savepoint_rollback(sid)
    imports = [put_in([line], **office) for line in LINES]

    for number in order:
        withdraw(imports[number], office["actor"])

    assert read_state() == wanted
    for number in {*range(4)} - {*order}:
        withdraw(imports[number], office["actor"])
    assert [manager.count() for manager in MADE] == [0, 0, 0, 0, 0]
    assert ValueChange.objects.count() == ValueRepeat.objects.count() == 0


def test_only_what_the_other_roster_says_stays(put_in, office):
    """Another body's shorter row keeps the enterprise, not the withdrawn help."""
    full = (*HEADER, "住所", "联系人", "联系电话")
    first = put_in(
        [[*make_line(1), "安平县示例路1号", "示例人", "13800000000"]],
        header=full,
        **office,
    )
    short = ("企业名称", "统一社会信用代码", "所在地", "帮扶开始日期")
    line = [*make_line(1)[:2], "河北省", "2024-05-01"]
    second = put_in([line], header=short, **office)

    withdraw(first, office["actor"])

    enterprise = Enterprise.unscoped.get()
    assert (enterprise.name, enterprise.source) == (name_firm(1), second.code)
    assert (enterprise.region_id, enterprise.industry_id) == ("130000", None)
    assert (enterprise.address, enterprise.contact_phone) == ("", "")
    assert (enterprise.size_class, enterprise.size_basis["row"]) == ("unknown", "")
    version = EnterpriseVersion.objects.get()
    assert (version.source, version.region_id) == (second.code, "130000")
    help_ = Engagement.objects.get()
    assert (help_.started_on, help_.ended_on) == (date(2024, 5, 1), None)
    assert Value.objects.count() == 0


def test_a_repeated_change_of_what_stood_before_stays(put_in, office):
    base = put_in([make_line(1)], **office)
    before = read_state()
    changed = make_line(1, 行业="3383", 帮扶结束日期="2024-07-31")
    first = put_in([changed], **office)
    second = put_in([changed], **office)

    withdraw(first, office["actor"])

    assert Enterprise.unscoped.get().industry_id == "3383"
    assert EnterpriseVersion.objects.last().industry_id == "3383"
    assert Engagement.objects.get().ended_on == date(2024, 7, 31)
    assert KeptChange.objects.count() == 0
    withdraw(second, office["actor"])
    assert read_state() == before
    assert EnterpriseVersion.objects.get().source == base.code


def test_a_later_roster_that_changed_it_is_told_of(put_in, office):
    first = put_in([make_line(1)], **office)
    second = put_in([make_line(1, 帮扶结束日期="2024-07-31", 行业="3383")], **office)

    withdraw(first, office["actor"])

    told = KeptChange.objects.values_list("kind", "field", "changed_by")
    name = office["organisation"].name
    assert sorted(told) == [
        ("engagement", "ended_on", name), ("record", "industry_id", name),
    ]  # fmt: skip
    assert Engagement.objects.get().source == second.code


def test_the_entry_of_the_ledger_goes_over_too(put_in, office):
    first = put_in([[*make_line(1), "强", "强"]], header=LEDGER_HEADER, **office)
    second = put_in([[*make_line(1), "强", ""]], header=LEDGER_HEADER, **office)
    third = put_in([[*make_line(1), "", "弱"]], header=LEDGER_HEADER, **office)

    def read():
        return Enrolment.objects.values_list("willingness", "potential", "source").get()

    withdraw(first, office["actor"])
    assert read() == ("strong", "weak", second.code)
    withdraw(third, office["actor"])
    assert read() == ("strong", "", second.code)


def test_what_a_person_wrote_stays_as_it_is(put_in, body_user):
    first = put_in([make_line(1)])
    second = put_in([make_line(1)])
    Engagement.objects.update(method="现场辅导", recorded_at=first.applied_at)

    withdraw(first, body_user)

    help_ = Engagement.objects.get()
    assert (help_.method, help_.source) == ("现场辅导", second.code)
    assert KeptChange.objects.values_list("kind", "field").get() == (
        "engagement", "method",
    )  # fmt: skip


def test_a_claimed_enterprise_keeps_its_fields(put_in, body_user, owner_organisation):
    first = put_in([make_line(1)])
    second = put_in([[*make_line(1)[:3]]], header=HEADER[:3])
    Enterprise.unscoped.update(organisation=owner_organisation)

    withdraw(first, body_user)

    enterprise = Enterprise.unscoped.get()
    assert (enterprise.industry_id, enterprise.source) == ("3340", second.code)


def test_other_years_and_enterprises_go(put_in, office):
    first = put_in([make_line(1), make_line(2)], **office)
    put_in([make_line(2)], **office)

    counts = withdraw(first, office["actor"])

    assert (counts["enterprises"], counts["handed_over"]) == (1, 1)
    assert Enterprise.unscoped.get().name == name_firm(2)


def test_as_many_queries_for_many_rows(put_in, office, django_assert_max_num_queries):
    def count_queries(rows):
        lines = [make_line(number) for number in rows]
        first = put_in(lines, **office)
        put_in(lines, **office)
        with django_assert_max_num_queries(MOST_QUERIES) as context:
            withdraw(first, office["actor"])
        return len(context)

    assert count_queries(range(1, 4)) == count_queries(range(4, 40))


def test_a_body_keeps_no_change_it_may_not_make(put_in, office):
    """A body's roster adds helps and values; it never speaks of a record."""
    put_in([make_line(1)], **office)
    change = put_in([make_line(1, 行业="3383")], **office)
    put_in([make_line(1, 行业="3383")])

    withdraw(change, office["actor"])

    assert Enterprise.unscoped.get().industry_id == "3340"


def test_a_code_somebody_else_has_by_now_is_left_out(put_in, office):
    first = put_in([make_line(1, 统一社会信用代码="")], **office)
    second = put_in([make_line(1)])
    other = make_enterprise(name="别家丝网厂", uscc=make_code(1))

    withdraw(first, office["actor"])

    mine = Enterprise.unscoped.exclude(pk=other.pk).get()
    assert (mine.source, mine.uscc) == (second.code, "")


def test_rows_of_other_rosters_keep_their_enterprise(put_in, upload, office):
    put_in([make_line(1, 统一社会信用代码="")], **office)
    told = put_in([make_line(1)])
    first = told.rows.get().enterprise_id
    other = upload([make_line(1, 企业名称="石家庄远方机械厂", 所在地="河北省石家庄市")])
    second = make_enterprise(name="石家庄远方机械厂", uscc=make_code(1))

    services.queue_applying(roster_import=other, actor=other.uploaded_by)
    jobs.run_pending()

    assert other.rows.get().enterprise_id == second.pk
    assert told.rows.get().enterprise_id == first != second.pk


@pytest.mark.parametrize("is_repeated", [False, True])
def test_what_a_person_changed_is_listed(put_in, office, is_repeated):
    first = put_in([make_line(1)], **office)
    if is_repeated:
        put_in([make_line(1)], **office)
    update_enterprise(
        enterprise=Enterprise.unscoped.get(),
        changes={"address": "新址1号"},
        on=date(2024, 2, 1),
        actor=office["actor"],
    )

    withdraw(first, office["actor"])

    told = KeptChange.objects.filter(kind="record").values_list("field", flat=True)
    assert list(told) == (["address"] if is_repeated else [""])


@pytest.mark.parametrize("is_repeated", [False, True])
def test_a_value_changed_since_is_listed(put_in, office, is_repeated):
    first = put_in([make_line(1)], **office)
    if is_repeated:
        put_in([make_line(1)], **office)
    put_in([make_line(1, 提升后营业收入=150)], **office)

    withdraw(first, office["actor"])

    told = KeptChange.objects.filter(kind="value").values_list("field", "period")
    assert list(told) == [("revenue", "2024")]


def test_what_the_row_that_made_it_said_goes(put_in, upload, office):
    """A row answered later did not make the enterprise, wherever it stands."""
    header = ("帮扶年度", *HEADER)
    lines = [[2023, *make_line(1, 行业="3383")], [2024, *make_line(1)]]
    first = upload(lines, header=header)
    waiting = first.rows.order_by("pk")[:1].get()
    for status in ("to_confirm", "accepted"):
        first.rows.filter(pk=waiting.pk).update(status=status)
        services.queue_applying(roster_import=first, actor=first.uploaded_by)
        jobs.run_pending()
        first.refresh_from_db()
        assert Enterprise.unscoped.get().industry_id == "3340"
    assert list(first.rows.order_by("pk").values_list("step", flat=True)) == [2, 1]
    put_in([make_line(1, 行业="")], **office)

    withdraw(first, first.uploaded_by)

    assert Enterprise.unscoped.get().industry_id is None
