import pytest

from zhisheng.methods.linkage import NearNames, bare_key

KNOWN = ["会同溪朔蓼驰认证有限公司", "示例方圆认证中心", "示例乙认证有限公司"]


@pytest.mark.parametrize(
    "text",
    [
        "会同溪朔蓼驰认证公司",
        "会同溪朔蓼驰认证有限公司（盖章）",
        "会同溪朔廖驰认证有限公司",
        "会同西朔辽池认证有限公司",
        "溪朔蓼驰认证",
    ],
)
def test_a_name_written_otherwise_is_near(text):
    assert NearNames(KNOWN).find(text) == [0]


def test_the_nearest_comes_first():
    near = NearNames(["示例乙认证有限公司", "示例甲认证有限公司"])

    assert near.find("示例甲认证公司") == [1, 0]


def test_another_name_is_not_near():
    assert NearNames(KNOWN).find("远处检验检测有限公司") == []
    assert NearNames([]).find("会同溪朔蓼驰认证有限公司") == []


def test_legal_form_and_remarks_do_not_make_another_name():
    first, *others = {
        bare_key("会同溪朔蓼驰认证有限公司"),
        bare_key("会同溪朔蓼驰认证公司"),
        bare_key("会同溪朔蓼驰认证有限公司（盖章）"),
    }
    assert (first, others) == ("会同溪朔蓼驰认证", [])
    assert bare_key("北京甲乙认证公司") != bare_key("上海甲乙认证公司")
