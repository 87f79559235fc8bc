"""The rows of a bulletin in their order, and what each is counted from."""

from dataclasses import dataclass
from typing import Final, Literal

from zhisheng.analytics.growth import Measure

Count = Literal[
    "", "enrolled", "helped", "helped_ever", "helps", "bodies", "confirmed", "problems",
    "cases",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes
    ----------
    code : str
        Its code in the indicator dictionary; rows the dictionary lacks bring their
        own texts.
    count : Count
        What is counted from the records; empty where only reported totals exist.
    measures : tuple[Measure, ...]
        Changes computed from raw values of enterprises.
    period : str
        Period of a figure from records; a reported total keeps the dictionary's.
    """

    code: str
    count: Count = ""
    measures: tuple[Measure, ...] = ()
    population: str = ""
    period: str = ""
    name: str = ""
    english_name: str = ""
    definition: str = ""
    unit: str = ""

    @property
    def is_live(self) -> bool:
        """Tell whether records can answer it."""
        return bool(self.count or self.measures)


ROWS: Final[tuple[Row, ...]] = (
    Row("policies_issued"),
    Row("policies_certification_finance"),
    Row("credit_support"),
    Row("fiscal_subsidy"),
    Row("bodies_participating", "bodies", population="participating", period="year"),
    Row(
        "enterprises_enrolled",
        "enrolled",
        population="participating",
        period="year",
        name="参与企业（帮扶台账）",
        english_name="Enterprises taking part (ledger)",
        definition="当年列入帮扶台账的企业，按不重复企业计；与接受帮扶的企业分开统计。",
        unit="家",
    ),
    Row("enterprises_helped", "helped", population="helped", period="year"),
    Row(
        "enterprises_helped_cumulative",
        "helped_ever",
        population="helped",
        period="cumulative",
        name="精准帮扶企业（累计）",
        english_name="Enterprises helped (cumulative)",
        definition="自有记录起至当年末接受过帮扶的企业，按不重复企业计。",
        unit="家",
    ),
    Row("helps_given", "helps", population="helped", period="year"),
    Row("helped_confirmed_share", "confirmed", population="helped", period="year"),
    Row("fee_waived"),
    Row("enterprises_trained"),
    Row("persons_trained"),
    Row("person_times_trained"),
    Row(
        "revenue_growth",
        measures=(Measure("revenue"),),
        population="helped",
        period="year",
    ),
    Row(
        "sales_growth",
        measures=(Measure("sales"),),
        population="helped",
        period="year",
    ),
    Row(
        "profit_rate_rise",
        measures=(Measure("profit", per="revenue"),),
        population="helped",
        period="year",
    ),
    Row(
        "quality_cost_decline",
        measures=(
            Measure("quality_cost", sign=-1),
            Measure("quality_cost", per="revenue", sign=-1),
        ),
        population="helped",
        period="year",
    ),
    Row(
        "problems_solved",
        "problems",
        population="solving",
        period="year",
        definition="平台记录：当年关闭、验证有效、至今没有复发的质量问题，按个计；上报的总数另列，通报未公布口径。",
    ),
    Row(
        "good_cases",
        "cases",
        population="publishing",
        period="year",
        name="优良案例",
        english_name="Good cases published",
        definition="平台记录：当年由省级选中、公开发布且仍然公开的优良案例，按个计。",
        unit="个",
    ),
    Row("trainings_held"),
    Row("materials_distributed"),
    Row("experts"),
    Row("associations"),
    Row("parks"),
    Row("pilots_first_batch"),
    Row("pilots_second_batch"),
    Row("pilot_profit_rate_rise"),
    Row("pilot_cost_decline"),
    Row("pilot_market_share_rise"),
    Row("pilot_little_giants"),
    Row("certificates_new"),
    Row("certified_share"),
    Row("certified_share_rise"),
)
MEASURES: Final = tuple(measure for row in ROWS for measure in row.measures)
COUNTS: Final = ("enrolled", "helped", "helped_ever", "helps", "confirmed")
# Counted from tables of their own, of any enterprise of the area, helped or not.
DONE: Final = ("problems", "cases")
# What each enterprise has once, so that it can be cut by region, trade and size.
DIVISIBLE: Final = tuple(
    row for row in ROWS if row.measures or row.count in ("enrolled", "helped", "helps")
)
