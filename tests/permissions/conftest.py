"""The cast of the apps, another county, and a world with one thing of each kind."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.permissions.world import World, build_world
from zhisheng.apps.conftest import (
    administrator,
    anonymous,
    bank_organisation,
    bank_user,
    body_organisation,
    body_user,
    city_unit,
    county_unit,
    expert,
    fast_passwords,
    make_bureau,
    make_officer,
    make_token,
    nation_unit,
    officer_city,
    officer_county,
    officer_nation,
    officer_province,
    other_body_organisation,
    other_body_user,
    owner,
    owner_organisation,
    province_unit,
    reference,
    stranger_organisation,
    stranger_owner,
    worker,
)

__all__ = [
    "administrator", "anonymous", "bank_organisation", "bank_user", "body_organisation",
    "body_user", "city_unit", "county_unit", "expert", "fast_passwords", "make_token", "nation_unit",
    "officer_city", "officer_county", "officer_nation", "officer_province",
    "other_body_organisation", "other_body_user", "owner", "owner_organisation",
    "province_unit", "reference", "stranger_organisation", "stranger_owner", "worker",
]  # fmt: skip


@pytest.fixture
def officer_other_county(city_unit):
    return make_officer("桃城何军", make_bureau("131102", city_unit))


@pytest.fixture
def world(request, settings, tmp_path) -> Iterator[World]:
    settings.MEDIA_ROOT = tmp_path
    ways = ("text", "wechat", "mail")
    settings.CHANNELS = {name: {"adapter": "local"} for name in ways}
    with time_machine.travel("2026-03-01T08:00+08:00", tick=False):
        yield build_world(request.getfixturevalue)
