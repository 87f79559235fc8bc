from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhisheng.analytics.areas import AreaUnknownError
from zhisheng.analytics.bulletin import compute_figures
from zhisheng.analytics.figures import Cell, Figures
from zhisheng.analytics.tests import brute
from zhisheng.analytics.tests.small import make_values, write_small

ANPING, TAOCHENG, HENGSHUI, HEBEI = "131125", "131102", "131100", "130000"
# Growth of one enterprise is kept to eight decimals.
CLOSE = Decimal("0.00000002")


def make_enterprise(number: int, region: str | None, **changes: Any) -> tuple[Any, ...]:
    row = {
        "region": region,
        "industry": "3340",
        "size": "small",
        "unit_path": None,
        "is_corps": False,
        "status": "active",
    } | changes
    return (number, *row.values())


def help_all(
    numbers: range, year: int = 2024, helper: int = 1, *, confirmed: bool | None = None
) -> list[tuple[Any, ...]]:
    return [(number, year, helper, "diagnosis", confirmed) for number in numbers]


def get_cell(figures: Figures, code: str, year: int = 2024) -> Cell:
    return next(row for row in figures.rows if row.code == code).years[year]


def read_values(cell: Cell) -> dict[str, Decimal | None]:
    return {reading.key: reading.value for reading in cell.readings}


@pytest.fixture
def ten(tmp_path: Path) -> Mapping[str, Path]:
    """Ten enterprises of 安平, revenue 100·(i+1) grown by 10 % or 20 %."""
    values = [
        row
        for i in range(10)
        for row in (
            (i, "revenue", "2023", str(100 * (i + 1))),
            (i, "revenue", "2024", str((110 if i % 2 else 120) * (i + 1))),
        )
    ]
    return write_small(
        tmp_path,
        enterprises=[make_enterprise(i, ANPING) for i in range(10)],
        engagements=help_all(range(10)) + help_all(range(3), helper=2),
        bodies=[(1, "certification_body"), (2, "association")],
        values=make_values(values),
    )


def test_helped_enterprise_counts_once_and_each_help_apart(
    ten: Mapping[str, Path],
) -> None:
    figures = compute_figures(ten, area=ANPING, year=2024)
    assert get_cell(figures, "enterprises_helped").value == 10
    assert get_cell(figures, "helps_given").value == 13
    assert get_cell(figures, "bodies_participating").value == 1


def test_both_readings_of_growth_stand_side_by_side(ten: Mapping[str, Path]) -> None:
    cell = get_cell(compute_figures(ten, area=HEBEI, year=2024), "revenue_growth")
    readings = read_values(cell)
    assert readings["mean_of_growths"] == Decimal("0.15")
    # 5500 before and 6300 after: odd i 110·(2+4+6+8+10), even i 120·(1+3+5+7+9).
    assert readings["growth_of_total"] == Decimal("0.14545455")
    assert (cell.count, cell.base, cell.missing_share) == (10, 10, 0)


def test_same_snapshot_gives_same_bytes(ten: Mapping[str, Path]) -> None:
    first = compute_figures(ten, area="000000", year=2024).to_json()
    assert first == compute_figures(ten, area="000000", year=2024).to_json()


def test_rate_has_points_and_relative_change(tmp_path: Path) -> None:
    rows = []
    for i in range(6):
        rows += [(i, "revenue", year, "1000") for year in ("2023", "2024")]
        rows += [(i, "profit", "2023", "50"), (i, "profit", "2024", "58")]
        rows += [(i, "quality_cost", "2023", "40"), (i, "quality_cost", "2024", "30")]
    paths = write_small(
        tmp_path,
        enterprises=[make_enterprise(i, ANPING) for i in range(6)],
        engagements=help_all(range(6)),
        values=make_values(rows),
    )
    figures = compute_figures(paths, area=ANPING, year=2024)
    profit = read_values(get_cell(figures, "profit_rate_rise"))
    assert profit["points_of_total"] == Decimal("0.008")
    assert profit["relative_of_total"] == Decimal("0.16")
    assert profit["mean_points"] == Decimal("0.008")
    assert profit["mean_relative"] == Decimal("0.16")
    decline = read_values(get_cell(figures, "quality_cost_decline"))
    assert decline["growth_of_total"] == Decimal("0.25")
    assert decline["points_of_total"] == Decimal("0.01")


def test_only_an_amount_that_changes_hundredfold_raises_the_alarm(
    tmp_path: Path,
) -> None:
    rows = []
    for i in range(6):
        rows += [(i, "revenue", year, "100000") for year in ("2023", "2024")]
        rows += [(i, "profit", "2023", "1"), (i, "profit", "2024", "5000")]
        rows += [(i, "sales", "2023", "10"), (i, "sales", "2024", "1000")]
    paths = write_small(
        tmp_path,
        enterprises=[make_enterprise(i, ANPING) for i in range(6)],
        engagements=help_all(range(6)),
        values=make_values(rows),
    )

    figures = compute_figures(paths, area=ANPING, year=2024)

    profit = get_cell(figures, "profit_rate_rise")
    assert read_values(profit)["mean_relative"] == Decimal(4999)
    assert profit.has_extremes is False
    assert get_cell(figures, "sales_growth").has_extremes is True


def test_range_is_missing_not_a_midpoint(tmp_path: Path) -> None:
    rows = [(i, "revenue", y, "100") for i in range(6) for y in ("2023", "2024")]
    rows += [(6, "revenue", "2023", "100"), (6, "revenue", "2024", "5..900")]
    paths = write_small(
        tmp_path,
        enterprises=[make_enterprise(i, ANPING) for i in range(7)],
        engagements=help_all(range(7)),
        values=make_values(rows),
    )
    cell = get_cell(compute_figures(paths, area=ANPING, year=2024), "revenue_growth")
    assert (cell.count, cell.base, cell.ranges) == (6, 7, 1)
    assert cell.missing_share == Decimal("0.1429")
    assert read_values(cell)["growth_of_total"] == 0


def test_fewer_than_five_are_hidden_with_their_neighbour(tmp_path: Path) -> None:
    paths = write_small(
        tmp_path,
        enterprises=[
            make_enterprise(i, ANPING if i < 3 else TAOCHENG) for i in range(12)
        ],
        engagements=help_all(range(12)),
    )
    figures = compute_figures(paths, area=HENGSHUI, year=2024)
    assert get_cell(figures, "enterprises_helped").value == 12
    states = {
        part.key: part.rows["enterprises_helped"][2024].state
        for part in figures.breakdowns["region"]
    }
    assert states == {ANPING: "hidden", TAOCHENG: "hidden"}
    county = compute_figures(paths, area=ANPING, year=2024)
    hidden = get_cell(county, "enterprises_helped")
    assert (hidden.state, hidden.value, hidden.count) == ("hidden", None, None)
    assert get_cell(county, "helps_given").state == "hidden"


def test_cumulative_count_does_not_reveal_a_few(tmp_path: Path) -> None:
    paths = write_small(
        tmp_path,
        enterprises=[make_enterprise(i, ANPING) for i in range(12)],
        engagements=help_all(range(10)) + help_all(range(2, 12), year=2023),
    )
    figures = compute_figures(paths, area=ANPING, year=2024)
    assert get_cell(figures, "enterprises_helped").value == 10
    assert get_cell(figures, "enterprises_helped_cumulative").state == "hidden"
    assert get_cell(figures, "enterprises_helped_cumulative", 2023).value == 10


def test_figures_follow_a_merged_and_a_divided_district(tmp_path: Path) -> None:
    homes = ["330103"] * 6 + ["330105"] * 6 + ["330199"] * 7
    paths = write_small(
        tmp_path,
        enterprises=[make_enterprise(i, home) for i, home in enumerate(homes)],
        engagements=help_all(range(19)),
    )
    city = compute_figures(paths, area="330100", year=2024)
    counts = {
        part.key: part.rows["enterprises_helped"][2024].value
        for part in city.breakdowns["region"]
    }
    # 330199 went to two districts: nobody knows the split, so it stays apart.
    assert counts == {"330105": 12, "330110": 0, "330113": 0, "": 7}
    district = compute_figures(paths, area="330105", year=2024)
    assert get_cell(district, "enterprises_helped").value == 12


def test_former_district_has_no_bulletin_of_its_own(ten: Mapping[str, Path]) -> None:
    with pytest.raises(AreaUnknownError):
        compute_figures(ten, area="330103", year=2024)


def test_corps_counts_apart_from_the_region_around_it(tmp_path: Path) -> None:
    people = [make_enterprise(i, "650100", is_corps=i < 6) for i in range(13)]
    paths = write_small(tmp_path, enterprises=people, engagements=help_all(range(13)))
    counts = {
        area: get_cell(
            compute_figures(paths, area=area, year=2024), "enterprises_helped"
        ).value
        for area in ("000000", "650000", "660000")
    }
    assert counts == {"000000": 13, "650000": 7, "660000": 6}


def test_county_below_a_placeholder_is_part_of_the_province(tmp_path: Path) -> None:
    paths = write_small(
        tmp_path,
        enterprises=[make_enterprise(i, "139001") for i in range(5)],
        engagements=help_all(range(5)),
    )
    figures = compute_figures(paths, area=HEBEI, year=2024)
    assert [part.key for part in figures.breakdowns["region"]] == ["131100", "139001"]


def test_unknown_region_counts_in_the_nation_only(tmp_path: Path) -> None:
    paths = write_small(
        tmp_path,
        enterprises=[make_enterprise(i, None) for i in range(5)],
        engagements=help_all(range(5)),
    )
    nation = compute_figures(paths, area="000000", year=2024)
    assert get_cell(nation, "enterprises_helped").value == 5
    assert nation.breakdowns["region"][-1].key == ""


def make_report(
    area: str, indicator: str, text: str, standing: int = 1
) -> tuple[Any, ...]:
    row = make_values([(0, indicator, "2024", text)])[0][1:]
    return ("region", area, *row, f"{area}来文", standing)


def test_reported_totals_of_counties_add_up_with_their_documents(
    tmp_path: Path,
) -> None:
    reports = [
        make_report(ANPING, "persons_trained", "120"),
        make_report(TAOCHENG, "persons_trained", "30..50"),
        make_report(ANPING, "policies_issued", "3"),
        make_report(ANPING, "policies_issued", "9", standing=2),
        make_report(HENGSHUI, "fee_waived", "50000"),
        make_report(ANPING, "fee_waived", "99999"),
        make_report(ANPING, "certified_share", "91"),
    ]
    paths = write_small(tmp_path, area_values=reports)
    figures = compute_figures(paths, area=HENGSHUI, year=2024)
    persons = get_cell(figures, "persons_trained")
    assert (persons.value, persons.low, persons.high) == (None, 150, 170)
    assert (persons.parts, persons.parts_reported) == (2, 2)
    policies = get_cell(figures, "policies_issued")
    assert (policies.value, policies.missing_share) == (3, Decimal("0.5"))
    assert [report.document for report in policies.reports] == ["131125来文"]
    # The city's own total stands, and a share of one county is not the city's.
    assert get_cell(figures, "fee_waived").value == 50000
    assert get_cell(figures, "certified_share").state == "missing"
    assert get_cell(figures, "policies_issued", 2023).state == "missing"


def test_records_stand_before_a_reported_total(
    ten: Mapping[str, Path], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    paper = write_small(
        other, area_values=[make_report(ANPING, "enterprises_helped", "54")]
    )
    both = {**ten, "area_values": paper["area_values"]}
    cell = get_cell(compute_figures(both, area=ANPING, year=2024), "enterprises_helped")
    assert (cell.state, cell.value) == ("shown", 10)
    assert cell.reports[0].value == 54
    alone = compute_figures(paper, area=ANPING, year=2024)
    assert get_cell(alone, "enterprises_helped").state == "reported"


def test_every_row_of_the_national_bulletin_is_there(ten: Mapping[str, Path]) -> None:
    figures = compute_figures(ten, area=ANPING, year=2024)
    codes = {row.code for row in figures.rows}
    assert len(codes) == len(figures.rows) == 34
    for row in figures.rows:
        assert row.name
        assert row.english_name
        assert row.definition
        assert row.unit
        assert set(row.years) == {2023, 2024}


amounts = st.decimals("0.01", "10000000", places=2)
pairs = st.lists(
    st.tuples(st.one_of(st.none(), amounts), st.one_of(st.none(), amounts)),
    min_size=5,
    max_size=12,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(revenue=pairs, profit=pairs)
def test_figures_equal_plain_arithmetic(
    revenue: list[tuple[Decimal | None, Decimal | None]],
    profit: list[tuple[Decimal | None, Decimal | None]],
) -> None:
    rows = [
        (number, name, year, str(value))
        for name, table in (("revenue", revenue), ("profit", profit))
        for number, pair in enumerate(table)
        for year, value in zip(("2023", "2024"), pair, strict=True)
        if value is not None
    ]
    numbers = range(len(revenue))
    engagements = help_all(numbers) + help_all(range(0, len(revenue), 2), helper=2)
    values = make_values([row for row in rows if row[0] in numbers])
    with TemporaryDirectory() as folder:
        paths = write_small(
            Path(folder),
            enterprises=[make_enterprise(i, ANPING) for i in numbers],
            engagements=engagements,
            values=values,
        )
        figures = compute_figures(paths, area=ANPING, year=2024)
    people = set(numbers)
    assert get_cell(figures, "enterprises_helped").value == brute.count_helped(
        engagements, people, 2024
    )
    assert get_cell(figures, "helps_given").value == brute.count_helps(
        engagements, people, 2024
    )
    expected = brute.list_pairs(engagements, values, people, "revenue", 2024)
    cell = get_cell(figures, "revenue_growth")
    if len(expected) < 5:
        assert not cell.readings
        return
    assert cell.count == len(expected)
    assert_close(cell, brute.read_growth(expected))


def assert_close(cell: Cell, expected: Mapping[str, Decimal | None]) -> None:
    found = read_values(cell)
    assert found.keys() == expected.keys()
    for key, value in expected.items():
        assert found[key] is not None
        assert abs(Decimal(str(found[key])) - Decimal(str(value))) <= CLOSE


def test_rates_equal_plain_arithmetic(tmp_path: Path) -> None:
    rows = []
    for i in range(9):
        for shift, year in enumerate(("2023", "2024")):
            rows.append((i, "revenue", year, str(1000 + 37 * i + 91 * shift)))
            rows.append((i, "profit", year, str(61 + 5 * i * (1 + shift) - 3 * shift)))
    values = make_values(rows)
    engagements = help_all(range(9))
    paths = write_small(
        tmp_path,
        enterprises=[make_enterprise(i, ANPING) for i in range(9)],
        engagements=engagements,
        values=values,
    )
    people = set(range(9))
    expected = brute.read_rate(
        *(
            brute.list_pairs(engagements, values, people, name, 2024)
            for name in ("profit", "revenue")
        )
    )
    figures = compute_figures(paths, area=ANPING, year=2024)
    assert_close(get_cell(figures, "profit_rate_rise"), expected)
