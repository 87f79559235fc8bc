from typing import TYPE_CHECKING, TypeAlias

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Labels: TypeAlias = "list[tuple[str, _StrPromise]]"


class BulletinStatus(models.TextChoices):
    COMPUTING = "computing", _("计算中")
    DRAFT = "draft", _("代拟稿")
    RELEASED = "released", _("已发布")
    CORRECTED = "corrected", _("已被更正")
    FAILED = "failed", _("未完成")


def get_bulletin_statuses() -> Labels:
    return list(BulletinStatus.choices)
