"""How a reason kept with a row is told, in the language of whoever reads it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhisheng.apps.programme.selectors.wording import read_plain, write_pair
from zhisheng.apps.registry.choices import LegalForm
from zhisheng.ui.formats import format_dated

# What the data of a reason call a day, and how they keep it for every language.
DAYS = ("start", "end")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# What is kept as it is written, in every language.
VERBATIM = frozenset({"region", "industry", "address"})


def show_reason(reason: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored reason with its texts in the active language."""
    data = _show_days(reason["data"])
    if reason.get("kind") == "contradiction":
        data |= _show_said(data)
    message = _(reason["message"]).format(**data)
    cure = _(reason["cure"]).format(**data) if reason["cure"] else ""
    options = [
        {**one, "label": _(one["label"])} if "label" in one else one
        for one in reason.get("options", [])
    ]
    return {**reason, "message": message, "cure": cure, "options": options}


def _show_days(data: Mapping[str, str]) -> dict[str, str]:
    """Write the days among the data as people do, no more exactly than given."""
    days = {name: data[name] for name in DAYS if DAY.fullmatch(data.get(name, ""))}
    return dict(data) | {
        name: format_dated(date.fromisoformat(text), data.get(f"{name}_precision", ""))
        for name, text in days.items()
    }


def _show_said(data: Mapping[str, str]) -> dict[str, str]:
    """Write what two rows say of one thing: an amount, a legal form, or as it stands."""
    thing, own, other = data["thing"], data["own"], data["other"]
    if thing in VERBATIM:
        return {}
    if thing == "legal_form":
        own, other = str(LegalForm(own).label), str(LegalForm(other).label)
    else:
        own, other = write_pair(thing, read_plain(own), read_plain(other))
    return {"own": own, "other": other}
