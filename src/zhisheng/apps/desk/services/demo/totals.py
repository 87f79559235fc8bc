"""Totals that offices report on paper, so that a bulletin shows those rows as well."""

from typing import Final

from zhisheng.apps.accounts.selectors import get_user_by_username
from zhisheng.apps.desk.services.demo import people
from zhisheng.apps.returns.services import record_total_text

DOCUMENT: Final = "示例：{area}工作情况（{year} 年，数字为编造）"
# Indicator, then the county's and the province's figure of the year before and the year.
TOTALS: Final = (
    ("policies_issued", ("2项", "3项"), ("41项", "63项")),
    ("policies_certification_finance", ("1项", "1项"), ("6项", "9项")),
    ("credit_support", ("0.3亿元", "0.5亿元"), ("12亿元", "21.5亿元")),
    ("fee_waived", ("12万元", "18万元"), ("140万元", "205万元")),
    ("enterprises_trained", ("86家", "132家"), ("9,600家", "1.5万家")),
    ("persons_trained", ("140人", "205人"), ("1.4万人", "2.3万人")),
    ("person_times_trained", ("210人次", "345人次"), ("2.9万人次", "4.4万人次")),
    ("problems_solved", ("17个", "26个"), ("860个", "1,240个")),
    ("trainings_held", ("6场", "9场"), ("190场", "260场")),
    ("certificates_new", ("14家", "23家"), ("1,300家", "1,900家")),
)


def report_totals(year: int) -> str:
    """Report the totals of two years for the county and its province."""
    offices = (
        (people.COUNTY_OFFICER, people.COUNTY, "安平县"),
        (people.PROVINCE_OFFICER, people.PROVINCE, "河北省"),
    )
    for place, (username, code, area) in enumerate(offices):
        for indicator, *figures in TOTALS:
            for period, amount in zip((year - 1, year), figures[place], strict=True):
                _report(username, code, area, indicator, period, amount)
    return f"录入了 {len(TOTALS) * len(offices) * 2} 个按文件上报的汇总数"


def _report(
    username: str, code: str, area: str, indicator: str, year: int, amount: str
) -> None:
    record_total_text(
        amount=amount,
        indicator=indicator,
        organisation=people.get_organisation_of(username),
        actor=get_user_by_username(username),
        level="region",
        subject_code=code,
        period=str(year),
        document=DOCUMENT.format(area=area, year=year),
    )
