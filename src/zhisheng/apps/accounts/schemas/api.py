"""What the API takes and gives; loaded with the API alone."""

from ninja import Field, Schema


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
