"""A person sees all that is held of them, and nothing of anybody else."""

import io
import json

import openpyxl
import pytest
from django.urls import reverse

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.models import Message
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_as(client):
    def ask(user, name, **headers):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client.get(reverse(f"accounts:{name}"), **headers)

    return ask


def read_parts(user):
    found = json.loads(services.export_personal(actor=user))
    return {part["类别"]: part["内容"] for part in found}


def test_all_parts_come_along(owner, owner_organisation):
    owner.mobile = "13800000001"
    owner.save()

    parts = read_parts(owner)

    assert sorted(parts) == [
        "代表的单位", "写过和审阅过的优良案例", "办过和答复过的活动", "填报任务用到的企业资料", "填报和审核", "处理过的质量问题",
        "存过的导出列方案", "帮扶名册和帮扶单子", "提升计划里的任务", "操作记录", "收到的消息", "数据处理记录和同意",
        "替企业说明过的情况", "认领和更正申请", "谁看过企业联系电话", "账号和联系方式", "质量评价的回答", "质量评价的材料和复核时说的话",
    ]  # fmt: skip
    (account,) = parts["账号和联系方式"]
    assert (account["用户名"], account["手机"]) == (owner.username, "13800000001")
    assert parts["代表的单位"][0]["单位"] == owner_organisation.name
    assert owner.password not in json.dumps(parts, ensure_ascii=False)


def test_taking_it_along_leaves_one_entry(owner):
    before = AuditEntry.objects.count()

    services.export_personal(actor=owner)

    entry = AuditEntry.objects.latest("pk")
    assert AuditEntry.objects.count() == before + 1
    assert (entry.action, entry.counts["账号和联系方式"]) == (
        "accounts.personal_exported",
        1,
    )


def test_the_page_shows_every_part_and_offers_the_file(open_as, owner):
    html = open_as(owner, "personal").content.decode()
    answer = open_as(owner, "download_personal")

    assert reverse("accounts:download_personal") in html
    assert html.count('<section class="panel') == 19
    assert answer["Content-Type"] == "application/json"
    assert json.loads(answer.content)[0]["类别"] == "账号和联系方式"


def test_the_same_comes_as_a_workbook(open_as, client, owner, owner_organisation):
    client.force_login(owner)

    answer = client.get(reverse("accounts:download_personal"), {"format": "xlsx"})

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = {sheet.title: [*sheet.values] for sheet in book.worksheets}
    assert rows["目录"][0] == ("类别", "用途", "保存多久", "条数")
    assert len(rows["目录"]) == 19
    assert rows["代表的单位"][1][0] == owner_organisation.name
    assert book.sheetnames == ["目录", *(one[0] for one in rows["目录"][1:] if one[3])]
    entry = AuditEntry.objects.latest("pk")
    assert entry.action == "accounts.personal_exported"


def test_the_page_is_english_for_who_reads_english(open_as, owner, client):
    client.cookies["django_language"] = "en"

    html = open_as(owner, "personal").content.decode()

    assert "Account and contact" in html
    assert "To sign in and to reach you" in html


def test_the_file_holds_every_row_and_the_page_the_latest(open_as, owner):
    Message.objects.bulk_create(
        [Message(recipient=owner, key=f"m{one}", title="到期") for one in range(5_001)]
    )

    assert len(read_parts(owner)["收到的消息"]) == 5_001
    html = open_as(owner, "personal").content.decode()

    assert "超过 1000 条 · 提醒您有事要办" in html
    assert "5001" not in html
    # A row of headings and the twenty latest.
    assert html.count("<tr", html.index("收到的消息"), html.index("操作记录")) == 21
    assert "这里列最近 20 条，全部请下载。" in html


def test_what_a_person_did_is_told_in_words(owner, county_unit):
    services.export_personal(actor=owner)

    (act,) = read_parts(owner)["操作记录"]

    assert act["哪方面"] == "账号、单位和消息"
    assert sorted(act) == ["哪方面", "时间"]
