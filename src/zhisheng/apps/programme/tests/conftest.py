from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.accounts.models import Membership
from zhisheng.apps.conftest import make_bureau, make_officer
from zhisheng.apps.places.models import Region
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import Audience
from zhisheng.apps.programme.models import RosterImport
from zhisheng.apps.programme.tests.reporting import (
    make_enterprises,
    open_now,
    plan_task,
)
from zhisheng.apps.programme.tests.workbooks import GULOU, HEADER, write_xlsx
from zhisheng.apps.returns.services import load_reference_indicators
from zhisheng.kit import jobs
from zhisheng.kit.tests.at_once import Beside


@pytest.fixture
def year(reference, administrator):
    load_reference_indicators()
    return services.open_year(
        year=2024, name="2024年", opens_on=date(2024, 1, 1), actor=administrator
    )


@pytest.fixture
def last_year(year, administrator):
    return services.open_year(
        year=2023, name="2023年", opens_on=date(2023, 1, 1), actor=administrator
    )


@pytest.fixture
def gulou_regions(reference):
    Region.objects.bulk_create(
        Region(code=code, name=name[-3:], full_name=name, level="county")
        for code, name in GULOU
    )


@pytest.fixture
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def upload(year, last_year, own_files, tmp_path, body_organisation, body_user):
    """Return a function that uploads lines below the heading and reads them."""

    def send(
        lines,
        *,
        actor=body_user,
        organisation=body_organisation,
        header=HEADER,
        hidden=(),
    ):
        sheets = {"名单": [header, *lines]}
        sheets |= {"旧名单": [header, *hidden]} if hidden else {}
        path = write_xlsx(tmp_path / "roster.xlsx", sheets, hidden=["旧名单"])
        sent = services.upload_roster(
            path,
            original_name="名单.xlsx",
            year=2024,
            organisation=organisation,
            actor=actor,
        )
        jobs.run_pending()
        return selectors.get_import(sent.code)

    return send


@pytest.fixture
def put_in(upload, body_user) -> Callable[..., RosterImport]:
    """Return a function that uploads lines and applies what can be applied."""

    def send(lines, **options):
        read = upload(lines, **options)
        services.queue_applying(
            roster_import=read, actor=options.get("actor", body_user)
        )
        jobs.run_pending()
        return selectors.get_import(read.code)

    return send


@pytest.fixture
def office(county_unit, officer_county):
    """Return who uploads for the county's office."""
    unit = county_unit.organisations.get(kind="unit")
    return {"actor": officer_county, "organisation": unit}


@pytest.fixture
def list_entry(
    own_files, nation_unit, officer_nation, body_organisation, other_body_organisation
):
    """Open a task for all bodies; return the entry of one."""
    task = plan_task(
        nation_unit,
        officer_nation,
        code="helped-enterprises",
        audience=Audience.BODIES,
        opens_on=date(2024, 11, 27),
        due_on=date(2025, 1, 17),
    )
    task = open_now(task, officer_nation)
    return task.entries.get(organisation=body_organisation)


@pytest.fixture
def officer_other_county(city_unit):
    return make_officer("桃城张伟", make_bureau("131102", city_unit))


@pytest.fixture
def call(client, make_token):
    """Return a function that calls with a key of somebody's organisation."""
    keys: dict[tuple[object, str], str] = {}

    def send(user, scope, path, data=None, **options):
        organisation = Membership.objects.get(user=user).organisation
        if (user, scope) not in keys:
            keys[user, scope] = make_token(organisation, [scope])
        headers = {"Authorization": keys[user, scope]}
        address = f"/api/v1/programme{path}"
        if data is None:
            return client.get(address, headers=headers)
        options = options or {"content_type": "application/json"}
        return client.post(address, data, headers=headers, **options)

    return send


@pytest.fixture
def count(call):
    """Return a function that counts the queries of a call that was made before."""

    def ask(user, scope, path):
        call(user, scope, path)
        with CaptureQueriesContext(connection) as asked:
            assert call(user, scope, path).status_code == 200
        return len(asked)

    return ask


@pytest.fixture
def official_task(own_files, province_unit, officer_province, officer_city,
                  officer_county, owner, owner_organisation):  # fmt: skip
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    return open_now(plan_task(province_unit, officer_province), officer_province)


@pytest.fixture
def official_paper(official_task, officer_province):
    return services.draft_official_paper(task=official_task, actor=officer_province)


@pytest.fixture
def ask(client):
    """Return a function that asks for a page as somebody, and sends it back filled in."""

    def send(user, name, *arguments, data=None):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        address = reverse(f"programme:{name}", args=arguments)
        if data is None:
            return client.get(address)
        return client.post(address, data, follow=True)

    return send


@pytest.fixture
def meanwhile(monkeypatch):
    """Return a function that has somebody act while another is at a certain point."""
    beside = Beside()

    def arrange(module, point, act):
        go_on = getattr(module, point)

        def stop(*arguments, **options):
            beside.start(act)
            return go_on(*arguments, **options)

        monkeypatch.setattr(module, point, stop)
        return beside

    return arrange
