"""A station of the county, an enterprise to give to it, its template and chosen columns."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from zhisheng.apps.accounts import services as accounts
from zhisheng.apps.accounts.selectors import get_organisation_of_unit
from zhisheng.apps.programme import services as programme
from zhisheng.apps.programme.tests.reporting import pick_form
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.views.roster import find_export

Get = Callable[[str], Any]


def arrange_units(get: Get, enterprise: Enterprise) -> dict[str, dict[str, object]]:
    officer, county = get("officer_county"), get("county_unit")
    station = accounts.create_unit(
        name="丝网所", kind="station", parent=county, actor=officer
    )
    template = programme.replace_task_template(
        form=pick_form("quarterly-progress"),
        unit=county,
        file=_make_template(),
        actor=officer,
    )
    columns = accounts.save_column_set(
        organisation=get_organisation_of_unit(county.code),
        export=find_export(officer, QueryDict()),
        name="报省局用",
        columns=["name"],
        actor=officer,
    )
    of_template: dict[str, object] = {"template": template.pk}
    of_station: dict[str, object] = {"code": station.code}
    return {
        "accounts:change_unit": of_station,
        "accounts:end_unit": of_station,
        "accounts:choose_columns": {"export": "roster"},
        "accounts:save_columns": {"export": "roster"},
        "accounts:delete_column_set": {"code": columns.code},
        "registry:place_one": {"code": enterprise.code},
        "programme:template_file": of_template,
        "programme:remove_template": of_template,
    }


def _make_template() -> SimpleUploadedFile:
    out = BytesIO()
    programme.write_sample(out, pick_form("quarterly-progress"))
    return SimpleUploadedFile("表样.xlsx", out.getvalue())
