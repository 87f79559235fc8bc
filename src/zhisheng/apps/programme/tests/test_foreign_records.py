"""What a roster tells of enterprises its sender may not see or change."""

from datetime import date

import pytest

from zhisheng.apps.accounts.services import get_system_user
from zhisheng.apps.places.models import Industry
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import RowDecidedError
from zhisheng.apps.programme.models import Engagement, ImportRow
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_code,
    make_line,
    name_firm,
)
from zhisheng.apps.registry.tests.factories import GrantFactory, make_enterprise
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db
OUTSIDE = "这家企业登记在您的辖区之外；帮扶和指标会入库，所在地、行业等登记信息不会改。"
WUXING = "浙江省湖州市吴兴区"


@pytest.fixture
def foreign(year):
    """Return an enterprise that neither the county's office nor the body may see."""
    return make_enterprise(
        name="湖州吴兴秘名童装厂",
        uscc=make_code(1),
        region_id="330502",
        address="吴兴密路9号",
        valid_from=date(2023, 1, 1),
    )


def tell(read, actor):
    page = selectors.list_rows_for(actor=actor, code=read.code)
    return [
        (one.row.status, [message["message"] for message in one.messages])
        for one in page.items
    ]


def apply(read, actor):
    services.queue_applying(roster_import=read, actor=actor)
    jobs.run_pending()


def test_an_office_is_told_that_a_foreign_record_stays(foreign, upload, office):
    line = make_line(1, 企业名称=foreign.name, 行业="3383")
    read = upload([line, make_line(2)], **office)

    assert tell(read, office["actor"]) == [("warning", [OUTSIDE]), ("accepted", [])]
    apply(read, office["actor"])
    foreign.refresh_from_db()
    assert (foreign.region_id, foreign.industry_id) == ("330502", "3340")
    assert Engagement.objects.filter(enterprise=foreign).count() == 1


def test_it_is_told_whatever_the_row_says(foreign, upload, office):
    read = upload([make_line(1, 企业名称=foreign.name, 所在地=WUXING)], **office)

    assert tell(read, office["actor"]) == [("warning", [OUTSIDE])]


def test_a_grant_is_no_right_to_change_a_foreign_record(foreign, upload, office):
    GrantFactory(enterprise=foreign, viewer=office["organisation"], fields=["industry"])
    read = upload([make_line(1, 企业名称=foreign.name, 行业="3383")], **office)

    assert tell(read, office["actor"]) == [("warning", [OUTSIDE])]
    with pytest.raises(RowDecidedError):
        services.decide_row(
            row=ImportRow.objects.get(),
            decision="region",
            place_code="131125",
            actor=office["actor"],
        )
    apply(read, office["actor"])
    foreign.refresh_from_db()
    assert (foreign.region_id, foreign.industry_id) == ("330502", "3340")
    assert Engagement.objects.filter(enterprise=foreign).count() == 1


def test_a_grant_tells_an_office_nothing_of_the_help_of_a_body(
    foreign, put_in, upload, office, body_organisation
):
    problem, body = "主要问题", "帮扶机构"
    line = make_line(1, 企业名称=foreign.name, 所在地=WUXING)
    put_in([[*line, "秘密废品多"]], header=(*HEADER, problem))
    GrantFactory(enterprise=foreign, viewer=office["organisation"], fields=["industry"])

    read = upload(
        [[*line, "返工多", body_organisation.name]],
        header=(*HEADER, problem, body),
        **office,
    )

    page = selectors.list_rows_for(actor=office["actor"], code=read.code)
    assert [one.changes for one in page.items] == [()]


def test_what_the_platform_uploads_for_a_body_changes_no_record(
    foreign, put_in, body_user
):
    line = make_line(1, 企业名称=foreign.name, 行业="3383")
    read = put_in([line], actor=get_system_user())

    assert tell(read, body_user) == [("accepted", [])]
    foreign.refresh_from_db()
    assert (foreign.region_id, foreign.industry_id) == ("330502", "3340")
    assert Engagement.objects.filter(enterprise=foreign).count() == 1


def test_what_the_platform_uploads_for_an_office_changes_what_that_governs(
    foreign, put_in, office
):
    own = make_enterprise(
        name=name_firm(2), uscc=make_code(2), valid_from=date(2023, 1, 1)
    )
    lines = [
        make_line(1, 企业名称=foreign.name, 行业="3383"),
        make_line(2, 行业="3383"),
    ]
    read = put_in(lines, **office | {"actor": get_system_user()})

    assert tell(read, office["actor"]) == [("warning", [OUTSIDE]), ("accepted", [])]
    foreign.refresh_from_db()
    own.refresh_from_db()
    assert (foreign.industry_id, own.industry_id) == ("3340", "3383")


def test_what_the_platform_uploads_for_the_authority_changes_every_record(
    foreign, put_in, nation_unit, officer_nation
):
    line = make_line(1, 企业名称=foreign.name, 所在地=WUXING, 行业="3383")
    organisation = nation_unit.organisations.get()
    read = put_in([line], actor=get_system_user(), organisation=organisation)

    assert tell(read, officer_nation) == [("accepted", [])]
    foreign.refresh_from_db()
    assert foreign.industry_id == "3383"


def test_a_body_is_told_nothing_of_records_it_may_not_see(foreign, upload, body_user):
    read = upload([make_line(1, 企业名称=foreign.name, 行业="3383")])

    assert tell(read, body_user) == [("accepted", [])]


def test_a_body_is_told_what_differs_from_a_record_it_may_see(
    foreign, upload, body_user, body_organisation
):
    GrantFactory(
        enterprise=foreign, viewer=body_organisation, fields=["region", "industry"]
    )
    differing = make_line(1, 企业名称=foreign.name, 行业="3383")
    same = make_line(1, 企业名称=foreign.name, 所在地="浙江省湖州市", 行业="334")

    assert tell(upload([same]), body_user) == [("accepted", [])]
    assert tell(upload([differing]), body_user) == [
        (
            "warning",
            [
                f"名录中登记在{WUXING}，表中写的是河北省衡水市安平县；名录不会改。",
                "名录中的行业是3340 金属丝绳及其制品制造，表中写的是3383 金属制卫生器具制造；名录不会改。",
            ],
        )
    ]


@pytest.mark.parametrize(
    ("known", "written", "told"),
    [
        ("C", "3340", []),
        ("3340", "制造业", []),
        ("C", "制造业", []),
        (
            "C",
            "5211",
            ["名录中的行业是C 制造业，表中写的是5211 百货零售；名录不会改。"],
        ),
        (
            "3340",
            "F",
            [
                "名录中的行业是3340 金属丝绳及其制品制造，表中写的是F 批发和零售业；"
                "名录不会改。"
            ],
        ),
    ],
)
def test_a_section_is_no_other_industry_than_a_class_within_it(
    known, written, told, foreign, upload, body_user, body_organisation
):
    Industry.objects.create(code="F", name="批发和零售业", level="section", section="F")
    Industry.objects.create(code="5211", name="百货零售", level="class", section="F")
    foreign.industry_id = known
    foreign.save()
    GrantFactory(enterprise=foreign, viewer=body_organisation, fields=["industry"])

    read = upload([make_line(1, 企业名称=foreign.name, 行业=written)])

    assert tell(read, body_user) == [("warning" if told else "accepted", told)]


def test_a_body_is_told_no_field_it_was_not_granted(
    foreign, upload, body_user, body_organisation
):
    GrantFactory(enterprise=foreign, viewer=body_organisation, fields=["industry"])

    read = upload([make_line(1, 企业名称=foreign.name, 行业="3383")])

    ((status, (message,)),) = tell(read, body_user)
    assert (status, message[:6]) == ("warning", "名录中的行业")


def test_a_body_is_told_the_region_its_ledger_shows(foreign, put_in, upload, body_user):
    put_in([make_line(1, 企业名称=foreign.name)])

    read = upload([make_line(1, 企业名称=foreign.name, 行业="3383")])

    assert tell(read, body_user) == [
        (
            "warning",
            [f"名录中登记在{WUXING}，表中写的是河北省衡水市安平县；名录不会改。"],
        )
    ]
