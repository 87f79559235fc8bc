"""Fields that read what the region and industry pickers hold."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.places.models import Industry, Region
from zhisheng.apps.places.selectors import (
    find_written_region,
    search_industries,
    search_regions,
)

REGION_CODE = re.compile(r"\d{6}(?!\d)")
INDUSTRY_CODE = re.compile(r"[A-Ta-t]?(\d{2,4})(?!\d)|([A-Ta-t])(?![A-Za-z])")
SEVERAL = 2


class RegionField(forms.CharField):
    """Reads 「131125 安平县」, a code, or a name that fits one region only."""

    default_error_messages = {
        "unknown": _("没有找到这个地区，请从列表里选，或填六位代码，例如 131125。"),
        "several": _("有几个地区叫这个名字，请从列表里选一个，或填六位代码。"),
    }

    def clean(self, value: object) -> Region | None:
        text = super().clean(value)
        if not text:
            return None
        found = _find_region(text)
        if len(found) != 1:
            key = "several" if found else "unknown"
            raise ValidationError(self.error_messages[key], code=key)
        return found[0]


class IndustryField(forms.CharField):
    """Reads 「3340 金属丝绳及其制品制造」, a code, or a name that fits one class only."""

    default_error_messages = {
        "unknown": _("没有找到这个行业，请从列表里选，或填代码，例如 3340。"),
        "several": _("有几个行业符合，请从列表里选一个，或填代码。"),
    }

    def clean(self, value: object) -> Industry | None:
        text = super().clean(value)
        if not text:
            return None
        found = _find_industry(text)
        if len(found) != 1:
            key = "several" if found else "unknown"
            raise ValidationError(self.error_messages[key], code=key)
        return found[0]


def _find_region(text: str) -> list[Region]:
    code = REGION_CODE.match(text)
    if code:
        return list(Region.objects.filter(code=code[0]))
    is_named = Q(name=text) | Q(full_name=text)
    exact = list(Region.objects.filter(is_named, valid_to=None)[:SEVERAL])
    if exact:
        return exact
    found = search_regions(text, limit=SEVERAL)
    # What lies below a place bears its name too: 河北衡水市 means the city alone.
    written = None if len(found) == 1 else find_written_region(text)
    return [written] if written else found


def _find_industry(text: str) -> list[Industry]:
    code = INDUSTRY_CODE.match(text)
    if code:
        return list(Industry.objects.filter(code=(code[1] or code[2]).upper()))
    exact = list(Industry.objects.filter(name=text).order_by("-code")[:1])
    return exact or search_industries(text, limit=SEVERAL)
