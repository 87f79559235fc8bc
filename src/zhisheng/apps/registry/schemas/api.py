"""What the API takes and gives; loaded with the API alone."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field, StrictBool

from zhisheng.apps.registry.choices import ConsentPurpose, FieldGroup
from zhisheng.apps.registry.selectors import (
    ConsentView,
    EnterpriseRow,
    StatementView,
)


class EnterpriseOut(Schema):
    """One enterprise; fields the key's organisation was not granted are empty."""

    code: str
    name: str
    status: str
    uscc: str
    legal_form: str
    region_code: str
    region_name: str
    address: str
    industry_code: str
    industry_name: str
    size_class: str
    established_on: date | None
    hidden: list[str]


class EnterprisePageOut(Schema):
    """``count`` is exact up to 10,000; ``next`` continues behind the last row."""

    items: list[EnterpriseOut]
    count: int
    is_count_exact: bool
    next: str


class ProposalIn(Schema):
    """Official fields that shall change; what is left out stays."""

    effective_on: date
    reason: Annotated[str, Field(max_length=300)] = ""
    name: str | None = None
    uscc: str | None = None
    legal_form: str | None = None
    region_code: str | None = None
    address: str | None = None
    business_region_code: str | None = None
    business_address: str | None = None
    industry_code: str | None = None

    def as_changes(self) -> dict[str, str]:
        values = self.dict(exclude={"effective_on", "reason"}, exclude_none=True)
        return {
            f"{name.removesuffix('_code')}_id"
            if name.endswith("_code")
            else name: value
            for name, value in values.items()
        }


class ProposalOut(Schema):
    code: str
    status: str


class ConsentTermsIn(Schema):
    """``recipient`` is a code, a number or a full name; ``groups`` and ``purpose`` are keys."""

    recipient: Annotated[str, Field(min_length=1, max_length=120)]
    groups: Annotated[list[FieldGroup], Field(min_length=1)]
    purpose: ConsentPurpose
    until: date


class ConsentOut(Schema):
    """``id`` names it for its withdrawal; ``ended_on`` is empty while it stands."""

    id: int
    recipient: str
    recipient_name: str
    purpose: str
    fields: list[str]
    basis: str
    given_on: date
    until: date | None
    ended_on: date | None
    is_live: bool


def build_consent_out(consent: ConsentView) -> ConsentOut:
    return ConsentOut(
        id=consent.id,
        recipient=consent.viewer_code,
        recipient_name=consent.viewer_name,
        purpose=consent.purpose,
        fields=list(consent.fields),
        basis=consent.basis,
        given_on=consent.given_on,
        until=consent.until,
        ended_on=consent.ended_on,
        is_live=consent.is_live,
    )


def build_enterprise_out(row: EnterpriseRow) -> EnterpriseOut:
    names = EnterpriseOut.model_fields.keys() - {"hidden"}
    values = {name: getattr(row, name) for name in names}
    return EnterpriseOut(hidden=sorted(row.hidden), **values)


class StatementIn(Schema):
    """``topic`` is its code, ``answers`` are by fact: true, false, or a day."""

    topic: Annotated[str, Field(max_length=40)]
    answers: Annotated[dict[str, StrictBool | date | None], Field(max_length=20)]
    note: Annotated[str, Field(max_length=300)] = ""


class StatementOut(Schema):
    """``is_standing`` is what counts now; ``is_stale`` would but for its age."""

    code: str
    topic: str
    topic_name: str
    answers: dict[str, bool | date]
    note: str
    stated_by: str
    is_by_proxy: bool
    stated_at: datetime
    asked_again_after_months: int
    withdrawn_at: datetime | None
    is_standing: bool
    is_stale: bool


def build_statement_out(statement: StatementView) -> StatementOut:
    return StatementOut(
        code=statement.code,
        topic=statement.topic.code,
        topic_name=statement.topic.name,
        answers={one.fact: value for one, value in statement.answers},
        note=statement.note,
        stated_by=statement.stated_by,
        is_by_proxy=statement.is_by_proxy,
        stated_at=statement.stated_at,
        asked_again_after_months=statement.topic.fresh_months,
        withdrawn_at=statement.withdrawn_at,
        is_standing=statement.is_standing,
        is_stale=statement.is_stale,
    )
