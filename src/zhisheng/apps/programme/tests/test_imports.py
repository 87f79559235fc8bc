"""What an import puts into the registry, the ledger and the values, and takes back."""

from datetime import date
from decimal import Decimal

import pytest

from zhisheng.apps.accounts.tests.factories import BodyOrganisationFactory
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    CodeTakenError,
)
from zhisheng.apps.programme.models import (
    Engagement,
    Enrolment,
    ImportRow,
)
from zhisheng.apps.programme.tests.recorded import describe_everything, list_values
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_code,
    make_line,
    name_firm,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.returns.models import Value
from zhisheng.kit import jobs
from zhisheng.kit.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_applied_rows_stand_in_registry_ledger_and_values(put_in, body_organisation):
    lines = [
        make_line(
            1, 从业人员="约20人", 帮扶开始日期="2024年3月", 帮扶结束日期="2024年6月"
        ),
        make_line(2, 提升后营业收入="1.2亿", 提升前营业收入="—"),
        make_line(3, 从业人员="若干"),
    ]

    done = put_in(lines)

    assert done.status == "applied"
    assert done.counts["applied"] == {
        "enterprises": 2, "enrolments": 2, "engagements": 2, "values": 5, "rows": 2,
        "changed_enterprises": 0, "changed_enrolments": 0, "changed_engagements": 0,
        "changed_values": 0,
    }  # fmt: skip
    first = Enterprise.unscoped.get(uscc=make_code(1))
    assert (first.name, first.region_id, first.industry_id, first.size_class) == (
        name_firm(1),
        "131125",
        "3340",
        "micro",
    )
    assert list_values(first) == {
        ("employees", "2024"): (Decimal(20), True),
        ("revenue", "2023"): (Decimal(1_000_000), False),
        ("revenue", "2024"): (Decimal(1_200_000), False),
    }
    second = Enterprise.unscoped.get(uscc=make_code(2))
    assert list_values(second)["revenue", "2024"] == (Decimal(120_000_000), False)
    assert ("revenue", "2023") not in list_values(second)
    help_ = Engagement.objects.get(enterprise=first)
    assert (help_.helper, help_.year) == (body_organisation, 2024)
    assert (help_.started_on, help_.started_precision) == (date(2024, 3, 1), "month")
    assert (help_.ended_on, help_.ended_precision) == (date(2024, 6, 30), "month")
    assert Enrolment.objects.filter(enterprise=first, year=2024).count() == 1


def test_the_same_file_twice_changes_nothing(put_in):
    lines = [make_line(number) for number in range(1, 6)]
    put_in(lines)
    before = describe_everything()

    again = put_in(lines)

    assert describe_everything() == before
    assert again.counts["applied"] == {
        "enterprises": 0, "enrolments": 0, "engagements": 0, "values": 0, "rows": 5,
        "changed_enterprises": 0, "changed_enrolments": 0, "changed_engagements": 0,
        "changed_values": 0,
    }  # fmt: skip


def test_applying_twice_changes_nothing(put_in, body_user):
    done = put_in([make_line(1)])
    before = describe_everything()

    services.queue_applying(roster_import=done, actor=body_user)
    jobs.run_pending()

    assert describe_everything() == before


def test_a_job_killed_after_its_commit_is_settled_by_the_next_attempt(put_in):
    applied = put_in([make_line(1), make_line(2)])
    before = describe_everything()
    ImportRow.objects.filter(roster_import=applied, row=2).update(decision="skip")

    for job in jobs.Job.objects.filter(name__startswith="programme."):
        jobs.Job.objects.filter(pk=job.pk).update(status="failed")
        jobs.retry(job=job)
    jobs.run_pending()

    assert set(
        jobs.Job.objects.filter(name__startswith="programme.").values_list(
            "status", flat=True
        )
    ) == {"succeeded"}
    assert selectors.get_import(applied.code).status == "applied"
    assert ImportRow.objects.get(roster_import=applied, row=2).decision == "skip"
    assert describe_everything() == before


def test_the_mended_file_adds_only_the_refused_rows(put_in):
    put_in([make_line(1), make_line(2, 统一社会信用代码=make_code(2)[:-1])])

    done = put_in([make_line(1), make_line(2)])

    assert done.counts["applied"]["enterprises"] == 1
    assert sorted(Enterprise.unscoped.values_list("uscc", flat=True)) == sorted(
        [make_code(1), make_code(2)]
    )


def test_an_office_changes_a_record_field_by_field(put_in, upload, office):
    put_in([make_line(1)], **office)

    read = upload([make_line(1, 行业="3383", 提升后营业收入=150)], **office)

    page = selectors.list_rows_for(actor=office["actor"], code=read.code)
    assert [(c.old, c.new) for c in page.items[0].changes] == [
        ("3340", "3383"),
        ("1200000", "1500000"),
    ]
    services.queue_applying(roster_import=read, actor=office["actor"])
    jobs.run_pending()
    enterprise = Enterprise.unscoped.get()
    assert enterprise.industry_id == "3383"
    assert (enterprise.name, enterprise.region_id) == (name_firm(1), "131125")
    assert list_values(enterprise)["revenue", "2024"] == (Decimal(1_500_000), False)


def test_a_body_adds_values_but_changes_no_record(put_in, upload, office, body_user):
    put_in([make_line(1)], **office)

    read = upload([make_line(1, 行业="3383", 提升后营业收入=150)])

    page = selectors.list_rows_for(actor=body_user, code=read.code)
    assert page.items[0].changes == ()
    services.queue_applying(roster_import=read, actor=body_user)
    jobs.run_pending()
    enterprise = Enterprise.unscoped.get()
    assert enterprise.industry_id == "3340"
    assert set(
        Value.objects.filter(indicator_id="revenue", period="2024").values_list(
            "value", flat=True
        )
    ) == {Decimal(1_200_000), Decimal(1_500_000)}


def test_a_new_enterprise_is_refused_for_a_taken_code(put_in, upload, body_user):
    put_in([make_line(1)])
    read = upload([make_line(1, 企业名称="德清县完全不同童装厂")])
    row = ImportRow.objects.get(roster_import=read)
    assert (row.status, row.reasons[-1]["field"]) == ("to_confirm", "name")

    with pytest.raises(CodeTakenError):
        services.decide_row(row=row, decision="new", actor=body_user)


def test_unanswered_rows_wait_and_can_be_applied_later(put_in, body_user):
    put_in([make_line(1)])
    done = put_in([make_line(1, 企业名称="德清县完全不同童装厂"), make_line(2)])
    assert Enterprise.unscoped.count() == 2
    row = ImportRow.objects.get(roster_import=done, status="to_confirm")

    services.decide_row(
        row=row,
        decision="same",
        enterprise_code=row.candidates[0]["code"],
        actor=body_user,
    )
    services.queue_applying(roster_import=done, actor=body_user)
    jobs.run_pending()

    assert Enterprise.unscoped.filter(uscc=make_code(1)).count() == 1
    assert ImportRow.objects.get(pk=row.pk).is_applied


def test_of_two_columns_for_one_value_the_later_counts(put_in):
    header = [*HEADER, "2023年营业收入(万元)"]
    done = put_in([[*make_line(1, 提升前营业收入=100), 120]], header=header)

    assert done.status == "applied"
    values = list_values(Enterprise.unscoped.get())
    assert values["revenue", "2023"] == (Decimal(1_200_000), False)


def test_several_years_and_bodies_of_one_enterprise(
    put_in, office, last_year, body_organisation
):
    BodyOrganisationFactory.create(name="示例丙认证有限公司")
    header = ["帮扶年度", "帮扶机构", *HEADER]
    lines = [
        [2023, "示例甲认证有限公司", *make_line(1)],
        [2024, "示例甲认证有限公司", *make_line(1)],
        [2024, "示例丙认证有限公司", *make_line(1)],
    ]

    put_in(lines, header=header, **office)

    assert Enterprise.unscoped.count() == 1
    assert sorted(Engagement.objects.values_list("year", "helper__name")) == [
        (2023, "示例甲认证有限公司"),
        (2024, "示例丙认证有限公司"),
        (2024, "示例甲认证有限公司"),
    ]
    assert sorted(Enrolment.objects.values_list("year", flat=True)) == [2023, 2024]


def test_one_audit_entry_with_counts_for_each_step(put_in, body_user):
    done = put_in([make_line(1), make_line(2, 从业人员="若干")])
    services.withdraw_roster(roster_import=done, actor=body_user)

    entries = AuditEntry.objects.filter(action__startswith="programme.roster_")
    found = {entry.action: entry.counts for entry in entries.order_by("pk")}

    assert entries.count() == len(found) == 5
    assert found["programme.roster_read"] == {"accepted": 1, "refused": 1}
    assert found["programme.roster_applied"]["rows"] == 1
    assert found["programme.roster_withdrawn"]["enterprises"] == 1


def test_uploads_and_their_jobs_name_the_organisation(put_in, body_organisation):
    put_in([make_line(1)])

    entries = AuditEntry.objects.filter(action__startswith="programme.roster_")
    assert dict(entries.values_list("action", "organisation_code")) == dict.fromkeys(
        [
            "programme.roster_uploaded",
            "programme.roster_read",
            "programme.roster_applying",
            "programme.roster_applied",
        ],
        body_organisation.code,
    )


def test_identity_numbers_are_nowhere_in_the_database(put_in):
    number = "131125190001010011"
    header = [*HEADER, "身份证号", "证件号码"]

    put_in([[*make_line(1), number, number]], header=header)

    row = ImportRow.objects.get()
    stored = [str(getattr(row, field.attname)) for field in ImportRow._meta.fields]
    assert number not in " ".join(stored)


def test_a_sheet_without_a_list_is_told_to_the_uploader(upload):
    read = upload([["甲", "乙"]], header=["填表说明", "一"])

    assert read.status in {"failed", "mapping"}
    assert Enterprise.unscoped.count() == 0


def test_a_revenue_of_zero_is_known_and_gives_the_size_class(upload):
    read = upload(
        [
            make_line(1, 提升后营业收入=0, 提升前营业收入=999_999, 从业人员=2000),
            make_line(2, 提升后营业收入="—", 提升前营业收入=999_999, 从业人员=2000),
        ]
    )

    rows = ImportRow.objects.filter(roster_import=read).order_by("row")
    assert [row.size_class for row in rows] == ["micro", "large"]
