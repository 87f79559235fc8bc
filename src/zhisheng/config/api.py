"""The API root: one router per app, one authentication, one problem shape."""

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from zhisheng import __version__
from zhisheng.apps.accounts.api import act_for_organisation, authenticate_token
from zhisheng.apps.accounts.api import router as accounts_router
from zhisheng.apps.campaigns.api import router as campaigns_router
from zhisheng.apps.improvement.api import router as improvement_router
from zhisheng.apps.maturity.api import router as maturity_router
from zhisheng.apps.places.api import router as places_router
from zhisheng.apps.programme.api import router as programme_router
from zhisheng.apps.registry.api import router as registry_router
from zhisheng.apps.returns.api import router as returns_router
from zhisheng.apps.statistics.api import router as statistics_router
from zhisheng.kit.api_fields import refuse_unknown_parameters
from zhisheng.kit.errors import DomainError, FieldsRefusedError
from zhisheng.kit.field_errors import tell_refusals
from zhisheng.kit.http import respond_with_problem
from zhisheng.kit.problems import problem_for, problem_for_status

# NUL and halves of a character: no database stores them, no page can show them.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
FORMATS = frozenset(
    {"application/json", "multipart/form-data", "application/x-www-form-urlencoded"}
)


class StorableParser(Parser):
    """Refuses, as no JSON for us, what came in by escapes."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = super().parse_body(request)
        if any(map(UNSTORABLE.search, _iterate_texts(body))):
            raise ValueError("a text holds characters that cannot be stored")
        return body

    def parse_querydict(
        self,
        data: MultiValueDict[str, Any],
        list_fields: list[str],
        request: HttpRequest,
    ) -> dict[str, Any]:
        found: dict[str, Any] = super().parse_querydict(data, list_fields, request)
        if any(map(UNSTORABLE.search, _iterate_texts(found))):
            raise HttpError(400, "a text holds characters that cannot be stored")
        return found


def _iterate_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _iterate_texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _iterate_texts(item)


api = NinjaAPI(
    parser=StorableParser(),
    title="质升 Zhisheng",
    version=__version__,
    description="小微企业质量管理体系认证提升行动服务平台 REST API",
    auth=authenticate_token,
    docs_url=None,
)
api.add_decorator(refuse_unknown_parameters, mode="operation")
api.add_decorator(act_for_organisation, mode="operation")
api.add_router("/account", accounts_router)
api.add_router("/places", places_router)
api.add_router("/enterprises", registry_router)
api.add_router("/returns", returns_router)
api.add_router("/evaluations", maturity_router)
api.add_router("/improvement", improvement_router)
api.add_router("/campaigns", campaigns_router)
api.add_router("/programme", programme_router)
api.add_router("/bulletin", statistics_router)


@api.exception_handler(DomainError)
def handle_domain_error(_request: HttpRequest, error: DomainError) -> HttpResponse:
    return respond_with_problem(problem_for(error))


@api.exception_handler(ValidationError)
def handle_validation_error(
    request: HttpRequest, error: ValidationError
) -> HttpResponse:
    if _is_foreign(request):
        return respond_with_problem(problem_for_status(415))
    fields = tell_refusals(error.errors)
    return respond_with_problem(problem_for(FieldsRefusedError(fields=fields)))


@api.exception_handler(AuthenticationError)
def handle_authentication_error(_request: HttpRequest, _error: object) -> HttpResponse:
    return respond_with_problem(problem_for_status(401))


@api.exception_handler(HttpError)
def handle_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    status = 415 if _is_foreign(request) else error.status_code
    return respond_with_problem(problem_for_status(status))


def _is_foreign(request: HttpRequest) -> bool:
    """Tell whether what could not be read came in a format that no call reads."""
    has_body = request.headers.get("Content-Length", "0") not in {"", "0"}
    return has_body and request.content_type not in FORMATS
