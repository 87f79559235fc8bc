"""What lies with the offices below: counted in a line, never the own to-do."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.desk.schemas.parts import Entry
from zhisheng.apps.desk.selectors import OfficerDesk


def list_below(desk: OfficerDesk) -> tuple[Entry, ...]:
    """Count what waits below, in one line with the places where it can be read."""
    return tuple(_iterate(desk))


def _iterate(desk: OfficerDesk) -> Iterator[Entry]:
    here = _("一般由所在地的单位办；您也能办，办了记在您名下。")
    if count := desk.reviews.below:
        label = _("{count} 项申请待审核").format(count=count)
        text = _("由所在地的单位办；代它办要写原因，它会收到消息。")
        yield Entry(label, text, reverse("registry:reviews"), "circle-check")
    if count := desk.orders_to_dispatch.below:
        label = _("{count} 张帮扶单子待派人").format(count=count)
        yield Entry(label, here, reverse("improvement:orders"), "users")
    if count := desk.orders_to_settle.below:
        label = _("{count} 张单子上有异议的上门待核实").format(count=count)
        yield Entry(label, here, reverse("improvement:orders"), "users")
    if count := desk.returns_to_check.below:
        label = _("{count} 份填报待核对").format(count=count)
        url = reverse("returns:list_all") + "?status=submitted"
        yield Entry(label, here, url, "chart")
    if count := desk.complaints.below:
        label = _("{count} 条投诉或建议待答复").format(count=count)
        yield Entry(label, here, reverse("desk:complaints"), "send")
    if count := desk.imports_below:
        label = _("{count} 份名单没有入库").format(count=count)
        text = _("由上传的单位或机构确认；代它入库要写原因，它会收到消息。")
        yield Entry(label, text, reverse("programme:imports"), "upload")
