"""A workbook as people send them: titles, mixed units, slips; every entry made up."""

from io import BytesIO
from typing import Any

from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.sheets import OutSheet, write_xlsx
from zhisheng.methods.simulation import simulate

YEAR = 2025
NAME = "安平县2025年帮扶企业情况统计表（演示，待确认）.xlsx"
BODY_YEAR = 2024
BODY_NAME = "2024年补报帮扶企业名单（演示，有退回）.xlsx"
TITLE = "安平县2025年小微企业质量管理体系认证帮扶情况统计表"
HEADER = (
    "序号", "单位名称", "社会信用代码", "所属区县", "行业", "职工人数", "帮扶方式",
    "帮扶起止时间", "提升前营收（万元）", "提升后营收（万元）", "备注",
)  # fmt: skip
FORMS = ("股份有限公司", "有限公司", "经营部", "厂")
FINE_ROWS = 8
ELSEWHERE = 3  # enterprises of the county that the workbook knows already


def write_messy_roster(known: list[Enterprise], *, seed: int) -> bytes:
    """Write rows that are accepted, refused and to be confirmed, in that order."""
    fresh = _draw_fresh_enterprises(seed)
    return _write(
        [
            *[_fine_row(name, uscc) for name, uscc in fresh[:FINE_ROWS]],
            *_refused_rows(*fresh[FINE_ROWS]),
            *_rows_to_confirm(known),
        ]
    )


def write_body_roster(known: list[Enterprise], *, seed: int) -> bytes:
    """Write what a body reports: rows that are accepted, then some that come back."""
    fine = [_fine_row(one.name, one.uscc, year=BODY_YEAR) for one in known]
    return _write([*fine, *_refused_rows(*_draw_fresh_enterprises(seed)[-1])])


def _write(rows: list[tuple[Any, ...]]) -> bytes:
    numbered = [(number, *row) for number, row in enumerate(rows, start=1)]
    top = [("填表单位：安平县市场监督管理局", *[""] * 9, "单位：万元"), HEADER]
    target = BytesIO()
    blank = [""] * (len(HEADER) - 1)
    write_xlsx(
        target,
        [OutSheet(name="汇总表", header=(TITLE, *blank), rows=[*top, *numbered])],
    )
    return target.getvalue()


def _draw_fresh_enterprises(seed: int) -> list[tuple[str, str]]:
    """Draw names and codes from another lot than the registered ones."""
    other = simulate(enterprises=400, quarters=3, seed=seed + 7919)
    county = other.enterprises.filter(region_code="131125")
    rows = county.select("name", "uscc").iter_rows()
    taken = set(Enterprise.unscoped.values_list("uscc", flat=True))
    return [(name, uscc) for name, uscc in rows if uscc not in taken]


def _fine_row(name: str, uscc: str, *, year: int = YEAR) -> tuple[Any, ...]:
    return (
        name, uscc, "安平县", "金属丝绳及其制品制造", "约20人", "上门诊断",
        f"{year}.3.5-{year}年9月", "230万", 251.5, "",
    )  # fmt: skip


def _refused_rows(name: str, uscc: str) -> list[tuple[Any, ...]]:
    wrong_digit = uscc[:-1] + ("A" if uscc[-1] != "A" else "B")
    return [
        (
            name,
            wrong_digit,
            "安平县",
            "3340",
            12,
            "诊断",
            "2025.4-2025.8",
            120,
            131,
            "代码抄错",
        ),
        (
            name,
            uscc,
            "安平县",
            "3340",
            12,
            "诊断",
            "2025.8.1-2025.4.1",
            120,
            131,
            "日期颠倒",
        ),
        ("", uscc, "安平县", "3340", 9, "咨询", "2025.4-2025.8", 86, 90, "漏填名称"),
    ]


def _rows_to_confirm(known: list[Enterprise]) -> list[tuple[Any, ...]]:
    """Write the same code with another name, and known names without a code."""
    rows: list[tuple[Any, ...]] = [
        (renamed.name[:2] + renamed.name[5:1:-1] + renamed.name[6:], renamed.uscc, "安平县", "3340",
         15, "标准解读", "2025.5-2025.6", 310, 322, "")
        for renamed in known[:1]
    ]  # fmt: skip
    rows += [
        (_drop_form(other.name), "", "安平县", "3340", 18,
         "诊断", "2025.5-2025.6", 205, "1.2亿", "没有代码")
        for other in known[1:ELSEWHERE]
    ]  # fmt: skip
    return rows


def _drop_form(name: str) -> str:
    return name.removesuffix(next(form for form in FORMS if name.endswith(form)))
