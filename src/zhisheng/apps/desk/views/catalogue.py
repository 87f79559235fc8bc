from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.desk import selectors
from zhisheng.apps.desk.schemas.catalogue import tabulate_tables, write_catalogue
from zhisheng.kit.http import UserRequest, stream_file


@login_required
@require_safe
def catalogue(request: UserRequest) -> HttpResponse:
    """Show which tables the platform has, and how much of them is about persons."""
    rows = selectors.list_catalogue_for(request.user)
    return render(request, "desk/catalogue.html", {"table": tabulate_tables(rows)})


@login_required
@require_safe
@hands_out_file
def export(request: UserRequest) -> FileResponse:
    rows = selectors.list_catalogue_for(request.user)
    day = timezone.localdate().isoformat()
    return stream_file(lambda file: write_catalogue(file, rows), f"数据目录-{day}.xlsx")
