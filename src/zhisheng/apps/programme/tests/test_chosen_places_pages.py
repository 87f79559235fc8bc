"""Choosing a region or an industry on the page and by the API."""

import zipfile

import pytest
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import ImportRow, PlaceDecision
from zhisheng.apps.programme.tests.workbooks import GULOU, gulou, make_line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gulou_regions")]


def test_the_page_offers_the_candidates_and_a_search(client, upload, body_user):
    read = upload([gulou()])
    row = ImportRow.objects.get()
    client.force_login(body_user)
    detail = reverse("programme:import_detail", args=[read.code])
    address = reverse("programme:decide", args=[read.code, row.pk])

    page = client.get(detail).text
    for code, name in GULOU:
        assert f'value="region:{code}">{name}</button>' in page
    assert f'id="region-{row.pk}"' in page
    assert "按新企业入库" not in page
    wrong = client.post(address, {"decision": "region:", "place": "没有这里"})
    assert wrong.status_code == 422
    assert 'value="没有这里"' in wrong.text
    assert "没有找到这个地区" in wrong.text
    assert PlaceDecision.objects.count() == 0

    done = client.post(address, {"decision": "region:", "place": "350102 鼓楼区"})

    assert done.url == f"{detail}?status=to_confirm"
    row.refresh_from_db()
    assert (row.status, row.region_code) == ("accepted", "350102")
    assert "第 2 行可以入库" in client.get(done.url).text


def test_the_page_offers_industries_in_english(client, upload, body_user):
    read = upload([make_line(1, 行业="丝网")])
    row = ImportRow.objects.get()
    client.force_login(body_user)
    detail = reverse("programme:import_detail", args=[read.code])

    page = client.get(detail, headers={"Accept-Language": "en"}).text

    assert "None of these, choose another" in page
    assert 'value="industry:3340">3340 金属丝绳及其制品制造</button>' in page
    done = client.post(
        reverse("programme:decide", args=[read.code, row.pk]),
        {"decision": "industry:3340"},
    )
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.industry_code == "3340"


def test_the_api_answers_by_the_same_call(
    client, upload, make_token, body_organisation, other_body_organisation
):
    read = upload([gulou()])
    row = ImportRow.objects.get()
    address = f"/api/v1/programme/imports/{read.code}/rows"

    def call(organisation, answer):
        token = make_token(organisation, ["roster:import"])
        return client.post(
            f"{address}/{row.pk}",
            answer,
            content_type="application/json",
            headers={"Authorization": token},
        )

    answer = {"decision": "region", "place": "350102"}
    assert call(other_body_organisation, answer).status_code == 404
    unknown = call(body_organisation, answer | {"place": "999999"})
    assert (unknown.status_code, unknown.json()["code"]) == (
        422, "programme.place_unknown",
    )  # fmt: skip
    assert ImportRow.objects.get().status == "to_confirm"

    done = call(body_organisation, answer).json()

    assert (done["status"], done["region"], done["reasons"]) == (
        "accepted", "350102", [],
    )  # fmt: skip
    (detail,) = done["details"]
    assert (detail["field"], detail["severity"]) == ("region", "answered")
    assert [one["code"] for one in detail["options"]] == [code for code, _ in GULOU]


def test_the_page_says_one_can_choose_below(client, upload, body_user):
    read = upload([gulou(), make_line(2, 所在地="", 统一社会信用代码="")])
    client.force_login(body_user)
    detail = reverse("programme:import_detail", args=[read.code])
    cure = "请在下面选定，或在表格里写明后重新上传。"

    page = client.get(f"{detail}?status=all").text
    assert page.count(cure) == 2
    assert "请写明省、市、县" not in page
    english = client.get(f"{detail}?status=all", headers={"Accept-Language": "en"}).text
    assert "Choose below, or write it out in the sheet and upload again." in english

    row = ImportRow.objects.get(row=2)
    services.decide_row(row=row, decision="skip", actor=body_user)
    page = client.get(f"{detail}?status=all").text
    assert page.count(cure) == 1
    assert page.count("请写明省、市、县，或填 6 位区划代码。") == 1


def test_the_marked_workbook_says_what_to_write(tmp_path, upload):
    read = upload([gulou()])
    marked = tmp_path / "marked.xlsx"
    marked.write_bytes(services.mark_roster(roster_import=read))

    with zipfile.ZipFile(marked) as package:
        names = [one for one in package.namelist() if one.endswith(".xml")]
        text = "".join(package.read(one).decode() for one in names)

    assert "请写明省、市、县，或填 6 位区划代码。" in text
    assert "请在下面选定" not in text
