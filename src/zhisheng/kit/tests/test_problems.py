import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import override_settings
from django.utils import translation

from zhisheng.kit.errors import (
    ConflictError,
    DomainError,
    FieldsRefusedError,
    ForbiddenError,
    GoneError,
    NotFoundError,
    RateLimitedError,
)
from zhisheng.kit.http import ProblemMiddleware, SecurityHeadersMiddleware
from zhisheng.kit.problems import Problem, problem_for

PAGES = {
    "ui/problem_page.html": "page: {{ title }}|{{ what }}|{{ back_url }}",
    "ui/problem.html": "part: {{ title }}|{{ what }}|{{ back_url }}",
}
MIDDLEWARE = ProblemMiddleware(lambda request: HttpResponse())


@pytest.fixture
def problem_pages():
    # The pages belong to the design system; here only what they are given counts.
    loader = ("django.template.loaders.locmem.Loader", PAGES)
    backend = "django.template.backends.django.DjangoTemplates"
    templates = [{"BACKEND": backend, "OPTIONS": {"loaders": [loader]}}]
    with override_settings(TEMPLATES=templates):
        yield


class SpoiltError(DomainError):
    code = "test.spoilt"
    message = "{what} 坏了。"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFoundError(), 404),
        (ForbiddenError(), 403),
        (ConflictError(), 409),
        (RateLimitedError(), 429),
        (FieldsRefusedError({}), 422),
        (SpoiltError(what="甲"), 422),
    ],
)
def test_each_class_has_its_status(error, status):
    assert problem_for(error).status == status


def test_shape_of_a_problem():
    with translation.override("zh-hans"):
        assert problem_for(SpoiltError(what="甲")) == Problem(
            type="urn:zhisheng:error:test.spoilt",
            title="需要修改",
            status=422,
            code="test.spoilt",
            detail="甲 坏了。",
            fields={},
        )


def test_problem_speaks_the_readers_language():
    with translation.override("en"):
        problem = problem_for(RateLimitedError(retry_after_seconds=30))

    assert problem.title == "Try again later"
    assert problem.detail == "Too many attempts. Try again in 30 seconds."


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (1, "在 1 秒"),
        (119, "在 119 秒"),
        (120, "约 2 分钟"),
        (3269, "约 54 分钟"),
        (3599, "约 1 小时"),
        (86_400, "约 24 小时"),
    ],
)
def test_a_wait_is_told_as_people_do(seconds, told):
    problem = problem_for(RateLimitedError(retry_after_seconds=seconds))

    assert problem.detail == f"操作过于频繁，请{told}后再试。"


# The names are the caller's: one of them may be any word, a word of our language too.
@pytest.mark.parametrize("name", ["name", "self", "fields", "a.b", ""])
def test_refused_fields_are_named(name):
    problem = problem_for(FieldsRefusedError({name: "不能为空"}))
    assert problem.fields == {name: "不能为空"}


def test_problem_is_json():
    problem = problem_for(FieldsRefusedError({"name": "不能为空"})).as_dict()

    assert json.loads(json.dumps(problem))["fields"] == {"name": "不能为空"}
    assert list(problem) == ["type", "title", "status", "code", "detail", "fields"]


def test_page_shows_the_problem(rf, problem_pages):
    request = rf.get("/", headers={"Referer": "http://testserver/list"})

    response = MIDDLEWARE.process_exception(request, SpoiltError(what="甲"))

    expected = "page: 需要修改|甲 坏了。|http://testserver/list"
    assert (response.status_code, response.content.decode()) == (422, expected)


def test_htmx_gets_the_partial_with_422(rf, problem_pages):
    request = rf.get("/", headers={"HX-Request": "true"})

    response = MIDDLEWARE.process_exception(request, NotFoundError())

    assert response.status_code == 422
    assert response.content.decode().startswith("part: 没有找到|")
    # By it a script tells that nothing was kept.
    assert response["X-Problem"] == "kit.not_found"


def test_way_back_never_leads_to_a_stranger(rf, problem_pages):
    request = rf.get("/", headers={"Referer": "http://elsewhere.example/"})

    response = MIDDLEWARE.process_exception(request, NotFoundError())

    assert (response.status_code, response.content[-2:]) == (404, b"|/")


@pytest.mark.parametrize("address", ["/", "/api/v1/programme/notices/N-1"])
def test_no_browser_keeps_what_went_wrong(rf, problem_pages, address):
    """What is gone today may be written tomorrow."""
    response = MIDDLEWARE.process_exception(rf.get(address), GoneError())

    assert (response.status_code, response["Cache-Control"]) == (
        410,
        "private, no-store",
    )


def test_rate_limit_says_when_to_come_back(rf, problem_pages):
    error = RateLimitedError(retry_after_seconds=30)

    assert MIDDLEWARE.process_exception(rf.get("/"), error)["Retry-After"] == "30"


def test_other_exceptions_are_not_ours(rf):
    assert MIDDLEWARE.process_exception(rf.get("/"), KeyError()) is None


def test_security_headers_keep_what_a_view_set(rf):
    def view(request):
        return HttpResponse(headers={"Cross-Origin-Resource-Policy": "cross-origin"})

    request = rf.get("/")
    request.user = AnonymousUser()
    response = SecurityHeadersMiddleware(view)(request)

    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "microphone=()" in response["Permissions-Policy"]
    assert "Cache-Control" not in response


def test_pages_of_signed_in_people_are_not_cached(rf, django_user_model):
    request = rf.get("/")
    request.user = django_user_model()

    response = SecurityHeadersMiddleware(lambda request: HttpResponse())(request)

    assert response["Cache-Control"] == "private, no-store"
