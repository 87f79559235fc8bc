"""What is looked for in a task, and how links keep it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.programme.selectors import UnitProgress, Wanted

LONGEST_TEXT = 120


@dataclass(frozen=True, slots=True)
class Search:
    """The entries a page shows: those that are looked for, by how far they are."""

    wanted: Wanted
    view: str

    def write_query(self, view: str, **more: object) -> str:
        """Return the query of another page of the same search."""
        unit = self.wanted.unit
        told = {"q": self.wanted.text, "unit": unit.code if unit else ""}
        kept = {name: text for name, text in told.items() if text}
        return "?" + urlencode({"view": view, **kept, **more})

    def as_initial(self) -> dict[str, str]:
        unit = self.wanted.unit
        return {
            "q": self.wanted.text,
            "unit": unit.code if unit else "",
            "view": self.view,
        }


def read_text(query: Mapping[str, str]) -> str:
    return query.get("q", "").strip()[:LONGEST_TEXT]


def list_views(*, is_own: bool) -> list[tuple[str, str]]:
    """Return by what progress entries are shown, in the order of the tabs.

    ``is_own``: the reader is of the office whose turn it is, not of one above.
    """
    return [
        ("waiting", _("等我审") if is_own else _("等下级审")),
        ("outstanding", _("还没有交的")),
        ("missing", _("未填")),
        ("returned", _("退回待改")),
        ("taken_back", _("撤回在改")),
        ("held", _("等核对、有异议")),
        ("unchecked", _("代填，本人未核对")),
        ("by_link", _("由交出的链接填报，未核实")),
        ("final", _("已定稿")),
        ("all", _("全部")),
    ]


def offer_units(
    progress: Sequence[UnitProgress], chosen: Unit | None
) -> list[tuple[str, str]]:
    """Return the units that can be chosen: those counted, and the one that is."""
    units = {one.unit.code: one.unit.name for one in progress}
    if chosen is not None:
        units.setdefault(chosen.code, chosen.name)
    return list(units.items())
