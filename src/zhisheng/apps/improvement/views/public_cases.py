"""What everybody may read of good cases, without an account."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.forms.cases import PublicCaseFilter
from zhisheng.apps.improvement.schemas import cases as schemas
from zhisheng.apps.improvement.views.cases import name_photo
from zhisheng.kit import files
from zhisheng.kit.http import read_number


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List what was published, by trade and region."""
    form = PublicCaseFilter(request.GET)
    before = read_number(request.GET.get("before")) or 0
    page = selectors.page_public_cases(**form.tell(), before=before)
    # What was not understood finds nothing, instead of everything.
    rows = page.rows if form.is_valid() else ()
    context = {
        "form": form,
        "table": schemas.build_public_table(rows),
        "next_before": page.next_after if rows else None,
    }
    return render(request, "improvement/public_cases.html", context)


# A case that was taken back must not live on in a cache.
@never_cache
@require_safe
def case(request: HttpRequest, code: str) -> HttpResponse:
    found = selectors.get_public_case(code)
    content = schemas.tell_content(found, is_public=True)
    return render(request, "improvement/public_case.html", {"case": content})


@never_cache
@require_safe
def photo(request: HttpRequest, code: str, number: int) -> FileResponse:
    found = selectors.get_public_photo(code=code, number=number)
    return files.serve(found.file, as_name=name_photo(number), is_shown=True)
