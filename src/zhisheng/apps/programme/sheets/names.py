"""Doubt a name that names no enterprise: a placeholder, a legal form, a trade."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from zhisheng.apps.programme.sheets.readers import find_former_name
from zhisheng.apps.programme.sheets.rows import Reason, RosterRow, Severity
from zhisheng.methods.linkage import Nameless, tell_nameless
from zhisheng.reference.regions import list_region_names

if TYPE_CHECKING:
    from zhisheng.apps.programme.sheets.cells import Column

CURE = _("请填写营业执照上的全称。")
MESSAGES = {
    Nameless.NO_LETTERS: _("企业名称“{text}”里没有文字。"),
    Nameless.PLACEHOLDER: _("“{text}”不是企业名称，看不出是哪一家。"),
    Nameless.LEGAL_FORM: _("“{text}”只是组织形式，不是企业名称。"),
    Nameless.TRADE: _("“{text}”只是产品或行业，不是企业名称。"),
    Nameless.NO_OWN_NAME: _("“{text}”里没有字号，可能不是全称。"),
    Nameless.MARKUP: _("企业名称里有“<”或“>”，不是营业执照上的名称。"),
    Nameless.PERSON: _("这像是人名，不像企业名称，请核对。"),
}


def settle_name(row: RosterRow, columns: Sequence["Column"], position: int) -> None:
    """Refuse what names no enterprise; doubt a name without an own name.

    A doubtful name is taken where the code tells the enterprise; without one a person
    has to say whether it is one. What looks like a person's name may be a shop's.
    """
    if not row.name:
        return
    column = next(one for one in columns if one.field == "name")
    written = column.filled[position]
    if written != row.name and (former := find_former_name(written)):
        row.reasons.append(_tell_former(row.name, former, column.number))
    why = _tell(row.name)
    if why is not None:
        severity: Severity = "refused"
        if why is Nameless.NO_OWN_NAME:
            severity = "warning" if row.uscc else "to_confirm"
        elif why is Nameless.PERSON:
            severity = "warning"
        text = row.name[:40]
        data = {"text": text}
        row.reasons.append(
            Reason("name", severity, MESSAGES[why], CURE, text, column.number, data)
        )


def _tell_former(name: str, former: str, column: int) -> Reason:
    """Warn that a former name is not kept: nobody knows since when it is one."""
    return Reason(
        "name",
        "warning",
        _("名称按“{name}”读入，后面的原名“{former}”没有保存。"),
        _("请核对现名是否写对；写对了可不改。"),
        text=former[:40],
        column=column,
        data={"name": name[:40], "former": former[:40]},
    )


@lru_cache(maxsize=10_000)
def _tell(name: str) -> Nameless | None:
    return tell_nameless(name, regions=list_region_names())
