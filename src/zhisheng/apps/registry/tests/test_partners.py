import pytest

from zhisheng.apps.registry.selectors import find_partners, get_enterprise_id
from zhisheng.apps.registry.tests.factories import make_code, make_enterprise
from zhisheng.kit.errors import NotFoundError
from zhisheng.methods.linkage import Candidate

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(reference):
    return {
        "coded": make_enterprise(
            name="安平县华丰丝网厂", uscc=make_code(1), address=""
        ),
        "codeless": make_enterprise(
            name="河北华丰丝网制品厂", address="安平县为民路128号"
        ),
        "other": make_enterprise(
            name="德清县华丰丝网厂", region_id="330521", address=""
        ),
    }


def find(known, *candidates):
    names = {one.pk: name for name, one in known.items()}
    return {names[partner.id] for partner in find_partners(candidates)}


def test_finds_by_code_alone(known):
    assert find(known, Candidate("别的名字", uscc=make_code(1))) == {"coded"}


def test_an_unknown_code_is_looked_for_among_those_without(known):
    candidate = Candidate("安平华丰丝网厂", uscc=make_code(2), region_code="131125")

    assert find(known, candidate) == {"codeless"}


def test_without_a_code_the_name_finds_within_the_prefecture(known):
    candidate = Candidate("安平县华丰金属丝网有限公司", region_code="131125")

    assert find(known, candidate) == {"coded", "codeless"}


@pytest.mark.parametrize(
    "name",
    ["河北省安平县华丰丝网厂", "河北省衡水市安平县华丰丝网厂", "安平华丰丝网厂"],
)
def test_the_region_in_a_name_hides_nothing(known, name):
    candidate = Candidate(name, region_code="131125")

    assert find(known, candidate) == {"coded", "codeless"}


def test_without_a_region_only_the_full_name_finds(known):
    assert find(known, Candidate("华丰丝网")) == set()
    assert find(known, Candidate("德清县华丰丝网厂")) == {"other"}


def test_an_address_finds_what_the_name_does_not(known):
    candidate = Candidate("桦峰", region_code="131125", address="为民路128号")

    assert find(known, candidate) == {"codeless"}


def test_a_partner_tells_what_linkage_compares(known):
    (partner,) = find_partners([Candidate("", uscc=make_code(1))])

    assert partner.as_candidate() == Candidate(
        "安平县华丰丝网厂", make_code(1), "131125", "3340", ""
    )
    assert (partner.code, partner.name_key) == (known["coded"].code, "安平县华丰丝网厂")


def test_a_merged_record_leads_to_the_surviving_one(known):
    known["coded"].merged_into = known["codeless"]
    known["coded"].save()

    (partner,) = find_partners([Candidate("", uscc=make_code(1))])

    assert (partner.id, partner.code) == (known["codeless"].pk, known["codeless"].code)
    assert partner.name == "安平县华丰丝网厂"
    assert get_enterprise_id(known["coded"].code) == known["codeless"].pk


def test_an_unknown_public_code_is_not_found(known):
    with pytest.raises(NotFoundError):
        get_enterprise_id("E-0000000000")


def test_many_candidates_need_few_queries(known, django_assert_max_num_queries):
    candidates = [
        Candidate(f"安平县甲{n}丝网厂", uscc=make_code(100 + n)) for n in range(300)
    ]

    with django_assert_max_num_queries(4):
        find_partners(candidates)
