import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from zhisheng.analytics.suppression import (
    LIMIT,
    find_hidden,
    find_hidden_in_grid,
    is_revealing,
    is_small,
)

counts = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 12))


def test_limit_is_five() -> None:
    assert [is_small(n) for n in (0, 1, 4, 5)] == [False, True, True, False]


def test_single_small_cell_takes_the_smallest_other_with_it() -> None:
    assert find_hidden({"a": 3, "b": 40, "c": 9, "d": 0}) == {"a", "c"}


def test_two_small_cells_that_hold_five_suffice() -> None:
    assert find_hidden({"a": 3, "b": 2, "c": 9}) == {"a", "b"}


def test_two_small_cells_below_five_take_a_third() -> None:
    assert find_hidden({"a": 1, "b": 2, "c": 9, "d": 30}) == {"a", "b", "c"}


def test_nothing_is_hidden_without_a_small_cell() -> None:
    assert find_hidden({"a": 5, "b": 0, "c": 9}) == frozenset()


def test_nested_counts() -> None:
    assert is_revealing(12, 10)
    assert not is_revealing(15, 10)
    assert not is_revealing(10, 10)


@given(counts=counts, already=st.sets(st.text("abcdef", min_size=1, max_size=2)))
def test_total_minus_shown_never_reveals_a_small_group(
    counts: dict[str, int], already: set[str]
) -> None:
    hidden = find_hidden(counts, already=already)
    shown = [n for key, n in counts.items() if key not in hidden]
    assert not any(is_small(n) for n in shown)
    rest = sum(counts.values()) - sum(shown)
    assert rest == sum(counts[key] for key in hidden)
    if hidden and any(shown):
        assert rest >= LIMIT
        assert len(hidden) > 1


grids = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(
            st.one_of(st.just(0), st.integers(0, 40)), min_size=width, max_size=width
        ),
        min_size=1,
        max_size=6,
    )
)


def make_grid(rows: list[list[int]]) -> dict[str, dict[str, int]]:
    return {
        f"r{number}": {f"c{place}": count for place, count in enumerate(cells)}
        for number, cells in enumerate(rows)
    }


def test_a_small_cell_takes_one_of_its_row_and_one_of_its_column_with_it() -> None:
    grid = make_grid([[3, 20, 30], [40, 50, 60], [70, 80, 90]])

    hidden = find_hidden_in_grid(grid)

    assert hidden.rows == hidden.columns == frozenset()
    assert hidden.cells == {
        ("r0", "c0"), ("r0", "c1"), ("r1", "c0"), ("r1", "c1"),
    }  # fmt: skip


def test_a_row_whose_sum_is_hidden_shows_no_cell() -> None:
    hidden = find_hidden_in_grid(make_grid([[2, 1, 0], [9, 8, 7], [30, 30, 30]]))

    assert hidden.rows == {"r0", "r1"}
    assert {("r0", name) for name in ("c0", "c1", "c2")} <= hidden.cells


@given(rows=grids)
def test_no_hidden_cell_of_a_grid_follows_from_what_is_shown(
    rows: list[list[int]],
) -> None:
    """A cell follows if its own vector lies in the span of the sums that are shown."""
    grid = make_grid(rows)
    hidden = find_hidden_in_grid(grid)
    places = sorted(hidden.cells)
    names = sorted(grid["r0"])

    sums = [[p[0] == row for p in places] for row in grid if row not in hidden.rows]
    sums += [
        [p[1] == name for p in places] for name in names if name not in hidden.columns
    ]
    sums.append([True] * len(places))
    matrix = np.array(sums, dtype=float).reshape(len(sums), len(places))
    rank = np.linalg.matrix_rank(matrix) if places else 0
    whole = sum(map(sum, rows))
    for unit in np.eye(len(places)):
        follows = np.linalg.matrix_rank(np.vstack([matrix, unit])) == rank
        assert not follows or whole < LIMIT or len(places) == sum(map(len, rows))

    shown = [
        n
        for r, cells in grid.items()
        for c, n in cells.items()
        if (r, c) not in hidden.cells
    ]
    assert not any(is_small(n) for n in shown)
