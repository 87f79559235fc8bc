import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhisheng.methods.linkage import Candidate, compare, name_key, normalise_name

REGIONS = frozenset(["河北省", "衡水市", "安平县", "吴兴区", "湖州市", "丰县"])
NAMES = st.text(
    alphabet="安平县华丰桦峰丝网厂有限公司一二第分(（)） 　\u200b1１A", max_size=16
)
CANDIDATES = st.builds(
    Candidate,
    name=NAMES,
    uscc=st.sampled_from(["", "91131125MAXX0001XX", "92131125MAXX0002XX"]),
    region_code=st.sampled_from(["", "131125", "131182", "131100", "130000"]),
    industry_code=st.sampled_from(["", "3340", "33", "1819"]),
    address=st.sampled_from(["", "经三路27号", "安平县经三路27号", "前砚村"]),
)


def at_anping(name: str, **more: str) -> Candidate:
    return Candidate(name=name, region_code="131125", **more)


def verdict(a: Candidate, b: Candidate) -> str:
    return compare(a, b, regions=REGIONS).verdict


def test_takes_a_name_apart():
    parts = normalise_name("河北华丰丝网制品有限公司（安平）", regions=REGIONS)

    assert parts.full == "河北华丰丝网制品有限公司(安平)"
    assert parts.core == "华丰"
    assert parts.region_prefix == "河北安平"
    assert parts.trade == "丝网制品"
    assert parts.legal_form == "有限公司"
    assert parts.pinyin == ("hua", "feng")
    assert parts.brackets == ()


@pytest.mark.parametrize(
    ("name", "core", "numbers", "branch"),
    [
        ("安平县华丰丝网二厂", "华丰", (2,), ""),
        ("安平县华丰丝网第十二厂", "华丰", (12,), ""),
        ("华丰丝网有限公司丰县第一分公司", "华丰", (), "丰县第一分公司"),
        ("华丰丝网丰县分公司", "华丰", (), "丰县分公司"),
        ("吴兴区织砚镇小屿童装厂（个体工商户）", "小屿", (), ""),
        ("安平有限公司", "安平", (), ""),
        ("厂", "厂", (), ""),
        ("", "", (), ""),
    ],
)
def test_reads_numbers_and_branches(name, core, numbers, branch):
    parts = normalise_name(name, regions=REGIONS)

    assert (parts.core, parts.numbers, parts.branch) == (core, numbers, branch)


@pytest.mark.parametrize(
    ("name", "core", "region"),
    [
        ("安平县新华丝网厂", "新华", "安平县"),
        ("新华丝网厂", "新华", "新华"),
        ("河北新华丝网厂", "新华", "河北新华"),
        ("安平县新华岫川丝网厂", "新华岫川", "安平县"),
        ("安平县丝网厂", "安平", "安平县"),
        ("岫川社区商店", "岫川社区", ""),
    ],
)
def test_a_region_may_be_a_name_proper(name, core, region):
    parts = normalise_name(name, regions=REGIONS | {"新华区"})

    assert (parts.core, parts.region_prefix) == (core, region)


def test_recognises_counties_without_a_list():
    parts = normalise_name("德清县昀禾茶叶店")

    assert (parts.region_prefix, parts.core) == ("德清县", "昀禾")


@pytest.mark.parametrize("other", ["安平县桦峰丝网厂", "安平县华锋丝网厂"])
def test_never_joins_homophones(other):
    result = compare(at_anping("安平县华丰丝网厂"), at_anping(other), regions=REGIONS)

    assert result.verdict == "different"
    assert result.reasons == ("homophone",)


def test_asks_about_homophones_at_one_address():
    a = at_anping("安平县华丰丝网厂", address="安平县经三路27号")
    b = at_anping("安平县华锋丝网厂", address="经三路27号")

    assert compare(a, b, regions=REGIONS).reasons == ("spelling", "address")


def test_asks_about_a_region_in_brackets():
    a, b = at_anping("安平县华丰丝网厂"), at_anping("河北华丰丝网厂(安平)")

    assert verdict(a, b) == "to_confirm"


def test_equal_code_and_name_is_certain():
    a = at_anping("安平县华丰丝网厂", uscc="92131125MAXX0002XX")
    b = Candidate("安平县华丰丝网厂 ", uscc="92131125maxx0002xx")

    assert compare(a, b).verdict == "certain"


def test_equal_code_with_another_name_is_asked():
    a = at_anping("安平县华丰丝网厂", uscc="92131125MAXX0002XX")
    b = at_anping("安平县岫川筛网厂", uscc="92131125MAXX0002XX")

    assert compare(a, b).reasons == ("name",)
    assert compare(a, b).verdict == "to_confirm"


def test_another_code_is_another_legal_person():
    a = at_anping("安平县华丰丝网厂", uscc="92131125MAXX0002XX")
    b = at_anping("安平县华丰丝网有限公司", uscc="91131125MAXX0001XX")
    result = compare(a, b, regions=REGIONS)

    assert result.verdict == "different"
    assert result.reasons == ("uscc", "possible_predecessor")


def test_full_name_and_county_are_certain_without_a_code():
    a = at_anping("安平县华丰丝网厂", uscc="92131125MAXX0002XX")

    assert verdict(a, at_anping("安平县华丰丝网厂")) == "certain"


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("安平县华丰丝网", {}),
        ("安平县华丰丝网厂", {"region_code": "131100"}),
        ("安平县华丰丝网厂", {"region_code": ""}),
        ("安平县华丰丝网厂", {"industry_code": "5229", "region_code": "131125"}),
    ],
)
def test_less_than_name_and_county_is_asked(name, more):
    a = at_anping("安平县华丰丝网厂", industry_code="3340")

    assert verdict(a, Candidate(name=name, **{"region_code": "131125"} | more)) == (
        "to_confirm"
    )


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("安平县华丰丝网一厂", "number"),
        ("安平县华丰丝网厂门市部", "branch"),
        ("安平县华丰食品店", "trade"),
        ("安平县岫川丝网厂", "core"),
        ("", "name_missing"),
    ],
)
def test_tells_members_of_a_family_apart(name, reason):
    result = compare(at_anping("安平县华丰丝网厂"), at_anping(name), regions=REGIONS)

    assert (result.verdict, result.reasons) == ("different", (reason,))


def test_same_name_proper_in_another_county_is_different():
    other = Candidate("丰县华丰丝网厂", region_code="320321")

    assert compare(at_anping("安平县华丰丝网厂"), other, regions=REGIONS).reasons == (
        "region",
    )


def test_asks_about_a_former_name():
    a = at_anping("安平县岫川筛网厂（原名安平县华丰丝网厂）")

    assert compare(a, at_anping("安平县华丰丝网厂")).reasons == ("former_name",)


@given(CANDIDATES, CANDIDATES)
def test_is_symmetric(a, b):
    assert compare(a, b, regions=REGIONS) == compare(b, a, regions=REGIONS)


@given(CANDIDATES)
def test_never_tells_a_candidate_from_itself(a):
    if a.uscc or name_key(a.name):
        assert compare(a, a, regions=REGIONS).verdict != "different"


@given(CANDIDATES, CANDIDATES)
def test_width_and_spaces_make_no_difference(a, b):
    wide = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
    written = Candidate(
        name="\u202e" + "\u3000".join(a.name.translate(wide)),
        uscc=f" {a.uscc.lower()}",
        region_code=a.region_code,
        industry_code=a.industry_code,
        address=a.address,
    )

    assert compare(written, b, regions=REGIONS) == compare(a, b, regions=REGIONS)


@given(st.text(max_size=20))
def test_key_is_stable(text):
    assert name_key(name_key(text)) == name_key(text)
