"""What no view of ours answers: a program gets a problem in JSON, a person a page."""

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import Client, override_settings
from django.urls import path

from zhisheng.config import urls
from zhisheng.kit.http import show_bad_request

API = "/api/v1"
BROKEN_MULTIPART = {
    "data": b"--x\r\nno header and no end",
    "content_type": "multipart/form-data; boundary=\xff",
}


def fail(request):
    raise KeyError("a fault of ours")


def read_form(request):
    raise AssertionError(request.POST)


urlpatterns = [
    path("api/v1/fault/", fail),
    path("fault/", fail),
    path("form/", read_form),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture
def faults():
    with override_settings(ROOT_URLCONF=__name__, API_URLCONF=__name__):
        yield Client(raise_request_exception=False)


@pytest.fixture
def key(make_token, county_unit):
    scopes = ["roster:import", "registry:read", "returns:write"]
    office = county_unit.organisations.get(kind="unit")
    return {"Authorization": make_token(office, scopes)}


def read_problem(response):
    """Return the status and the title, having looked at the whole shape."""
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    status = response.status_code
    assert list(problem) == ["type", "title", "status", "code", "detail", "fields"]
    assert (problem["status"], problem["code"]) == (status, f"http.{status}")
    assert problem["detail"] != problem["title"]
    return status, problem["title"]


def read_page(response):
    """Return the status and the heading of a page."""
    assert response["Content-Type"] == "text/html; charset=utf-8"
    page = response.content.decode()
    heading = page[page.index("<h1>") + 4 : page.index("</h1>")]
    return response.status_code, heading


@pytest.mark.parametrize("path", ["/api/", "/api/v2/x", f"{API}/none"])
def test_an_unknown_address_of_the_api(client, db, path):
    assert read_problem(client.get(path)) == (404, "没有找到")


def test_a_method_the_api_does_not_have(client, db):
    response = client.delete(f"{API}/account/me")

    assert read_problem(response) == (405, "不支持这种操作")
    assert response["Allow"] == "GET"


def test_the_api_speaks_english(client, db):
    response = client.get(f"{API}/none", headers={"Accept-Language": "en"})

    assert response.json()["detail"] == "There is no such address. Check it for a slip."


@pytest.mark.parametrize(
    ("ask", "detail"),
    [
        (
            lambda client, _key: client.delete(f"{API}/account/me"),
            "这个地址不接受这种方法，可用的方法见响应头 Allow。",
        ),
        (
            lambda client, _key: client.get(f"{API}/account/me"),
            "请在请求头 Authorization 里写“Bearer 密钥”；密钥可能写错、过期或已作废。",
        ),
        (
            lambda client, key: post(client, key, "{"),
            "请求的内容不完整，或者格式不对，没有处理。请检查 JSON 或表单的写法。",
        ),
        (
            lambda client, key: post(client, key, "{}"),
            "有些内容需要修改，fields 写明是哪几项、怎么改。",
        ),
    ],
)
def test_a_program_is_told_what_a_program_can_do(client, key, ask, detail):
    assert ask(client, key).json()["detail"] == detail


def post(client, key, body):
    return client.post(
        f"{API}/returns/totals", body, content_type="application/json", headers=key
    )


def test_pages_keep_the_advice_for_people(client, db):
    page = client.delete("/").content.decode()

    assert "请从页面上的按钮或链接进入" in page


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"form": "a\\u0000b"}'])
def test_json_that_cannot_be_read_or_kept(client, key, body):
    response = client.post(
        f"{API}/returns/totals", body, content_type="application/json", headers=key
    )

    assert read_problem(response) == (400, "请求有误")


@pytest.mark.parametrize("path", ["/returns/totals", "/programme/imports"])
def test_a_format_no_call_reads(client, key, path):
    response = client.post(
        f"{API}{path}", b"<a/>", content_type="text/xml", headers=key
    )

    assert read_problem(response) == (415, "不支持这种格式")


def test_a_broken_multipart_body(client, key):
    response = client.post(f"{API}/programme/imports", **BROKEN_MULTIPART, headers=key)

    assert read_problem(response) == (400, "请求有误")


def test_a_text_of_a_form_with_nul(client, key, tmp_path):
    (tmp_path / "a.csv").write_text("a", encoding="utf-8")
    with (tmp_path / "a.csv").open("rb") as sheet:
        values = {"sheet": sheet, "year": "2024", "helper": "a\x00b"}
        response = client.post(f"{API}/programme/imports", values, headers=key)

    assert read_problem(response) == (400, "请求有误")


@pytest.mark.parametrize("path", ["/enterprises/%00", "/enterprises/?q=a%00b"])
def test_nul_in_an_address_of_the_api(client, key, path):
    response = client.get(f"{API}{path}", headers=key)

    assert read_problem(response) == (400, "请求有误")


@pytest.mark.parametrize("key", ["Bearer zs.T\x00.secret", "Bearer \x00"])
def test_nul_in_a_key(client, db, key):
    response = client.get(f"{API}/account/me", headers={"Authorization": key})

    assert read_problem(response) == (400, "请求有误")


def test_a_body_over_the_limit(client, key, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    response = client.post(
        f"{API}/returns/totals",
        {"form": "x" * 20},
        content_type="application/json",
        headers=key,
    )

    assert read_problem(response) == (413, "发来的内容过大")


def test_a_fault_of_the_api(faults, db):
    assert read_problem(faults.get(f"{API}/fault/")) == (500, "系统出错")


def test_pages_tell_the_same(client, faults, db, settings):
    assert read_page(client.get("/none/")) == (404, "没有找到")
    assert read_page(client.get("/enterprises/%00/")) == (400, "请求有误")
    assert read_page(client.delete("/")) == (405, "不支持这种操作")
    assert read_page(faults.get("/fault/")) == (500, "系统出错了，不是您的问题")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    response = faults.post("/form/", {"text": "x" * 20})
    assert read_page(response)[0] == 413


def test_a_broken_multipart_body_of_a_page(faults, db):
    assert read_page(faults.post("/form/", **BROKEN_MULTIPART)) == (400, "请求有误")


def test_a_session_with_nul(client, db):
    page = client.get("/", headers={"Cookie": 'sessionid="\\000aaaaaaaa"'})

    assert read_page(page) == (400, "请求有误")


def test_a_host_that_is_not_ours(client, db):
    page = client.get("/", headers={"Host": "elsewhere.example"})

    assert read_page(page) == (400, "请求有误")


def test_a_form_kept_open_too_long(db, owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)

    response = client.post("/account/", {})
    english = client.post("/account/", {}, headers={"Accept-Language": "en"})

    assert read_page(response) == (403, "页面已过期")
    assert (
        "请按浏览器的返回键回到原来的页面，填的内容还在，再提交一次。"
        in response.content.decode()
    )
    assert read_page(english) == (403, "The page has expired")
    assert "was open too long" in english.content.decode()


def test_pages_of_faults_speak_english(faults, db):
    page = faults.get("/fault/", headers={"Accept-Language": "en"})

    assert 'lang="en"' in page.content.decode()
    assert read_page(page) == (500, "Something broke; it is not your fault")


def test_a_body_over_the_limit_of_htmx(rf):
    request = rf.post("/", headers={"HX-Request": "true"})

    assert show_bad_request(request, RequestDataTooBig()).status_code == 422


@pytest.mark.parametrize("values", [{"language": "a\x00"}, {"a\x00": "en"}])
def test_nul_in_a_form_of_a_page(client, db, values):
    assert read_page(client.post("/ui/preferences/", values)) == (400, "请求有误")
