"""What the registry holds of others is not told to who may not see it."""

import json
from datetime import date

import pytest
from django.urls import reverse

from zhisheng.apps.accounts.services import get_system_user
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import CodeTakenError
from zhisheng.apps.programme.management.commands.import_roster import check_roster
from zhisheng.apps.programme.models import Engagement, ImportRow
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_code,
    make_line,
    name_firm,
    write_xlsx,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import GrantFactory, make_enterprise
from zhisheng.kit import jobs
from zhisheng.kit.sheets import read_workbook

pytestmark = pytest.mark.django_db
HIDDEN = "名录中这个代码登记的是另一个名称，请核对代码和名称。"
SECRETS = ("湖州吴兴秘名童装厂", "吴兴密路9号", "浙江省湖州市吴兴区", "330502")


@pytest.fixture
def foreign(year):
    """Return an enterprise that neither the county's office nor the body may see."""
    return make_enterprise(
        name=SECRETS[0],
        uscc=make_code(1),
        region_id="330502",
        address=SECRETS[1],
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


@pytest.mark.parametrize("who", ["office", "body"])
def test_a_code_tells_nothing_of_an_enterprise_one_may_not_see(
    who, foreign, upload, office, body_user, body_organisation, make_token, client
):
    body = {"actor": body_user, "organisation": body_organisation}
    sender = office if who == "office" else body
    read = upload([make_line(1)], **sender)

    row = ImportRow.objects.get()
    assert tell(read, sender["actor"]) == [("to_confirm", [HIDDEN])]
    assert row.candidates == [
        {
            "code": foreign.code,
            "name": "",
            "uscc": "",
            "region": "",
            "region_name": "",
            "address": "",
            "by": "code",
        }
    ]
    token = make_token(sender["organisation"], ["roster:import"])
    answer = client.get(
        f"/api/v1/programme/imports/{read.code}/rows", headers={"Authorization": token}
    ).json()
    client.force_login(sender["actor"])
    detail = reverse("programme:import_detail", args=[read.code])
    page = client.get(detail).text
    shown = json.dumps([answer, row.reasons, row.candidates], ensure_ascii=False) + page
    assert [secret for secret in SECRETS if secret in shown] == []
    assert "代码没有错，是同一家企业" in page


def test_who_may_see_it_is_told_the_name(year, upload, office):
    known = make_enterprise(uscc=make_code(1), valid_from=date(2023, 1, 1))
    read = upload([make_line(1)], **office)

    assert tell(read, office["actor"]) == [
        (
            "to_confirm",
            [f"名录中这个代码的企业是“{known.name}”，表中写作“{name_firm(1)}”。"],
        )
    ]
    (candidate,) = ImportRow.objects.get().candidates
    assert (candidate["name"], candidate["address"]) == (known.name, known.address)


def test_a_body_that_was_chosen_is_told_the_name(
    foreign, upload, body_user, body_organisation
):
    GrantFactory(enterprise=foreign, viewer=body_organisation)

    read = upload([make_line(1)])

    assert foreign.name in tell(read, body_user)[0][1][0]


@pytest.mark.parametrize("decision", ["same", "new", "skip"])
def test_a_hidden_candidate_can_be_answered(decision, foreign, upload, body_user):
    read = upload([make_line(1)])
    row = ImportRow.objects.get()
    answer = {"row": row, "decision": decision, "actor": body_user}

    if decision == "new":
        with pytest.raises(CodeTakenError):
            services.decide_row(**answer)
        row.refresh_from_db()
        assert (row.status, row.decision) == ("to_confirm", "")
        return
    chosen = foreign.code if decision == "same" else ""
    services.decide_row(**answer, enterprise_code=chosen)
    if decision == "same":
        apply(read, body_user)

    helps = Engagement.objects.filter(enterprise=foreign)
    assert helps.count() == (1 if decision == "same" else 0)
    assert Enterprise.unscoped.count() == 1


def test_an_answered_code_opens_nothing(foreign, upload, body_user):
    first = upload([make_line(1)])
    services.decide_row(
        row=ImportRow.objects.get(),
        decision="same",
        enterprise_code=foreign.code,
        actor=body_user,
    )
    apply(first, body_user)

    again = upload([make_line(1, 企业名称="德清另一名童装厂")])

    assert ImportRow.objects.get(roster_import=again).candidates == [
        {
            "code": foreign.code,
            "name": "",
            "uscc": "",
            "region": "",
            "region_name": "",
            "address": "",
            "by": "code",
        }
    ]


def test_what_the_platform_uploads_for_a_body_tells_its_people_no_more(
    foreign, upload, body_user
):
    read = upload([make_line(1)], actor=get_system_user())

    assert tell(read, body_user) == [("to_confirm", [HIDDEN])]
    (candidate,) = ImportRow.objects.get().candidates
    assert (candidate["name"], candidate["region"], candidate["address"]) == ("",) * 3


@pytest.mark.parametrize("named", [True, False])
def test_a_dry_run_for_a_body_tells_what_the_body_would_be_told(
    named, foreign, tmp_path, body_organisation
):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, make_line(1)])

    helper = body_organisation if named else None
    (report,) = check_roster(read_workbook(path), year=2024, helper=helper)

    known = f"名录中这个代码的企业是“{foreign.name}”，表中写作“{name_firm(1)}”。"
    assert report["status"] == "to_confirm"
    assert [one["message"] for one in report["details"] if one["field"] == "name"] == [
        HIDDEN if named else known
    ]


def test_alike_names_are_told_with_their_county_only(year, upload, body_user):
    known = make_enterprise(
        name="安平县华丰丝网厂", uscc=make_code(5), address="安平县密路9号"
    )
    line = make_line(1, 企业名称="河北华丰丝网厂(安平)", 统一社会信用代码="")
    read = upload([line])

    row = ImportRow.objects.get()
    assert row.candidates == [
        {
            "code": known.code,
            "name": known.name,
            "uscc": "",
            "region": "131125",
            "region_name": "河北省衡水市安平县",
            "address": "",
            "by": "name",
        }
    ]
    services.decide_row(
        row=row, decision="same", enterprise_code=known.code, actor=body_user
    )
    apply(read, body_user)
    assert Engagement.objects.get().enterprise == known
