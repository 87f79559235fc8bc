"""Problems solved and cases published, from records; reported totals stand beside."""

from pathlib import Path

import pytest

from zhisheng.analytics.bulletin import compute_figures
from zhisheng.analytics.figures import Cell
from zhisheng.analytics.tests.small import write_small
from zhisheng.analytics.tests.test_bulletin import ANPING, get_cell, make_enterprise

TAOCHENG, CITY = "131102", "131100"
REPORTED = (
    "region",
    ANPING,
    "problems_solved",
    "2024",
    26,
    None,
    None,
    False,
    "示例文件",
    1,
)


def count(
    folder: Path,
    solved: list[tuple[int, int]],
    *,
    area: str = ANPING,
    is_told: bool = False,
) -> Cell:
    firms = [make_enterprise(i, ANPING if i < 20 else TAOCHENG) for i in range(40)]
    told = [REPORTED] if is_told else []
    paths = write_small(folder, enterprises=firms, problems=solved, area_values=told)
    return get_cell(compute_figures(paths, area=area, year=2024), "problems_solved")


def test_every_solved_problem_counts_and_its_enterprise_once(tmp_path: Path) -> None:
    """Nobody of them was helped or enrolled: the row is about who solves, not who is helped."""
    solved = [(i, 2024) for i in range(6)] + [(0, 2024)] * 3 + [(1, 2023)]

    cell = count(tmp_path, solved)

    assert (cell.state, cell.value, cell.base) == ("shown", 9, 6)


@pytest.mark.parametrize(("area", "base"), [(ANPING, 6), (CITY, 13), ("000000", 13)])
def test_only_enterprises_of_the_area_count(
    tmp_path: Path, area: str, base: int
) -> None:
    solved = [(i, 2024) for i in range(6)] + [(i, 2024) for i in range(20, 27)]

    assert count(tmp_path, solved, area=area).base == base


def test_of_a_few_enterprises_the_number_is_hidden(tmp_path: Path) -> None:
    assert count(tmp_path, [(0, 2024)] * 30).state == "hidden"


def test_no_record_does_not_say_that_nothing_was_solved(tmp_path: Path) -> None:
    assert count(tmp_path, []).state == "missing"


def test_a_reported_total_stands_beside_the_records_or_alone(tmp_path: Path) -> None:
    solved = [(i, 2024) for i in range(6)]

    both, alone = (
        count(tmp_path, solved, is_told=True),
        count(tmp_path, [], is_told=True),
    )

    assert (both.state, both.value) == ("shown", 6)
    assert [report.value for report in both.reports] == [26]
    assert (alone.state, alone.value) == ("reported", 26)


def test_published_cases_count_beside_the_problems(tmp_path: Path) -> None:
    """A few are hidden: where an unnamed enterprise sits is told by its city alone."""
    firms = [make_enterprise(i, ANPING if i < 20 else TAOCHENG) for i in range(40)]
    cases = [(i, 2024) for i in (0, 0, 1, 2, 3, 4, 30)] + [(1, 2023)]
    paths = write_small(tmp_path, enterprises=firms, cases=cases)

    figures = compute_figures(paths, area=ANPING, year=2024)
    now, before = (get_cell(figures, "good_cases", year) for year in (2024, 2023))

    assert (now.state, now.value, now.base, now.missing_share) == ("shown", 6, 5, 0)
    assert (before.state, before.value, before.base) == ("hidden", None, None)
    assert get_cell(figures, "problems_solved").state == "missing"


def test_a_snapshot_of_before_has_no_cases_and_says_so(tmp_path: Path) -> None:
    firms = [make_enterprise(1, ANPING)]
    paths = dict(write_small(tmp_path, enterprises=firms, cases=[(1, 2024)]))
    del paths["cases"]

    cell = get_cell(compute_figures(paths, area=ANPING, year=2024), "good_cases")

    assert (cell.state, cell.count, cell.base) == ("missing", 0, 0)
