from django.utils.translation import gettext_noop as _

from zhisheng.kit.errors import DomainError


class LayoutNotFoundError(DomainError):
    """No sheet of the file has the columns that the layout needs."""

    code = "connectors.no_table"
    message = _(
        "没有找到“{layout}”的表：表头里要有“{columns}”。看过的是{searched}。"
        "请核对是不是选错了文件或来源。"
    )
