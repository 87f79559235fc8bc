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


class BindingIn(Schema):
    """Who sent a code: ``address`` is how the channel knows them, as an openid."""

    code: str = Field(max_length=20)
    address: str = Field(min_length=1, max_length=200)


class BindingsIn(Schema):
    bindings: list[BindingIn] = Field(max_length=1000)


class BindingsOut(Schema):
    """How many of them bound somebody."""

    bound: int
