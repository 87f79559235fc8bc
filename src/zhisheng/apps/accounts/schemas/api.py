"""What the API takes and gives; loaded with the API alone."""

from datetime import datetime

from ninja import Field, Schema

from zhisheng.apps.accounts.models import ColumnSet


class OrganisationOut(Schema):
    code: str
    name: str
    kind: str


class AccountOut(Schema):
    """Whom a key acts for."""

    token: str
    organisation: OrganisationOut
    roles: list[str]
    scopes: list[str]


class ReceiptIn(Schema):
    """What became of one text: ``key`` is the one it was handed over with."""

    key: str = Field(max_length=40)
    is_delivered: bool


class ReceiptsIn(Schema):
    receipts: list[ReceiptIn] = Field(max_length=1000)


class ReceiptsOut(Schema):
    """How many of them were new."""

    noted: int


class BindingIn(Schema):
    """Who sent a code: ``address`` is how the channel knows them, as an openid."""

    code: str = Field(max_length=20)
    address: str = Field(min_length=1, max_length=200)


class BindingsIn(Schema):
    bindings: list[BindingIn] = Field(max_length=1000)


class BindingsOut(Schema):
    """How many of them bound somebody."""

    bound: int


class ColumnOut(Schema):
    """A column of an export; ``is_usual`` ones are exported where none are asked for."""

    key: str
    label: str
    is_usual: bool


class ColumnSetOut(Schema):
    """A saved choice; hand its ``code`` to the export as ``columns``."""

    code: str
    name: str
    organisation: str
    columns: list[str]
    version: int
    saved_at: datetime


class ColumnSetsOut(Schema):
    columns: list[ColumnOut]
    sets: list[ColumnSetOut]


class ColumnSetIn(Schema):
    """``task`` is the code of a reporting task; ``code`` names the set that is replaced.

    ``version`` is the one of that set that was seen; each change of it counts.
    """

    export: str = Field(max_length=40)
    task: str = Field("", max_length=16)
    code: str = Field("", max_length=16)
    version: int = Field(0, ge=0)
    name: str = Field(min_length=1, max_length=60)
    columns: list[str] = Field(min_length=1, max_length=200)


def write_column_set(saved: ColumnSet) -> ColumnSetOut:
    return ColumnSetOut(
        code=saved.code,
        name=saved.name,
        organisation=saved.organisation.code,
        columns=[key for key, _label in saved.columns],
        version=saved.version,
        saved_at=saved.saved_at,
    )
