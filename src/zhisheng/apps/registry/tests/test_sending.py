"""What goes out to other systems: by consent its fields, by duty what a register told."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.tests.factories import (
    UnitFactory,
    UnitOrganisationFactory,
    make_person,
)
from zhisheng.apps.places.models import Region
from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.errors import NothingToSendError
from zhisheng.apps.registry.models import Enterprise, ExchangeBatch, Grant
from zhisheng.apps.registry.tests.exchanging import get_office, reload, send, work
from zhisheng.apps.registry.tests.factories import (
    GrantFactory,
    make_code,
    make_enterprise,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError

pytestmark = pytest.mark.django_db
FINANCE = ("finance-platform", "enterprises")
INSPECTION = ("random-inspection", "enterprises")
RESULTS = "统一社会信用代码,业务编号,进展,日期\n"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def enterprise(owner_organisation):
    return make_enterprise(
        organisation=owner_organisation,
        uscc=make_code(1),
        name="=HYPERLINK(安平)",
        address="秘密路1号",
    )


@pytest.fixture
def consent(enterprise, bank_organisation, owner):
    return give(enterprise, bank_organisation, owner)


def give(enterprise, bank, owner, purpose="credit", groups=("record",)):
    terms = services.ConsentTerms(
        recipient=bank.code,
        groups=groups,
        purpose=purpose,
        until=timezone.localdate() + timedelta(days=30),
    )
    return services.give_consent(enterprise=enterprise, terms=terms, actor=owner)


@pytest.fixture
def officer_other_county(city_unit):
    unit = UnitFactory.create(
        code="U131102",
        name="桃城区市场监督管理局",
        parent=city_unit,
        region=Region.objects.get(code="131102"),
    )
    office = UnitOrganisationFactory.create(unit=unit)
    return make_person("桃城何军", office, "officer")


def write(officer, layout=FINANCE, recipient=None):
    file = BytesIO()
    services.send_exchange(
        file,
        terms=services.SendTerms(*layout, recipient=recipient),
        organisation=get_office(officer),
        actor=officer,
    )
    file.seek(0)
    sheet = openpyxl.load_workbook(file).active
    head, *rows = [[cell.value or "" for cell in row] for row in sheet.rows]
    assert all(cell.data_type != "f" for row in sheet.rows for cell in row)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_only_what_was_agreed_to_goes_out(officer_county, consent, bank_organisation):
    make_enterprise(uscc=make_code(2), name="没有同意的厂")

    (row,) = write(officer_county, recipient=bank_organisation)

    assert row == {
        "统一社会信用代码": make_code(1),
        "企业名称": "=HYPERLINK(安平)",
        "主体类型": "公司",
        "登记地区": "河北省衡水市安平县",
        "住所": "",
        "行业": row["行业"],
        "企业规模": "小型",
        "成立日期": "",
    }
    assert row["行业"].startswith("3340 ")
    batch = ExchangeBatch.objects.get()
    assert (batch.direction, batch.status, batch.counts) == (
        "outbound",
        "sent",
        {"rows": 1},
    )
    assert batch.recipient == bank_organisation
    assert batch.file is None
    entry = AuditEntry.objects.get(action="registry.exchange_sent")
    assert (entry.counts, entry.rows_hash) == ({"rows": 1}, batch.sha256)


def test_a_consent_taken_back_is_left_out_at_once(
    officer_county, consent, bank_organisation, owner
):
    services.end_grant(grant=consent, actor=owner)

    assert list(selectors.list_recipients_for(officer_county)) == []
    with pytest.raises(FieldsRefusedError):
        write(officer_county, recipient=bank_organisation)
    assert ExchangeBatch.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": "certification"},
        {"consent": None},
        {"until": date(2020, 1, 1)},
        {"fields": ["name", "region"]},
    ],
)
def test_another_purpose_no_consent_an_end_or_no_code_opens_nothing(
    officer_county, consent, bank_organisation, owner, change
):
    other = make_enterprise(
        uscc=make_code(3), organisation=None, name="另一家", region_id="131125"
    )
    Grant.objects.filter(pk=consent.pk).update(**change)
    GrantFactory.create(enterprise=other, viewer=bank_organisation)

    with pytest.raises((FieldsRefusedError, NothingToSendError)):
        write(officer_county, recipient=bank_organisation)


def test_another_office_has_nobody_to_send(
    officer_other_county, consent, bank_organisation
):
    with pytest.raises(FieldsRefusedError):
        write(officer_other_county, recipient=bank_organisation)


def test_inspection_gets_what_the_register_told_and_no_more(officer_county, enterprise):
    make_enterprise(uscc=make_code(2), name="只在帮扶名单里的厂")
    with pytest.raises(NothingToSendError):
        write(officer_county, INSPECTION)
    Enterprise.unscoped.filter(pk=enterprise.pk).update(
        administrative_fields=",name,region_id,"
    )

    assert write(officer_county, INSPECTION) == [
        {
            "统一社会信用代码": make_code(1),
            "企业名称": "=HYPERLINK(安平)",
            "登记状态": "",
            "登记地区": "河北省衡水市安平县",
            "住所": "",
            "行业": "",
        }
    ]


def test_only_an_officer_sends_and_only_outbound(officer_county, owner, enterprise):
    with pytest.raises(FieldsRefusedError):
        write(officer_county, ("credit-publicity", "penalties"))
    with pytest.raises(ForbiddenError):
        services.send_exchange(
            BytesIO(),
            terms=services.SendTerms(*INSPECTION),
            organisation=get_office(officer_county),
            actor=owner,
        )


def test_results_are_taken_of_those_who_agreed(
    officer_county, consent, bank_organisation
):
    make_enterprise(uscc=make_code(2), name="没有同意的厂")
    text = RESULTS + "".join(
        f"{make_code(number)},RZ{number},授信,2026-11-20\n" for number in (1, 2)
    )

    batch = send(officer_county, text, layout=("finance-platform", "results")).batch
    work()

    rows = {row.row: row for row in reload(batch).rows.all()}
    assert rows[2].status == "accepted"
    assert rows[2].answers["result"] == "已授信"
    assert rows[3].reasons[0][1] == "企业没有同意这项用途，不能收下。"


def test_the_page_hands_the_file_out(
    client, officer_county, consent, bank_organisation
):
    client.force_login(officer_county)
    address = reverse("registry:exchange_send")
    assert "示例农村商业银行" in client.get(address).text
    refused = client.post(address, {"layout": "/".join(FINANCE)})
    assert refused.status_code == 422
    assert "请选择企业同意过的接收单位。" in refused.text

    sent = client.post(
        address, {"layout": "/".join(FINANCE), "recipient": bank_organisation.code}
    )

    assert b"".join(sent.streaming_content).startswith(b"PK")
    assert "送出" in client.get(reverse("registry:exchange")).text


def test_inside_wechat_the_page_opens_and_says_where_the_file_does(
    client, officer_county
):
    client.force_login(officer_county)
    address, told = reverse("registry:exchange_send"), "微信里下载不了文件"
    wechat = {"User-Agent": "Mozilla/5.0 MicroMessenger/8.0.47"}

    inside = client.get(address, headers=wechat)

    assert (inside.status_code, told in inside.text) == (200, True)
    assert told not in client.get(address).text
