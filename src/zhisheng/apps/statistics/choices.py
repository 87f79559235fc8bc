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


class GradeSide(models.TextChoices):
    """Whose grades are spread: they are never mixed."""

    OWN = "own", _("企业自评")
    CONFIRMED = "confirmed", _("专家确认")


def get_bulletin_statuses() -> Labels:
    return list(BulletinStatus.choices)
