"""The roster that the import benchmarks read: new fictional enterprises, 18 columns."""

from pathlib import Path

import numpy as np
import xlsxwriter

from zhisheng.methods.simulation import simulate

HEADER = (
    "序号", "企业名称", "统一社会信用代码", "所属省", "所属市", "所属县", "行业代码",
    "从业人员", "帮扶开始日期", "帮扶结束日期", "帮扶方式", "解决的主要问题",
    "提升前营业收入(万元)", "提升后营业收入(万元)", "提升前质量成本(万元)",
    "提升后质量成本(万元)", "联系人", "联系电话",
)  # fmt: skip
PROBLEMS = ("返工率高,无作业指导书", "量具未校准", "标签错误", "进货检验缺失")
METHODS = ("现场诊断", "集中培训", "专家咨询", "线上辅导")


def write_roster(path: Path, *, rows: int, seed: int = 11) -> None:
    """Write a workbook of ``rows`` new enterprises as a body would send it."""
    enterprises = simulate(enterprises=rows, quarters=4, seed=seed).enterprises
    places = _list_places()
    draws = np.random.default_rng(seed)
    revenue = draws.lognormal(7, 1, rows).round(1)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("帮扶名单")
    sheet.write_row(0, 0, HEADER)
    for number, row in enumerate(enterprises.iter_rows(named=True)):
        province, city, county = places[row["region_code"]]
        money = float(revenue[number])
        sheet.write_row(
            number + 1,
            0,
            (
                number + 1, row["name"], row["uscc"], province, city, county,
                row["industry_code"], row["employees"],
                f"2024-{number % 12 + 1:02d}-0{number % 9 + 1}", "2024-12-28",
                METHODS[number % 4], PROBLEMS[number % 4], money, round(money * 1.1, 1),
                round(money * 0.05, 2), round(money * 0.045, 2), "某某",
                f"000-{number % 10**8:08d}",
            ),
        )  # fmt: skip
    book.close()


def _list_places() -> dict[str, tuple[str, str, str]]:
    from zhisheng.reference.regions import load_regions

    regions = {region.code: region for region in load_regions()}
    return {
        code: (
            regions[f"{code[:2]}0000"].name,
            regions[f"{code[:4]}00"].name if f"{code[:4]}00" in regions else "",
            region.name,
        )
        for code, region in regions.items()
    }
