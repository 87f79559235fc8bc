import pytest

from zhisheng.methods.linkage import Candidate, EarlierCandidates
from zhisheng.methods.linkage.tests.test_labelled_pairs import REGIONS


def add_all(*names: str, limit: int = 100) -> list[int | None]:
    earlier = EarlierCandidates(regions=REGIONS, limit=limit)
    return [earlier.add(Candidate(name, region_code="131125")) for name in names]


def test_tells_the_first_that_a_candidate_may_be():
    assert add_all(
        "安平县华丰丝网厂",
        "安平县桦峰丝网厂",
        "河北华丰丝网厂(安平)",
        "安平华丰丝网厂",
        "华丰丝网二厂",
    ) == [None, None, 0, 0, None]


@pytest.mark.parametrize(("limit", "found"), [(1, None), (2, 1)])
def test_compares_with_few_of_one_key(limit, found):
    names = "安平县华丰丝网一厂", "安平县华丰丝网厂", "河北华丰丝网制品厂"

    assert add_all(*names, limit=limit) == [None, None, found]


def test_finds_all_that_a_candidate_may_be_and_the_certain_first():
    earlier = EarlierCandidates(regions=REGIONS)
    for name in ("河北华丰丝网厂(安平)", "安平县桦峰丝网厂", "安平县华丰丝网厂"):
        earlier.keep(Candidate(name, "91131125MA0000000A", region_code="131125"))

    assert earlier.find(Candidate("安平县华丰丝网厂", region_code="131125")) == [2, 0]
    assert earlier.find(Candidate("安平县金泰丝网厂", region_code="131125")) == []
