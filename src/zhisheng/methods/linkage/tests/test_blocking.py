import polars as pl
import pytest

from zhisheng.methods.linkage import (
    Candidate,
    LinkageColumnsError,
    blocking_keys,
    compare,
    find_matches,
    tabulate_candidates,
)
from zhisheng.methods.linkage.tests.test_labelled_pairs import REGIONS, read_pairs

KNOWN = [
    Candidate("安平县华丰丝网厂", "92131125MAXX0002XX", "131125", "3340"),
    Candidate("安平县岫川丝网厂", "", "131125", "3340", "安平县经三路27号"),
    Candidate("丰县霁渊车业有限公司", "91320321MAXX0001XX", "320321", "3660"),
]


def find(*incoming: Candidate) -> list[tuple[int, int, str]]:
    found = find_matches(
        tabulate_candidates(incoming), tabulate_candidates(KNOWN), regions=REGIONS
    )
    return [(match.incoming, match.known, match.comparison.verdict) for match in found]


def test_joins_by_code_then_by_name():
    assert find(
        Candidate("丰县霁渊车业有限公司", "91320321MAXX0001XX", "320321"),
        Candidate("丰县霁渊电动车厂", "91320321MAXX0001XX", "320321"),
        Candidate("安平县华丰丝网厂", "", "131125"),
        Candidate("安平华丰丝网", "", "131125"),
        Candidate("安平县岫川丝网厂", "92131125MAXX0009XX", "131125"),
        Candidate("安平县朔棠丝网厂", "92131125MAXX0008XX", "131125"),
    ) == [
        (0, 2, "certain"),
        (1, 2, "to_confirm"),
        (2, 0, "certain"),
        (3, 0, "to_confirm"),
        (4, 1, "certain"),
    ]


def test_another_code_is_not_compared_by_name():
    assert find(Candidate("安平县华丰丝网厂", "92131125MAXX0009XX", "131125")) == []


def test_finds_a_misspelt_name_by_its_address():
    row = Candidate("安平县秀川丝网厂", "", "131125", "", "经三路27号")

    assert find(row) == [(0, 1, "to_confirm")]


def test_finds_nothing_among_nothing():
    nothing = tabulate_candidates([])

    assert find_matches(nothing, nothing) == []


def test_reads_nulls_as_unknown():
    row = {"name": ["安平县华丰丝网厂"], "region_code": ["131125"]}
    empty = dict.fromkeys(("uscc", "industry_code", "address"), pl.lit(None))
    incoming = pl.DataFrame(row).with_columns(**empty)

    found = find_matches(incoming, tabulate_candidates(KNOWN), regions=REGIONS)

    assert [match.known for match in found] == [0]


def test_names_the_missing_column():
    with pytest.raises(LinkageColumnsError, match="address"):
        find_matches(pl.DataFrame({"name": []}), tabulate_candidates([]))


def test_pairs_worth_asking_about_share_a_key():
    for _, _, a, b in read_pairs():
        if compare(a, b, regions=REGIONS).verdict != "different":
            keys = set(blocking_keys(a, regions=REGIONS))
            assert keys & set(blocking_keys(b, regions=REGIONS)), (a, b)


def test_bulk_agrees_with_one_by_one():
    sides = [(a, b) for _, _, a, b in read_pairs()]
    known = tabulate_candidates(b for _, b in sides)
    found = {
        (match.incoming, match.known): match.comparison
        for match in find_matches(
            tabulate_candidates(a for a, _ in sides), known, regions=REGIONS
        )
    }

    for row, (a, b) in enumerate(sides):
        expected = compare(a, b, regions=REGIONS)
        has_code_hit = a.uscc and a.uscc in set(known["uscc"]) and a.uscc != b.uscc
        if expected.verdict != "different" and not has_code_hit:
            assert found[row, row] == expected
