"""Which station, branch or zone a row gives its enterprise to: certain, asked or refused."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import find_area_above, write_unit
from zhisheng.apps.places.selectors import map_region_names
from zhisheng.apps.programme.selectors import (
    Sender,
    find_station,
    list_giving_units,
)
from zhisheng.apps.programme.sheets import Reason, RosterRow
from zhisheng.kit.language import join_words
from zhisheng.methods.linkage import NearNames, name_key

REGION_DIGITS = 6
NOT_OFFICE = _("只有市场监管部门的名单能把企业分给所、分局或开发区，这一列没有用。")
UNKNOWN = _("本单位和下级单位里没有“{text}”。")
WRITE = _("请写下级单位的全称或代码；不分的请留空。")
SEVERAL = _("“{text}”可能是：{names}。")
ELSEWHERE = _("所在地是{region}，“{unit}”管的企业在{area}，两者不符。")
CHECK = _("请核对所在地和管辖单位。")


class Units:
    """The units that rows may name, looked up once for a file; nothing is guessed.

    A station's own roster gives it the enterprises whose unit nobody names.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._answers: dict[str, str | Reason] = {}
        self._areas: dict[str, str] = {}

    def settle(self, rows: Iterable[RosterRow]) -> None:
        """Name the unit of each row, or add the question, the refusal or the warning."""
        for row in rows:
            if not row.unit_written:
                self._take_station(row)
                continue
            found = self._find(row.unit_written)
            if isinstance(found, Reason):
                row.reasons.append(found)
            elif self._lies_in(row.region, found):
                row.unit = found
            else:
                row.reasons.append(self._tell_elsewhere(row, found))

    def settle_again(self, rows: Iterable[RosterRow]) -> None:
        """Look once more whether a place that was answered lies where the unit's firms do."""
        for row in rows:
            if row.unit not in self._by_code or self._lies_in(row.region, row.unit):
                continue
            if self._station is not None and row.unit == self._station.code:
                row.unit = ""
            else:
                row.reasons.append(self._tell_elsewhere(row, row.unit))

    def _take_station(self, row: RosterRow) -> None:
        station = self._station
        if station is not None and self._lies_in(row.region, station.code):
            row.unit = station.code

    @cached_property
    def _station(self) -> Unit | None:
        return find_station(self._sender)

    @cached_property
    def _known(self) -> list[Unit]:
        return list(list_giving_units(self._sender))

    @cached_property
    def _by_code(self) -> dict[str, Unit]:
        units = {unit.code: unit for unit in self._known}
        return units | ({self._station.code: self._station} if self._station else {})

    @cached_property
    def _by_writing(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = {}
        for unit in self._known:
            for key in {name_key(text) for text in _list_writings(unit)}:
                found.setdefault(key, []).append(unit)
        return found

    @cached_property
    def _near(self) -> NearNames:
        return NearNames([unit.name for unit in self._known])

    def _find(self, text: str) -> str | Reason:
        if text not in self._answers:
            self._answers[text] = self._judge(text)
        return self._answers[text]

    def _judge(self, text: str) -> str | Reason:
        if not (self._sender.is_office or self._sender.is_platform):
            return Reason("unit", "warning", NOT_OFFICE, text=text)
        named = self._by_writing.get(name_key(text), [])
        if len(named) == 1:
            return named[0].code
        return self._ask(text, named or self._find_near(text))

    def _find_near(self, text: str) -> list[Unit]:
        return [self._known[at] for at in self._near.find(text)]

    def _ask(self, text: str, near: Sequence[Unit]) -> Reason:
        told = Reason("unit", "refused", UNKNOWN, WRITE, text=text, data={"text": text})
        if not near:
            return told
        names = join_words(write_unit(unit) for unit in near)
        options = [{"code": unit.code, "name": write_unit(unit)} for unit in near]
        data = {"text": text, "names": names}
        return replace(
            told, severity="to_confirm", message=SEVERAL, data=data, options=options
        )

    def _lies_in(self, region: str, code: str) -> bool:
        """Tell whether a region, as far as it is known, may lie where a unit's firms do."""
        written = region.removesuffix("00").removesuffix("00")
        area = self._find_area(code)
        return written.startswith(area) or area.startswith(written)

    def _find_area(self, code: str) -> str:
        if code not in self._areas:
            self._areas[code] = find_area_above(self._by_code[code])
        return self._areas[code]

    def _tell_elsewhere(self, row: RosterRow, code: str) -> Reason:
        area = self._find_area(code).ljust(REGION_DIGITS, "0")
        names = map_region_names([row.region, area])
        data = {
            "region": names.get(row.region, row.region),
            "area": names.get(area, area),
            "unit": self._by_code[code].name,
        }
        return Reason("region", "refused", ELSEWHERE, CHECK, data=data)


def _list_writings(unit: Unit) -> Iterable[str]:
    above = unit.parent.name if unit.parent else ""
    return unit.code, unit.name, write_unit(unit), f"{above}{unit.name}"
