"""A station of the county, an enterprise to give to it, and the county's own template."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from zhisheng.apps.accounts import services as accounts
from zhisheng.apps.programme import services as programme
from zhisheng.apps.programme.tests.reporting import pick_form
from zhisheng.apps.registry.models import Enterprise

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
    of_template: dict[str, object] = {"template": template.pk}
    of_station: dict[str, object] = {"code": station.code}
    return {
        "accounts:change_unit": of_station,
        "accounts:end_unit": of_station,
        "registry:place_one": {"code": enterprise.code},
        "programme:template_file": of_template,
        "programme:remove_template": of_template,
    }


def _make_template() -> SimpleUploadedFile:
    out = BytesIO()
    programme.write_sample(out, pick_form("quarterly-progress"))
    return SimpleUploadedFile("表样.xlsx", out.getvalue())
