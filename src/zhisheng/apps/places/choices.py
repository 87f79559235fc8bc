from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Choices = list[tuple[str, str | _StrPromise]]


class RegionLevel(models.TextChoices):
    PROVINCE = "province", _("省级")
    CITY = "city", _("市级")
    COUNTY = "county", _("县级")


class RegionKind(models.TextChoices):
    DIVISION = "division", _("行政区划")
    ZONE = "zone", _("功能区")


class IndustryLevel(models.TextChoices):
    SECTION = "section", _("门类")
    DIVISION = "division", _("大类")
    GROUP = "group", _("中类")
    CLASS = "class", _("小类")


class ChangeKind(models.TextChoices):
    RENAMED = "renamed", _("更名")
    RECODED = "recoded", _("换码")
    MERGED = "merged", _("合并")
    SPLIT = "split", _("拆分")


def get_region_levels() -> "Choices":
    return [*RegionLevel.choices]


def get_region_kinds() -> "Choices":
    return [*RegionKind.choices]


def get_industry_levels() -> "Choices":
    return [*IndustryLevel.choices]


def get_change_kinds() -> "Choices":
    return [*ChangeKind.choices]
