"""What the API takes and gives; loaded with the API alone."""

from ninja import Schema


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
