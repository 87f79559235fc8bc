"""Real roster workbooks, brought in the way an office brings them in."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import polars as pl
from django.core.files.base import ContentFile

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.desk.errors import DemoImportFailedError
from zhisheng.apps.programme.choices import ImportStatus
from zhisheng.apps.programme.models import RosterImport
from zhisheng.apps.programme.services import queue_applying, upload_roster
from zhisheng.kit import jobs
from zhisheng.kit.sheets import OutSheet, write_xlsx

ROWS_PER_FILE = 100_000
HEADER = (
    "序号", "企业名称", "统一社会信用代码", "所在地", "地址", "行业代码", "从业人员",
    "联系人", "联系电话", "帮扶机构", "帮扶年度", "帮扶方式", "帮扶开始日期", "帮扶结束日期",
    "提升前营业收入（元）", "提升后营业收入（元）", "提升前利润（元）", "提升后利润（元）",
    "提升前质量成本（元）", "提升后质量成本（元）", "提升前废品率（%）", "提升后废品率（%）",
    "提升前一次合格率（%）", "提升后一次合格率（%）",
)  # fmt: skip
COLUMNS = (
    "name", "uscc", "place", "address", "industry_code", "employees", "contact", "phone",
    "helper", "year", "kind", "start", "end", "revenue_before", "revenue_after",
    "profit_before", "profit_after", "quality_cost_before", "quality_cost_after",
    "scrap_rate_before", "scrap_rate_after", "first_pass_yield_before",
    "first_pass_yield_after",
)  # fmt: skip


def import_year(
    *, rows: pl.DataFrame, year: int, organisation: Organisation, actor: User
) -> list[RosterImport]:
    """Upload, read and apply the roster of a year; large ones in several files."""
    imports = []
    for number, part in enumerate(rows.iter_slices(ROWS_PER_FILE), start=1):
        name = f"{year}年帮扶企业名单（演示{number}）.xlsx"
        roster_import = bring_in(
            write_roster(part),
            name=name,
            year=year,
            organisation=organisation,
            actor=actor,
        )
        imports.append(apply(roster_import, actor=actor))
    return imports


def write_roster(rows: pl.DataFrame) -> bytes:
    target = BytesIO()
    sheet = OutSheet(name="帮扶企业名单", header=HEADER, rows=_number(rows))
    write_xlsx(target, [sheet])
    return target.getvalue()


def bring_in(
    content: bytes, *, name: str, year: int, organisation: Organisation, actor: User
) -> RosterImport:
    """Upload a workbook and read it into a preview."""
    roster_import = upload_roster(
        ContentFile(content, name=name),
        original_name=name,
        year=year,
        organisation=organisation,
        actor=actor,
    )
    return _run_until(roster_import, ImportStatus.PREVIEWED, name)


def apply(roster_import: RosterImport, *, actor: User) -> RosterImport:
    queue_applying(roster_import=roster_import, actor=actor)
    name = roster_import.file.original_name
    return _run_until(roster_import, ImportStatus.APPLIED, name)


def _number(rows: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    for number, row in enumerate(rows.select(COLUMNS).iter_rows(), start=1):
        yield (number, *row)


def _run_until(
    roster_import: RosterImport, status: ImportStatus, name: str
) -> RosterImport:
    jobs.run_pending()
    roster_import.refresh_from_db()
    if roster_import.status != status:
        raise DemoImportFailedError(
            name=name,
            status=roster_import.get_status_display(),
            problem=roster_import.problem,
        )
    return roster_import
