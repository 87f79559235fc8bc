import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.selectors import get_organisation_of_unit
from zhisheng.apps.accounts.services import get_system_user
from zhisheng.apps.accounts.services.units import AUTHORITY_CODE
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import ImportStatus
from zhisheng.apps.programme.errors import NoTableError, YearUnknownError
from zhisheng.apps.programme.models import RosterImport
from zhisheng.apps.programme.schemas import tell_applied
from zhisheng.apps.programme.sheets import (
    find_unknown_table,
    list_sales_columns,
    list_tables,
    list_unread_columns,
    list_unread_sheets,
    report_row,
)
from zhisheng.kit import jobs
from zhisheng.kit.command_line import (
    PlatformCommand,
    read_xlsx_path,
    read_year,
    require_writable,
)
from zhisheng.kit.errors import DomainError
from zhisheng.kit.sheets import Workbook, read_workbook

RETURNED = frozenset({"refused", "to_confirm"})
UNREAD = "也可以在“名单导入”页面上传这个文件，说明各列的内容，以后不再询问。"

UNREAD_SHEET = (
    "里面如果也是名单，请把表头改成和已读的表一样；"
    "或者单独存成一个文件，在“上传名单”页面说明各列的内容，以后不再询问。"
)


class Command(PlatformCommand):
    help = "读入一份帮扶名单：先读取核对，再把可入库的行入库。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="xlsx、xls、ods 或 csv 文件")
        parser.add_argument(
            "--year", type=read_year, required=True, help="帮扶年度（表中没有时用）"
        )
        parser.add_argument(
            "--body", default="", help="帮扶机构的全称、代码、批准号或信用代码"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="只核对，不写入任何数据"
        )
        parser.add_argument("--report", type=Path, help="把逐行结果写入 JSON 文件")
        parser.add_argument(
            "--marked",
            type=read_xlsx_path,
            help="把退回和待确认的行标在原表上，写成 .xlsx 文件",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._run(options)
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _run(self, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"没有这个文件：{path}")
        require_writable(options["report"], options["marked"])
        if not options["dry_run"]:
            _require_open_year(options["year"])
        helper = selectors.find_helper(options["body"])
        workbook = read_workbook(path)
        report = check_roster(workbook, year=options["year"], helper=helper)
        if options["report"]:
            text = json.dumps(report, ensure_ascii=False, indent=1)
            options["report"].write_text(text + "\n", encoding="utf-8")
        if options["marked"]:
            services.write_marks(
                path,
                (
                    services.Returned(
                        row["sheet"], row["row"], row["year"], row["details"]
                    )
                    for row in report
                    if _comes_back(row)
                ),
                out=options["marked"],
                rows=len(report),
                year=options["year"],
                organisation=helper,
            )
        self._print_counts(Counter(row["status"] for row in report))
        self._print_hidden(report)
        self._print_unread(workbook, options["year"], helper)
        self._print_returned(report)
        if not options["dry_run"]:
            roster_import = import_roster(path, year=options["year"], helper=helper)
            self._print_result(roster_import)

    def _print_counts(self, counts: Counter[str]) -> None:
        self.stdout.write(
            f"共 {counts.total()} 行：可入库 {counts['accepted']}，有提醒 {counts['warning']}，"
            f"待确认 {counts['to_confirm']}，未通过 {counts['refused']}"
        )

    def _print_hidden(self, report: list[dict[str, Any]]) -> None:
        """Say which rows stand on sheets that their file hides."""
        hidden = Counter(row["sheet"] for row in report if row["is_hidden"])
        for sheet, count in hidden.items():
            self.stdout.write(f"工作表“{sheet}”是隐藏的，其中 {count} 行也已读入。")

    def _print_unread(
        self, workbook: Workbook, year: int, helper: Organisation | None
    ) -> None:
        """Name the sheets and the columns that were not read, or read as others."""
        context = services.make_context(year=year, organisation=helper)
        tables = list_tables(workbook, year=year, mappings=context.mappings)
        sheets = [sheet.name or "" for sheet in list_unread_sheets(workbook, tables)]
        if sheets:
            self.stdout.write(f"没有读取的工作表：{'、'.join(sheets)}。{UNREAD_SHEET}")
        for sheet, columns in list_unread_columns(tables).items():
            place = f"工作表“{sheet}”" if sheet else ""
            self.stdout.write(f"{place}没有读取的列：{'、'.join(columns)}。")
        for sheet, columns in list_sales_columns(tables).items():
            place = f"工作表“{sheet}”" if sheet else ""
            self.stdout.write(
                f"{place}没有“营业收入”的列，已按营业收入读取：{'、'.join(columns)}。"
            )

    def _print_returned(self, report: list[dict[str, Any]]) -> None:
        """Name the rows that come back, with the reason and the cure."""
        for row in report:
            if _comes_back(row):
                place = f"{row['sheet']}!" if row["sheet"] else ""
                reasons = "；".join(
                    f"{detail['message']}{detail['cure']}" for detail in row["details"]
                )
                self.stdout.write(
                    f"  {place}{row['row']} {row['name'] or ''} {reasons}"
                )

    def _print_result(self, roster_import: RosterImport) -> None:
        told = tell_applied(roster_import.counts.get("applied", {}))
        self.stdout.write(f"{roster_import.code} {told}")


def _comes_back(row: dict[str, Any]) -> bool:
    return row["status"] in RETURNED or any(
        detail.get("kind") == "contradiction" for detail in row["details"]
    )


def _require_open_year(year: int) -> None:
    """Refuse at once the year that the upload would refuse after all the checking."""
    if year not in {one.year for one in selectors.list_years()}:
        raise YearUnknownError(year=year)


def check_roster(
    workbook: Workbook, *, year: int, helper: Organisation | None
) -> list[dict[str, Any]]:
    """Match every row; nothing is written."""
    years = [one.year for one in selectors.list_years()]
    context = services.make_context(year=year, organisation=helper, years=years)
    sender = selectors.Sender.on_command_line(helper)
    hidden = {sheet.name for sheet in workbook.sheets if sheet.is_hidden}
    try:
        return [
            report_row(row) | {"is_hidden": row.sheet in hidden}
            for rows in services.iterate_rows(
                workbook, context, sender=sender, helper=helper
            )
            for row in rows
        ]
    except NoTableError as error:
        way_out = UNREAD if find_unknown_table(workbook) else ""
        raise CommandError(f"{error}{way_out}") from error


def import_roster(
    path: Path, *, year: int, helper: Organisation | None
) -> RosterImport:
    """Upload, read and apply in this process, through the same jobs as the pages."""
    actor: User = get_system_user()
    roster_import = services.upload_roster(
        path,
        original_name=path.name,
        year=year,
        organisation=helper or get_organisation_of_unit(AUTHORITY_CODE),
        helper=helper,
        actor=actor,
    )
    jobs.run_pending()
    roster_import = selectors.get_import(roster_import.code)
    if roster_import.status != ImportStatus.PREVIEWED:
        raise CommandError(roster_import.problem)
    services.queue_applying(roster_import=roster_import, actor=actor)
    jobs.run_pending()
    return selectors.get_import(roster_import.code)
