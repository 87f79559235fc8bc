"""Administrative units, each with the organisation its people belong to."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.choices import OrganisationKind, UnitKind
from zhisheng.apps.accounts.errors import UnitEndedError
from zhisheng.apps.accounts.models import Organisation, Unit, User
from zhisheng.apps.accounts.permissions import Action, may
from zhisheng.apps.accounts.selectors import Scope, get_scope
from zhisheng.apps.places.models import Region
from zhisheng.apps.places.selectors import get_region, list_provinces
from zhisheng.kit import audit
from zhisheng.kit.codes import new_code
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError
from zhisheng.ui.formats import format_date

AUTHORITY_CODE = "U000000"
AUTHORITY_NAME = "国家市场监督管理总局"
CORPS_CODE = "UCORPS"
CORPS_NAME = "新疆生产建设兵团市场监督管理局"
BUREAU_NAME = "{region}市场监督管理局"
# The statistics leave the programme's regions at the 31 provinces and the corps.
OUTSIDE_PROGRAMME = ("71", "81", "82")
# Second level that exists in the code alone and has no bureau of its own.
NAMES_WITHOUT_BUREAU = frozenset(
    {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
)


@transaction.atomic
def create_unit(
    *,
    name: str,
    kind: str,
    parent: Unit,
    region: Region | None = None,
    actor: User,
) -> Unit:
    """Create a unit below one that the actor answers for."""
    scope = get_scope(actor)
    is_within = scope.is_administrator or scope.covers_unit_path(parent.path)
    if not (may(Action.CREATE_UNIT, scope.roles) and is_within):
        raise ForbiddenError
    parent = _hold(parent)
    require_running(parent)
    refuse_foreign_region(region, scope)
    refuse_second(name, parent)
    unit = _ensure_unit(
        code=new_code("U"), name=name, kind=UnitKind(kind), parent=parent, region=region
    )
    audit.record(
        action="accounts.unit_created",
        subject=unit,
        actor=actor,
        new={"name": unit.name, "path": unit.path},
    )
    return unit


def refuse_foreign_region(region: Region | None, scope: Scope) -> None:
    """Refuse a region its officers would get from somebody who does not govern it."""
    if region and not (scope.is_administrator or scope.covers_region_code(region.code)):
        raise FieldsRefusedError({"region": _("这个地区不在您的管辖范围内。")})


def refuse_second(
    name: str, parent: Unit | None, *, besides: int | None = None
) -> None:
    """Refuse a name that another unit below the same one bears.

    The parent's row is held until the end, so of two who type it at once one is told.
    """
    if parent is not None:
        _hold(parent)
    same = Unit.objects.filter(parent=parent, name=name.strip(), ended_on=None)
    if any(pk != besides for pk in same.values_list("pk", flat=True)):
        raise FieldsRefusedError({"name": _("上级单位下已有同名的单位，请换个名称。")})


def _hold(unit: Unit) -> Unit:
    rows = Unit.objects.select_for_update(of=("self",)).select_related("region")
    return rows.get(pk=unit.pk)


def require_running(unit: Unit) -> None:
    if unit.ended_on is not None:
        raise UnitEndedError(unit=unit.name, day=format_date(unit.ended_on))


@transaction.atomic
def load_reference_units() -> int:
    """Create the national authority, the provincial bureaus and the corps; repeatable."""
    before = Unit.objects.count()
    authority = _ensure_authority()
    for region in list_provinces():
        if not region.code.startswith(OUTSIDE_PROGRAMME):
            _ensure_bureau(region, authority)
    _ensure_unit(
        code=CORPS_CODE, name=CORPS_NAME, kind=UnitKind.CORPS, parent=authority
    )
    created = Unit.objects.count() - before
    audit.record(action="accounts.units_loaded", counts={"created": created})
    return created


@transaction.atomic
def ensure_unit_for_region(code: str, *, actor: User | None = None) -> Unit:
    """Return the bureau of a region; it and those above it are created where missing."""
    before = Unit.objects.count()
    unit = _ensure_authority()
    for region in _list_line(get_region(code)):
        if region.name not in NAMES_WITHOUT_BUREAU:
            unit = _ensure_bureau(region, unit)
    created = Unit.objects.count() - before
    if created:
        audit.record(
            action="accounts.units_ensured",
            subject=unit,
            actor=actor,
            counts={"created": created},
        )
    return unit


def _list_line(region: Region) -> Iterable[Region]:
    """Return the regions from the province down to this one."""
    line = [region]
    while line[0].parent is not None:
        line.insert(0, line[0].parent)
    if line[0].level != "province":
        raise NotFoundError
    return line


def _ensure_authority() -> Unit:
    return _ensure_unit(
        code=AUTHORITY_CODE, name=AUTHORITY_NAME, kind=UnitKind.AUTHORITY, parent=None
    )


def _ensure_bureau(region: Region, parent: Unit) -> Unit:
    return _ensure_unit(
        code=f"U{region.code}",
        name=BUREAU_NAME.format(region=region.name),
        kind=UnitKind.BUREAU,
        parent=parent,
        region=region,
    )


def _ensure_unit(
    *,
    code: str,
    name: str,
    kind: UnitKind,
    parent: Unit | None,
    region: Region | None = None,
) -> Unit:
    unit, is_new = Unit.objects.get_or_create(
        code=code,
        defaults={
            "name": name.strip(),
            "kind": kind,
            "parent": parent,
            "path": f"{parent.path if parent else ''}{code}/",
            "region": region,
        },
    )
    if is_new:
        Organisation.objects.create(
            name=unit.name, kind=OrganisationKind.UNIT, unit=unit, region=region
        )
    return unit
