"""A person sees by what right tasks use data of the own enterprise, and who looked."""

import pytest
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
)
from zhisheng.apps.registry.services import reveal_contact
from zhisheng.kit.personal import read_uses

pytestmark = pytest.mark.django_db
PAGE = reverse("accounts:records")


@pytest.fixture
def enterprise(owner_organisation):
    (made,) = make_enterprises(
        1, organisation=owner_organisation, contact_phone="13800000002"
    )
    return made


@pytest.fixture
def task(enterprise, county_unit, officer_county):
    make_enterprises(1)
    return open_now(plan_task(county_unit, officer_county), officer_county)


def read(user):
    return {part.name: list(rows) for part, rows in read_uses(user)}


def test_nothing_was_used_yet(client, enterprise, owner):
    client.force_login(owner)
    page = client.get(PAGE).content.decode()

    assert read(owner) == {"填报任务用到的企业资料": [], "谁看过企业联系电话": []}
    assert "还没有给出过同意" in page
    assert "以后凡是用到" not in page


def test_a_task_names_its_right_purpose_and_who_sees_it(
    client, task, enterprise, owner, officer_county
):
    fill(task.entries.get(enterprise=enterprise), officer_county)

    (used,) = read(owner)["填报任务用到的企业资料"]

    assert used == {
        "任务": "2024 年三季度进展",
        "企业": enterprise.name,
        "依据": "工作资料，自愿填报；本平台示例表",
        "用途": "了解帮扶进展，改进帮扶；不用于评比、检查或处罚。",
        "给谁": "企业所在地市场监管部门",
        "填了什么": "本季营业收入、季末从业人员、不合格品率",
        "谁填的": "工作人员代填",
        "保存到": "任务结束后 5 年",
    }
    client.force_login(owner)
    page = client.get(PAGE).content.decode()
    assert "2024 年三季度进展" in page
    assert "工作人员代填" in page


def test_an_ended_task_says_until_when_it_is_kept(task, owner, officer_county):
    services.close_task(task=task, reason="收齐了", actor=officer_county)
    (used,) = read(owner)["填报任务用到的企业资料"]
    task.refresh_from_db()

    assert (used["谁填的"], used["填了什么"]) == ("", "")
    assert used["保存到"] == f"{task.closed_at.year + 5}" + used["保存到"][4:]


def test_who_looked_at_the_telephone_stands_there_too(
    client, enterprise, owner, officer_county
):
    reveal_contact(enterprise=enterprise, actor=officer_county)
    client.force_login(owner)

    page = client.get(PAGE).content.decode()

    assert officer_county.name in page


def test_a_stranger_sees_nothing_of_it(task, stranger_owner):
    assert read(stranger_owner)["填报任务用到的企业资料"] == []
