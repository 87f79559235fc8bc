"""The list behind each figure of the funnel, and both as workbooks."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.campaigns import selectors, services
from zhisheng.apps.campaigns.choices import Stage
from zhisheng.apps.campaigns.schemas import funnel as schemas
from zhisheng.apps.campaigns.views.offices import require_opened
from zhisheng.kit.http import UserRequest, read_number, stream_file
from zhisheng.kit.sheets import write_xlsx


@login_required
@require_safe
def enterprises(request: UserRequest, code: str) -> HttpResponse:
    """List who is behind a figure, of the own area alone."""
    campaign = selectors.get_campaign_for(actor=request.user, code=code)
    require_opened(campaign)
    view = read_view(request)
    before = read_number(request.GET.get("before")) or 0
    page = selectors.page_invitations_in(campaign, request.user, view, before=before)
    context = {
        "campaign": campaign,
        "view": view,
        "tabs": schemas.list_view_tabs(campaign, view),
        "table": schemas.build_invitation_list(page.rows, view),
        "next_before": page.next_after,
    }
    return render(request, "campaigns/enterprises.html", context)


@login_required
@require_safe
@hands_out_file
def export(request: UserRequest, code: str) -> FileResponse:
    """Send the figures and the reasons as the page shows them."""
    campaign = selectors.get_campaign_for(actor=request.user, code=code)
    require_opened(campaign)
    counted = selectors.count_funnel(campaign, request.user)
    sheets = schemas.write_funnel_sheets(counted)
    name = _("活动进展_{name}.xlsx").format(name=campaign.name)
    response = stream_file(lambda file: write_xlsx(file, sheets), name)
    services.note_export(campaign=campaign, view="funnel", actor=request.user)
    return response


@login_required
@require_safe
@hands_out_file
def export_list(request: UserRequest, code: str) -> FileResponse:
    """Send every row of the list that is seen."""
    campaign = selectors.get_campaign_for(actor=request.user, code=code)
    require_opened(campaign)
    view = read_view(request)
    rows = selectors.list_invitations_in(campaign, request.user, view)
    sheet = schemas.write_list_sheet(rows.iterator(chunk_size=2_000), view)
    name = _("活动企业_{name}.xlsx").format(name=campaign.name)
    response = stream_file(lambda file: write_xlsx(file, [sheet]), name)
    services.note_export(campaign=campaign, view=view, actor=request.user)
    return response


def read_view(request: UserRequest) -> str:
    view = request.GET.get("view", "")
    return view if view in selectors.VIEWS else Stage.INVITED.value
