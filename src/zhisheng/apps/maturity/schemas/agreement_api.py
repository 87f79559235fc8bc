"""What the API gives of the agreement of reviewers; few reviews say nothing."""

from ninja import Schema

from zhisheng.apps.maturity.schemas.agreement import FEWEST
from zhisheng.apps.maturity.selectors import RaterAgreement


class QuarterAgreementOut(Schema):
    """``kappa`` is empty with fewer than five reviews in the quarter."""

    year: int
    quarter: int
    reviews: int
    kappa: float | None


class RaterAgreementOut(Schema):
    """An organisation that reviewed; the figures are empty with fewer than five reviews.

    ``change`` is in levels, milder than before above 0.
    """

    code: str
    name: str
    reviews: int
    kappa: float | None
    mean_difference: float | None
    change: float | None
    is_drift: bool
    quarters: list[QuarterAgreementOut]


class AgreementOut(Schema):
    """How far the organisations that reviewed in the own area agree, most reviews first."""

    items: list[RaterAgreementOut]


def write_agreement(found: list[RaterAgreement]) -> AgreementOut:
    return AgreementOut(items=[_write(one) for one in found])


def _write(one: RaterAgreement) -> RaterAgreementOut:
    is_known = one.reviews >= FEWEST
    return RaterAgreementOut(
        code=one.code,
        name=one.name,
        reviews=one.reviews,
        kappa=one.agreement.kappa if is_known else None,
        mean_difference=one.agreement.mean_difference if is_known else None,
        change=one.drift.change,
        is_drift=one.drift.is_drift,
        quarters=[
            QuarterAgreementOut(
                year=q.year,
                quarter=q.quarter,
                reviews=q.reviews,
                kappa=q.agreement.kappa if q.reviews >= FEWEST else None,
            )
            for q in one.quarters
        ],
    )
