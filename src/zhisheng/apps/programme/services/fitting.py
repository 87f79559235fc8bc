"""Whether a task goes with its form: who is asked, and the span it is about."""

import re

from django.utils.translation import gettext as _

from zhisheng.apps.programme.choices import Audience
from zhisheng.kit.language import join_words
from zhisheng.reference.forms import FormSpec

SPANS = {
    "year": re.compile(r"[0-9]{4}年"),
    "quarter": re.compile(r"[0-9]{4}年[一二三四]季度"),
    "month": re.compile(r"[0-9]{4}年(?:[1-9]|1[0-2])月"),
}


def write_span(typed: str) -> str:
    """Return a span as it is kept, however it was spaced."""
    return "".join(typed.split())


def list_misfits(form: FormSpec, *, period: str, audience: str) -> dict[str, str]:
    """Return what of a task does not go with its form, beside the field to change."""
    refusals = {}
    wanted = SPANS.get(form.period_kind)
    if wanted and not wanted.fullmatch(period):
        spans = {"year": _("一年"), "quarter": _("一个季度"), "month": _("一个月")}
        text = _("“{form}”每次填{span}，请照此选所属期。")
        refusals["period"] = text.format(form=form.name, span=spans[form.period_kind])
    if form.audiences and audience not in form.audiences:
        who = join_words(str(Audience(one).label) for one in form.audiences)
        text = _("“{form}”由{who}填报，请改这一项，或换一张表。")
        refusals["audience"] = text.format(form=form.name, who=who)
    return refusals
