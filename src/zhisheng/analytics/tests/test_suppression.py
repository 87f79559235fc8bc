from hypothesis import given
from hypothesis import strategies as st

from zhisheng.analytics.suppression import LIMIT, find_hidden, is_revealing, is_small

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
