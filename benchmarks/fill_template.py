"""Filling an office's own .xlsx with 100,000 lines against writing them plainly.

The bar is the issue's: at most twice the time of bare xlsxwriter for the same cells.
"""

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

LINES, REPEATS, MOST_RATIO = 100_000, 3, 2.0
COLUMNS = (
    "序号", "企业名称", "统一社会信用代码", "所在县（市、区）", "行业", "帮扶方式",
    "解决的主要问题", "是否获证", "提升前营业收入", "提升后营业收入", "从业人员",
)  # fmt: skip


def main() -> int:
    """Print both times and their ratio; return 1 if the bar is broken."""
    with tempfile.TemporaryDirectory() as folder:
        template = _make_template(Path(folder) / "template.xlsx")
        pairs = [
            (_fill(template, Path(folder) / "a.xlsx"), _write(Path(folder) / "b.xlsx"))
            for _ in range(REPEATS)
        ]
    ours, bare = (min(times) for times in zip(*pairs, strict=True))
    print(f"{LINES:,} lines of {len(COLUMNS)} cells: template {ours:.2f} s, "
          f"bare xlsxwriter {bare:.2f} s")  # fmt: skip
    print(f"ratio {ours / bare:.2f}, bar {MOST_RATIO}")
    return 0 if ours / bare <= MOST_RATIO else 1


def _make_lines() -> Iterator[Mapping[str, str | Decimal]]:
    for number in range(1, LINES + 1):
        texts = (f"示例{number}厂", f"91131125MA{number:08d}", "河北省衡水市安平县",
                 "3340 金属丝绳及其制品制造", "诊断", "焊点强度不稳定", "是")  # fmt: skip
        figures = (Decimal(number) * 100, Decimal(number) * 110, Decimal(20))
        yield dict(zip(COLUMNS, (Decimal(number), *texts, *figures), strict=True))


def _make_template(path: Path) -> Path:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("台账")
        page.write_row(0, 0, ["{{任务名称}}"])
        page.write_row(1, 0, COLUMNS)
        page.write_row(2, 0, [f"{{{{{name}}}}}" for name in COLUMNS])
        page.write_row(3, 0, ["核对码：{{核对码}}"])
    return path


def _fill(source: Path, target: Path) -> float:
    from zhisheng.kit.sheets import fill_template, open_template

    started = time.perf_counter()
    singles = {"任务名称": "三季度进展", "核对码": "K7QF"}
    template = open_template(source, singles=singles, columns=COLUMNS)
    assert (
        fill_template(template, target, singles=singles, lines=_make_lines()) == LINES
    )
    return time.perf_counter() - started


def _write(target: Path) -> float:
    import xlsxwriter

    started = time.perf_counter()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        page = book.add_worksheet("台账")
        for number, line in enumerate(_make_lines()):
            for column, value in enumerate(line.values()):
                if isinstance(value, str):
                    page.write_string(number, column, value)
                else:
                    page.write_number(number, column, float(value))
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
