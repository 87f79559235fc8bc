"""Where the title of an official paper goes on in the next line: between words only.

The standard wants lines whose words are whole and that stand well together. Without a
dictionary of the language the words of such titles are known; what lies between two of
them is taken as one word, such as the name of a place.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from math import ceil

WORDS = (
    "关于", "进一步", "做好", "开展", "组织", "实施", "推进", "加强", "落实", "印发",
    "公布", "发布", "下达", "转发", "报送", "填报", "上报", "汇总", "征求", "召开", "同意",
    "请求", "调整", "延长", "补报", "核对", "核实", "小微企业", "中小企业", "民营企业", "企业",
    "质量管理体系", "质量认证", "质量", "管理体系", "管理", "体系", "认证", "认可", "标准",
    "提升行动", "提升", "行动", "专项", "试点", "示范", "区域试点", "区域", "产业", "行业", "集群", "帮扶", "培训",
    "宣贯", "诊断", "辅导", "评价", "监督", "检查", "抽查", "整改", "支持", "扶持", "奖补",
    "补助", "资金", "机构", "专家", "人员", "名单", "台账", "目录", "清单", "方案", "计划",
    "要点", "办法", "细则", "意见", "建议", "规定", "制度", "机制", "季度", "年度", "半年",
    "全年", "上半年", "下半年", "阶段性", "进展", "情况", "工作", "任务", "成效", "结果",
    "数据", "信息", "材料", "报表", "统计", "总结", "报告", "通知", "通报", "通告", "公告",
    "函", "复函", "请示", "批复", "决定", "会议", "纪要", "活动", "省", "市场监督管理局",
    "市场监管", "总局", "省局", "市局", "县局", "有关", "事项", "问题", "及其", "以及",
    "和", "与", "及", "的", "第一批", "第二批", "第三批", "首批",
)  # fmt: skip
# A year with its quarter or a figure with its unit is one word, signs are words of theirs.
PIECES = re.compile(
    r"[0-9０-９]+(?:[—－-][0-9０-９]+)?(?:年第?[一二三四]季度|年度|年|月|日|号|家|项|批)?"
    r"|第?[一二三四]季度|[A-Za-z]+|[《》（）“”〔〕、，；：。]"
    "|" + "|".join(map(re.escape, sorted(WORDS, key=len, reverse=True)))
)
# What no line begins with: it belongs to the word before.
NEVER_FIRST = frozenset("的、，；：。》）”〕")
# What no line ends with: it belongs to the word after.
NEVER_LAST = ("关于", "和", "与", "及", "以及", "及其", "《", "（", "“", "〔")

WIDEST_FIGURE = 0.6


def split_title(title: str, widest: float) -> list[str]:
    """Return the lines of a title, about as long as each other and never too long.

    Where its words do not allow that it stays one, to be broken by the word processor.
    """
    words = list(_join_words(_find_words(title)))
    fewest = max(ceil(_measure(title) / widest), 1)
    for number in range(fewest, len(words) + 1):
        places = _place_breaks(words, number, widest)
        if places:
            return ["".join(words[one:two]) for one, two in pairwise(places)]
    return [title]


def _measure(text: str) -> float:
    """Return the most a text takes in any typeface of titles, in characters."""
    return sum(WIDEST_FIGURE if character.isascii() else 1 for character in text)


def _find_words(title: str) -> Iterator[str]:
    at = 0
    for found in PIECES.finditer(title):
        if found.start() > at:
            yield title[at : found.start()]
        yield found.group()
        at = found.end()
    if at < len(title):
        yield title[at:]


def _join_words(words: Iterator[str]) -> Iterator[str]:
    """Join what must not be parted, however it is broken."""
    held = ""
    for word in words:
        if held and word[0] not in NEVER_FIRST and not held.endswith(NEVER_LAST):
            yield held
            held = ""
        held += word
    if held:
        yield held


def _place_breaks(words: list[str], number: int, widest: float) -> tuple[int, ...]:
    """Return where each of ``number`` lines begins, and the end; empty if it cannot be."""
    widths = [_measure(word) for word in words]
    mean = sum(widths) / number
    # Up to which word lines were filled, with how uneven they are.
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, (0,))}
    for _line in range(number):
        filled: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, places) in best.items():
            for end in range(start + 1, len(words) + 1):
                width = sum(widths[start:end])
                if width > widest:
                    break
                so_far = cost + (width - mean) ** 2
                if end not in filled or so_far < filled[end][0]:
                    filled[end] = (so_far, (*places, end))
        best = filled
    return best[len(words)][1] if len(words) in best else ()
