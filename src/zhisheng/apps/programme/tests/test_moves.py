"""An enterprise on record moves to another region only where a person says so."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import NothingToApplyError, PlaceOpenError
from zhisheng.apps.programme.management.commands.import_roster import check_roster
from zhisheng.apps.programme.models import ImportRow, MatchDecision, PlaceDecision
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    gulou,
    make_code,
    make_line,
    name_firm,
    write_xlsx,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit import jobs
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.sheets import read_workbook

pytestmark = pytest.mark.django_db
ANPING, WUXING = "河北省衡水市安平县", "浙江省湖州市吴兴区"


@pytest.fixture
def known(year):
    return make_enterprise(
        name=name_firm(1), uscc=make_code(1), valid_from=date(2023, 1, 1)
    )


def tell(row):
    row.refresh_from_db()
    return (
        row.status,
        row.region_code,
        [(r["field"], r["severity"]) for r in row.reasons],
    )


def choose(row, code, office, **options):
    return services.decide_row(
        row=row, decision="region", place_code=code, actor=office["actor"], **options
    )


def apply(read, office):
    services.queue_applying(roster_import=read, actor=office["actor"])
    jobs.run_pending()


def test_a_region_outside_the_recorded_one_is_asked(known, upload, office):
    done = upload([make_line(1, 所在地=WUXING, 行业="3383")], **office)

    row = ImportRow.objects.get()
    assert tell(row) == ("to_confirm", "330502", [("region", "to_confirm")])
    (preview,) = selectors.list_rows_for(actor=office["actor"], code=done.code).items
    (message,) = preview.messages
    assert message["message"] == f"名录中登记在{ANPING}，表中写的是{WUXING}。"
    assert message["cure"] == (
        "请确认企业是已迁入，还是仍在原地；已迁入的，入库后由浙江省湖州市吴兴区的市场监管部门查看，"
        "不再在本单位的名录内。"
    )
    assert message["options"] == [
        {"code": "330502", "name": WUXING, "label": "企业已迁入"},
        {"code": "131125", "name": ANPING, "label": "仍在原地"},
    ]
    with pytest.raises(NothingToApplyError):
        services.queue_applying(roster_import=done, actor=office["actor"])
    known.refresh_from_db()
    assert (known.region_id, known.industry_id) == ("131125", "3340")


def test_an_enterprise_that_moved_is_moved(known, upload, office):
    read = upload([make_line(1, 所在地=WUXING, 行业="3383")], **office)
    row = ImportRow.objects.get()

    choose(row, "330502", office)

    assert tell(row) == ("accepted", "330502", [("region", "answered")])
    (preview,) = selectors.list_rows_for(actor=office["actor"], code=read.code).items
    assert [one.field for one in preview.changes] == [
        "region_id", "industry_id", "size_class",
    ]  # fmt: skip
    assert preview.changes[0].new_text == WUXING
    assert preview.messages[0]["message"] == (
        f"名录中登记在{ANPING}，表中写的是{WUXING}；按本单位的答复，企业已迁入。"
    )
    assert selectors.get_import(read.code).counts == {"accepted": 1}
    apply(read, office)
    known.refresh_from_db()
    assert (known.region_id, known.industry_id) == ("330502", "3383")


def test_an_enterprise_that_stayed_keeps_its_region(known, upload, office):
    read = upload([make_line(1, 所在地=WUXING, 行业="3383")], **office)
    row = ImportRow.objects.get()

    choose(row, "131125", office)

    assert tell(row) == ("accepted", "131125", [("region", "answered")])
    (preview,) = selectors.list_rows_for(actor=office["actor"], code=read.code).items
    assert [one.field for one in preview.changes] == ["industry_id", "size_class"]
    assert preview.messages[0]["message"] == (
        f"名录中登记在{ANPING}，表中写的是{WUXING}；按本单位的答复，仍在原地。"
    )
    apply(read, office)
    known.refresh_from_db()
    assert (known.region_id, known.industry_id) == ("131125", "3383")


@pytest.mark.parametrize("answer", ["330502", "131125"])
def test_the_same_is_not_asked_again_of_this_enterprise(answer, known, upload, office):
    upload([make_line(1, 所在地=WUXING)], **office)
    choose(ImportRow.objects.get(), answer, office)
    make_enterprise(name=name_firm(2), uscc=make_code(2), valid_from=date(2023, 1, 1))

    again = upload([make_line(n, 所在地=WUXING) for n in (1, 2)], **office)

    assert again.counts == {"accepted": 1, "to_confirm": 1}
    first, other = ImportRow.objects.filter(roster_import=again).order_by("row")
    assert tell(first) == ("accepted", answer, [("region", "answered")])
    assert tell(other) == ("to_confirm", "330502", [("region", "to_confirm")])
    assert PlaceDecision.objects.get().text == f"{known.code} 131125→330502 2024"


def test_who_stayed_one_year_may_have_moved_in_the_next(
    known, upload, office, administrator, tmp_path
):
    services.open_year(
        year=2025, name="2025年", opens_on=date(2025, 1, 1), actor=administrator
    )
    upload([make_line(1, 所在地=WUXING)], **office)
    choose(ImportRow.objects.get(), "131125", office)
    dates = {"帮扶开始日期": "2025-03-01", "帮扶结束日期": "2025-06-30"}
    line = make_line(1, 所在地=WUXING, **dates)
    path = write_xlsx(tmp_path / "next.xlsx", [HEADER, line])

    sent = services.upload_roster(
        path, original_name="2025年.xlsx", year=2025, **office
    )
    jobs.run_pending()

    row = ImportRow.objects.get(roster_import=sent)
    assert tell(row) == ("to_confirm", "330502", [("region", "to_confirm")])
    choose(row, "330502", office)
    assert dict(PlaceDecision.objects.values_list("text", "code")) == {
        f"{known.code} 131125→330502 2024": "131125",
        f"{known.code} 131125→330502 2025": "330502",
    }


def test_an_answer_can_be_mended(known, upload, office):
    read = upload([make_line(1, 所在地=WUXING)], **office)
    row = ImportRow.objects.get()
    choose(row, "330502", office)

    choose(row, "131125", office)
    assert tell(row) == ("accepted", "131125", [("region", "answered")])
    choose(row, "131102", office)

    assert tell(row) == ("accepted", "131102", [("region", "answered")])
    assert row.reasons[0]["data"]["written"] == "330502"
    assert selectors.get_import(read.code).counts == {"accepted": 1}


def test_a_move_within_the_own_area_is_asked_too(
    known, upload, city_unit, officer_city
):
    office = {"actor": officer_city, "organisation": city_unit.organisations.get()}

    upload([make_line(1, 所在地="河北省衡水市桃城区")], **office)

    row = ImportRow.objects.get()
    assert tell(row) == ("to_confirm", "131102", [("region", "to_confirm")])


@pytest.mark.parametrize(
    ("on_record", "written"),
    [
        ("131125", "河北省衡水市"),
        ("131125", "河北省"),
        ("131100", ANPING),
        ("130000", ANPING),
        (None, WUXING),
        ("110103", "北京市东城区"),
    ],
)
def test_wider_narrower_and_renamed_regions_are_no_move(
    on_record, written, known, upload, officer_nation, nation_unit
):
    Enterprise.unscoped.update(region_id=on_record)
    office = {"actor": officer_nation, "organisation": nation_unit.organisations.get()}

    assert upload([make_line(1, 所在地=written)], **office).counts == {"accepted": 1}


def test_a_region_left_to_the_code_is_left_to_the_record(known, upload, office):
    code = make_code(2, region="330502")
    make_enterprise(name=name_firm(2), uscc=code, valid_from=date(2023, 1, 1))

    read = upload([make_line(2, 统一社会信用代码=code, 所在地="")], **office)

    row = ImportRow.objects.get()
    assert tell(row) == ("warning", "131125", [("region", "warning")])
    (preview,) = selectors.list_rows_for(actor=office["actor"], code=read.code).items
    assert preview.messages[0]["message"] == (
        f"没有填写到县（市、区），按名录中的{ANPING}处理。"
    )
    assert [one.field for one in preview.changes] == ["size_class"]


def test_a_later_state_on_record_makes_no_question(year, upload, office):
    make_enterprise(name=name_firm(1), uscc=make_code(1), valid_from=date(2024, 6, 1))

    read = upload([make_line(1, 所在地=WUXING)], **office)

    assert read.counts == {"accepted": 1}
    (preview,) = selectors.list_rows_for(actor=office["actor"], code=read.code).items
    assert preview.changes == ()


def test_the_move_is_asked_once_the_enterprise_is_known(known, upload, office):
    name = "德清县完全不同童装厂"
    read = upload([make_line(1, 企业名称=name, 所在地=WUXING)], **office)
    row = ImportRow.objects.get()
    assert tell(row) == (
        "to_confirm", "330502", [("name", "to_confirm"), ("region", "warning")]
    )  # fmt: skip

    services.decide_row(
        row=row, decision="same", enterprise_code=known.code, actor=office["actor"]
    )

    assert tell(row) == ("to_confirm", "330502", [("region", "to_confirm")])
    assert (row.enterprise, row.decision) == (known, "")
    assert selectors.count_rows(selectors.get_import(read.code))["applicable"] == 0
    with pytest.raises(PlaceOpenError):
        services.decide_row(row=row, decision="same", actor=office["actor"])
    choose(row, "131125", office)
    assert tell(row) == ("accepted", "131125", [("region", "answered")])
    assert (row.enterprise, row.decision) == (known, "same")
    again = upload([make_line(1, 企业名称=name, 所在地=WUXING)], **office)
    assert again.counts == {"accepted": 1}
    assert MatchDecision.objects.get().region_code == "330502"


@pytest.mark.usefixtures("gulou_regions")
def test_the_words_of_a_place_keep_their_own_answer(known, upload, office):
    read = upload([gulou(1, 统一社会信用代码=make_code(1)), gulou(2)], **office)
    row = ImportRow.objects.get(row=2)
    choose(row, "350102", office, all_alike=True)
    assert tell(row) == (
        "to_confirm", "350102", [("region", "answered"), ("region", "to_confirm")],
    )  # fmt: skip
    (first, _other) = selectors.list_rows_for(
        actor=office["actor"], code=read.code
    ).items
    assert [(one["severity"], one["alike"]) for one in first.places] == [
        ("to_confirm", 0)
    ]

    choose(row, "131125", office, all_alike=True)

    assert tell(row)[:2] == ("accepted", "131125")
    assert tell(ImportRow.objects.get(row=3)) == (
        "warning", "350102", [("region", "answered"), ("region", "warning")]
    )  # fmt: skip
    assert dict(PlaceDecision.objects.values_list("text", "code")) == {
        "鼓楼区": "350102",
        f"{known.code} 131125→350102 2024": "131125",
    }


def test_rows_of_one_enterprise_take_one_answer(known, upload, office):
    header = ["帮扶年度", *HEADER]
    dates = {"帮扶开始日期": "2023-03-01", "帮扶结束日期": "2023-06-30"}
    lines = [[2023, *make_line(1, 所在地=WUXING, 提升后营业收入=100, **dates)]]
    lines += [[2024, *make_line(1, 所在地=WUXING)]]
    upload(lines, header=header, **office)
    first, second = ImportRow.objects.order_by("row")

    outcome = choose(first, "131125", office, all_alike=True)

    assert (outcome.alike, outcome.asking) == (1, 0)
    for row in (first, second):
        assert tell(row) == ("accepted", "131125", [("region", "answered")])
    entry = AuditEntry.objects.get(action="programme.row_decided")
    assert entry.counts == {"alike": 1, "applied": 0, "left": 0}


def test_a_body_is_not_asked(known, upload):
    assert upload([make_line(1, 所在地=WUXING)]).counts == {"accepted": 1}


def test_the_command_line_asks_too(known, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, make_line(1, 所在地=WUXING)])

    (report,) = check_roster(read_workbook(path), year=2024, helper=None)

    assert (report["status"], report["region"]) == ("to_confirm", "330502")
    assert [one["message"] for one in report["details"]] == [
        f"名录中登记在{ANPING}，表中写的是{WUXING}。"
    ]


def test_as_many_queries_for_many_moves_as_for_two(year, upload, office):
    for number in range(1, 43):
        make_enterprise(
            name=name_firm(number),
            uscc=make_code(number),
            valid_from=date(2023, 1, 1),
        )
    counted = []

    for numbers in (range(1, 3), range(3, 43)):
        lines = [make_line(number, 所在地=WUXING) for number in numbers]
        with CaptureQueriesContext(connection) as queries:
            assert upload(lines, **office).counts == {"to_confirm": len(lines)}
        counted.append(len(queries))

    assert counted[0] == counted[1]


def test_the_page_and_the_api_ask_in_words(client, known, upload, office, make_token):
    read = upload([make_line(1, 所在地=WUXING)], **office)
    row = ImportRow.objects.get()
    client.force_login(office["actor"])
    detail = reverse("programme:import_detail", args=[read.code])

    page = client.get(detail).text
    assert f'value="region:330502">企业已迁入 · {WUXING}</button>' in page
    assert f'value="region:131125">仍在原地 · {ANPING}</button>' in page
    assert page.count(f'id="region-{row.pk}"') == 1
    english = client.get(detail, headers={"Accept-Language": "en"}).text
    assert f"The enterprise has moved here · {WUXING}</button>" in english
    done = client.post(
        f"/api/v1/programme/imports/{read.code}/rows/{row.pk}",
        {"decision": "region", "place": "131125"},
        content_type="application/json",
        headers={
            "Authorization": make_token(office["organisation"], ["roster:import"])
        },
    ).json()
    assert (done["status"], done["region"], done["reasons"]) == (
        "accepted", "131125", [],
    )  # fmt: skip
