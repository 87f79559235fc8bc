from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhisheng.apps.places import selectors
from zhisheng.apps.places.schemas import describe_industry, describe_region


@require_safe
def suggest_regions(request: HttpRequest) -> HttpResponse:
    found = selectors.search_regions(_read_query(request))
    return _answer(request, [describe_region(region) for region in found])


@require_safe
def suggest_industries(request: HttpRequest) -> HttpResponse:
    found = selectors.search_industries(_read_query(request))
    return _answer(request, [describe_industry(industry) for industry in found])


def _read_query(request: HttpRequest) -> str:
    """Return what was typed: a picker sends it under its field name, a script as ``q``."""
    return str(request.GET.get("q") or next(iter(request.GET.values()), ""))


def _answer(request: HttpRequest, options: list[tuple[str, str, str]]) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return render(request, "ui/picker_options.html", {"options": options})
    names = ("value", "label", "detail")
    return JsonResponse(
        {"options": [dict(zip(names, option, strict=True)) for option in options]}
    )
