"""The page contexts; what the API takes and gives is apart, and loaded with it."""

from zhisheng.apps.accounts.schemas.pages import (
    AccountPage,
    OrganisationPage,
    PersonalTable,
    UnitPage,
    describe_unit,
    list_parts,
)

__all__ = [
    "AccountPage",
    "OrganisationPage",
    "PersonalTable",
    "UnitPage",
    "describe_unit",
    "list_parts",
]
