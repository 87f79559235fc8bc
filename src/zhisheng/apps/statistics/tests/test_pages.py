import json
from collections.abc import Callable, Sequence
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.statistics import services
from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.services.layouts import SHIPPED
from zhisheng.kit import jobs
from zhisheng.kit.errors import ForbiddenError

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_city(client: Client, officer_city: User) -> Client:
    client.force_login(officer_city)
    return client


def test_released_bulletin_opens_without_an_account(
    client: Client, released: Bulletin
) -> None:
    listed = client.get("/bulletin/")
    assert f"/bulletin/{released.code}/" in listed.text
    page = client.get(f"/bulletin/{released.code}/")
    assert page.status_code == 200
    assert "企业增长率的平均" in page.text
    assert "总额的增长率" in page.text
    assert "+10.0%" in page.text


def test_tables_by_group_are_folded_and_printed(
    client: Client, released: Bulletin
) -> None:
    page = client.get(f"/bulletin/{released.code}/")

    shown = [one for one in page.context["page"].breakdowns if one.table.rows]
    folds = page.text.split('<details class="more is-printed">')[1:]
    assert [fold.partition("</summary>")[0].strip() for fold in folds] == [
        f"<summary>{one.name}（{len(one.table.rows)} 行）" for one in shown
    ]
    assert all("<table" in fold.partition("</details>")[0] for fold in folds)
    assert shown


def test_draft_is_not_public(client: Client, draft: Bulletin) -> None:
    assert client.get(f"/bulletin/{draft.code}/").status_code == 404
    assert client.get(f"/bulletin/{draft.code}/download/docx/").status_code == 404
    assert draft.code not in client.get("/bulletin/").text


def test_how_it_was_computed_is_one_click_away(
    client: Client, released: Bulletin
) -> None:
    address = f"/bulletin/{released.code}/figures/revenue_growth/"
    assert address in client.get(f"/bulletin/{released.code}/").text
    page = client.get(address).text
    for text in (
        "通报未公布口径",
        "11 家中 11 家有前后数据",
        "缺失 0.0%",
        "每家企业：本年 ÷ 上年 − 1",
        released.snapshot.code,
        released.snapshot.manifest_sha256,
        released.figures_sha256,
    ):
        assert text in page


def test_unknown_figure_is_not_found(client: Client, released: Bulletin) -> None:
    assert client.get(f"/bulletin/{released.code}/figures/no/").status_code == 404
    assert client.get(f"/bulletin/{released.code}/download/exe/").status_code == 404


def test_every_row_has_its_page(client: Client, released: Bulletin) -> None:
    for row in released.figures["rows"]:
        page = client.get(f"/bulletin/{released.code}/figures/{row['code']}/")
        assert page.status_code == 200, row["code"]


def test_json_download_is_the_stored_figures(
    client: Client, released: Bulletin
) -> None:
    response = client.get(f"/bulletin/{released.code}/download/json/")
    assert json.loads(response.content) == released.figures
    assert response["X-Content-Type-Options"] == "nosniff"


def test_officer_drafts_releases_and_corrects(
    at_city: Client, programme: list[Enterprise]
) -> None:
    assert "131100" in at_city.get("/bulletin/new/").text
    answer = at_city.post("/bulletin/new/", {"area": "131100 衡水市", "year": "2025"})
    assert answer.status_code == 302
    bulletin = Bulletin.objects.get()
    assert "正在写数据快照" in at_city.get(answer["Location"]).text
    jobs.run_pending()
    assert "代拟稿" in at_city.get(answer["Location"]).text
    assert "发布后任何人" in at_city.get(f"/bulletin/{bulletin.code}/release/").text
    assert at_city.post(f"/bulletin/{bulletin.code}/release/").status_code == 302
    empty = at_city.post(f"/bulletin/{bulletin.code}/correct/", {"reason": ""})
    assert empty.status_code == 422
    again = at_city.post(f"/bulletin/{bulletin.code}/correct/", {"reason": "补报两家"})
    jobs.run_pending()
    new = at_city.get(again["Location"]).text
    assert "补报两家" in new


@pytest.mark.parametrize(
    ("area", "text"),
    [
        ("000000", "不在您的辖区内"),
        ("火星", "没有找到这个地区"),
        ("330500", "不在您的辖区内"),
    ],
)
def test_foreign_or_unknown_area_is_refused_and_kept(
    at_city: Client, programme: list[Enterprise], area: str, text: str
) -> None:
    answer = at_city.post("/bulletin/new/", {"area": area, "year": "2025"})
    assert answer.status_code == 422
    assert text in answer.text
    assert area in answer.text
    assert not Bulletin.objects.exists()


@pytest.mark.parametrize("name", ["owner", "body_user", "bank_user", "administrator"])
def test_others_cannot_draft(
    client: Client, name: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))
    assert client.get("/bulletin/new/").status_code == 403
    assert client.get("/bulletin/layout/").status_code == 403


def test_officer_of_a_county_cannot_release_for_the_city(
    client: Client, draft: Bulletin, officer_county: User
) -> None:
    client.force_login(officer_county)
    assert client.post(f"/bulletin/{draft.code}/release/").status_code == 404
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_layout_is_replaced_and_used(at_city: Client, draft: Bulletin) -> None:
    shipped = at_city.get("/bulletin/layout/shipped/")
    assert shipped.content == SHIPPED.read_bytes()
    assert unquote(shipped["Content-Disposition"]).endswith("''通报模板.docx")
    file = SimpleUploadedFile("衡水模板.docx", SHIPPED.read_bytes())
    assert at_city.post("/bulletin/layout/", {"file": file}).status_code == 302
    assert "衡水模板.docx" in at_city.get("/bulletin/layout/").text
    assert at_city.get(f"/bulletin/{draft.code}/download/docx/").status_code == 200
    wrong = SimpleUploadedFile("坏.docx", b"PK\x03\x04nothing")
    refused = at_city.post("/bulletin/layout/", {"file": wrong})
    assert refused.status_code == 422
    assert "不能使用" in refused.text


def test_list_asks_the_same_number_of_queries_for_many(
    client: Client,
    released: Bulletin,
    officer_city: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for year in range(1990, 2022):
        Bulletin.objects.create(
            area_code="131100",
            area_name="衡水市",
            year=year,
            status="released",
            figures={"rows": []},
            figures_sha256="0",
            released_at=released.released_at,
        )
    with django_assert_num_queries(1):
        first = client.get("/bulletin/").text
    assert first.count("data-label") == 30 * 4
    assert "before=" in first


def test_english_page_is_english(client: Client, released: Bulletin) -> None:
    page = client.get(f"/bulletin/{released.code}/", headers={"accept-language": "en"})
    assert "Enterprises helped" in page.text
    assert "Mean enterprise growth rate" in page.text


@pytest.fixture
def api_get(
    client: Client,
    body_organisation: Organisation,
    make_token: Callable[[Organisation, Sequence[str]], str],
) -> Callable[..., object]:
    def get(path: str, scopes: Sequence[str] = ("bulletin:read",)) -> object:
        authorization = make_token(body_organisation, scopes)
        return client.get(
            f"/api/v1/bulletin{path}", headers={"authorization": authorization}
        )

    return get


def test_api_lists_and_gives_figures(
    api_get: Callable[..., object], released: Bulletin
) -> None:
    listed = api_get("").json()
    assert [item["code"] for item in listed["items"]] == [released.code]
    assert api_get(f"/{released.code}/figures").json() == released.figures
    assert api_get(f"/{released.code}").json()["figures_sha256"] == (
        released.figures_sha256
    )


def test_api_key_sees_no_draft(api_get: Callable[..., object], draft: Bulletin) -> None:
    assert api_get("").json()["items"] == []
    assert api_get(f"/{draft.code}/figures").status_code == 404


def test_api_needs_the_scope(
    api_get: Callable[..., object], released: Bulletin
) -> None:
    assert api_get("", scopes=("registry:read",)).status_code == 403


def test_account_of_an_api_key_is_not_the_platform(
    api_get: Callable[..., object], draft: Bulletin
) -> None:
    api_get("")
    machine = User.objects.filter(is_machine=True, is_active=True).get()
    with pytest.raises(ForbiddenError):
        services.release_bulletin(bulletin=draft, actor=machine)
