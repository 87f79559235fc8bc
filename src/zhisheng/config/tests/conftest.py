"""The cast of the apps."""

from zhisheng.apps.conftest import (
    administrator,
    body_organisation,
    city_unit,
    county_unit,
    fast_passwords,
    make_token,
    nation_unit,
    owner,
    owner_organisation,
    province_unit,
    reference,
)

__all__ = [
    "administrator",
    "body_organisation",
    "city_unit",
    "county_unit",
    "fast_passwords",
    "make_token",
    "nation_unit",
    "owner",
    "owner_organisation",
    "province_unit",
    "reference",
]
