"""A table of what people write where the name should stand, labelled by hand."""

import pytest

from zhisheng.methods.linkage import Nameless, tell_nameless

REGIONS = frozenset(["河北省", "石家庄市", "衡水市", "安平县", "南安市", "和平区"])
NO_NAMES = {
    Nameless.NO_LETTERS: ["12345", "2024-03-01", "……", "※", "Завод", "0"],
    Nameless.PLACEHOLDER: [
        "（略）", "略", "(略)", "【略】", "待定", "同上", "〔同上〕", "见附件", "测试", "测试1", "测试公司",
        "测试企业2", "测试有限公司", "test", "Test Co", "demo", "示例企业", "样例", "企业名称", "单位名称", "未命名",
        "XX公司", "xx有限公司", "ＸＸ公司", "X公司", "×××", "××公司", "XXX丝网有限公司", "安平县××丝网有限公司",
        "安平县**丝网厂", "○○有限公司", "某某公司", "某某", "某公司", "某A公司", "安平县某企业",
        "李", "A",
    ],
    Nameless.LEGAL_FORM: [
        "有限公司", "有限责任公司", "股份有限公司", "公司", "厂", "个体工商户", "（个体工商户）", "个体户", "个体", "店",
        "商行", "经营部", "合作社", "农民专业合作社", "工作室", "企业", "单位", "有限公司（普通合伙）", "有 限 公 司",
        "集团有限公司", "门市部",
    ],
    Nameless.TRADE: ["丝网", "丝 网", "童装", "金属制品", "机器人", "黄芪", "卫浴"],
    Nameless.NO_OWN_NAME: [
        "丝网厂", "丝网有限公司", "五金店", "金属丝网制品有限公司", "丝网护栏", "安平县有限公司", "河北省有限责任公司",
        "甲公司", "A公司", "李店", "1公司", "二厂",
    ],
    Nameless.MARKUP: [
        "<b>华丰丝网厂</b>", "<script>alert(1)</script>", "安平县华丰丝网厂<br>", "＜华丰＞丝网厂",
    ],
    Nameless.PERSON: ["张三", "王五", "李小明", "欧阳锋", "欧阳小明", "王 五"],
}  # fmt: skip
NAMES = [
    "华为", "海尔", "同仁堂", "老干妈", "全聚德", "盒马", "TCL", "3M", "7-ELEVEN", "IBM", "小米公司", "京东", "和平厂",
    "东方有限公司", "长城", "安平厂", "第一丝网厂", "安平县丝网厂", "安平丝网", "新华丝网", "华丰丝网厂",
    "王记", "老王五金", "李记坊", "老王家", "李家", "张三丝网", "王五厂", "石家庄", "陈丝网", "司马光电科技", "AB公司", "Bosch", "MAXX公司", "EXXON", "某林丝网厂", "例丝网有限公司",
    "安平县甲甲乙例丝网有限公司", "安平县示例丝网厂", "河北测试技术有限公司", "中国测试技术研究院", "华测检测",
    "大都市有限公司", "百姓大药房", "龙头山五金店", "无名小吃店", "其他饮品店", "同上海面馆", "略阳县丝网厂",
    "-5 °C 冷库有限公司", "上海分公司", "𬭎瑞金属", "店小二",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "why"), [(text, why) for why, texts in NO_NAMES.items() for text in texts]
)
def test_what_names_no_enterprise(text, why):
    assert tell_nameless(text, regions=REGIONS) == why


@pytest.mark.parametrize("text", NAMES)
def test_names_however_short_are_names(text):
    assert tell_nameless(text, regions=REGIONS) is None
