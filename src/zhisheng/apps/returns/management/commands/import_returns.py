import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from zhisheng.apps.accounts.selectors import (
    find_organisation,
    get_organisation_of_unit,
)
from zhisheng.apps.accounts.services import get_system_user
from zhisheng.apps.accounts.services.units import AUTHORITY_CODE
from zhisheng.apps.returns import services
from zhisheng.apps.returns.choices import SheetStatus
from zhisheng.kit import jobs
from zhisheng.kit.command_line import (
    PlatformCommand,
    read_xlsx_path,
    read_year,
    require_writable,
)
from zhisheng.kit.errors import DomainError

UNAPPLIED = "没有入库：任务没有完成，请查看后台任务的记录后重试。"


class Command(PlatformCommand):
    help = "读入一份指标表格：先逐行核对，再把可入库的行入库。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="xlsx、xls、ods 或 csv 文件")
        parser.add_argument(
            "--year", type=read_year, required=True, help="表头没有年份时的年度"
        )
        parser.add_argument(
            "--body", default="", help="填报单位的代码、批准号或信用代码"
        )
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入数据")
        parser.add_argument("--report", type=Path, help="把逐行结果写入 JSON 文件")
        parser.add_argument(
            "--marked", type=read_xlsx_path, help="把标好错误的表格写入 .xlsx 文件"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"没有这个文件：{options['file']}")
        require_writable(options["report"], options["marked"])
        try:
            self._run(options)
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _run(self, options: dict[str, Any]) -> None:
        actor = get_system_user()
        rows = services.check_sheet(options["file"], year=options["year"], actor=actor)
        if options["report"]:
            report = [row.as_report() for row in rows]
            text = json.dumps(report, ensure_ascii=False, indent=1)
            options["report"].write_text(text + "\n", encoding="utf-8")
        if options["marked"]:
            services.write_marks(
                options["file"], rows, out=options["marked"], year=options["year"]
            )
        counts = Counter(row.status for row in rows)
        self.stdout.write(
            f"共 {counts.total()} 行：可入库 {counts['accepted']}，"
            f"需说明 {counts['warning']}，退回 {counts['refused']}"
        )
        if not options["dry_run"]:
            self._take_in(options)

    def _take_in(self, options: dict[str, Any]) -> None:
        actor = get_system_user()
        sheet = services.upload_sheet(
            options["file"],
            original_name=options["file"].name,
            year=options["year"],
            organisation=_find_organisation(options["body"]),
            actor=actor,
        )
        # Through the same jobs as the pages, in this process.
        jobs.run_pending()
        sheet.refresh_from_db()
        if sheet.status != SheetStatus.PREVIEWED:
            raise CommandError(sheet.problem)
        services.queue_applying(sheet_import=sheet, actor=actor)
        jobs.run_pending()
        sheet.refresh_from_db()
        if sheet.status != SheetStatus.APPLIED:
            raise CommandError(sheet.problem or UNAPPLIED)
        self.stdout.write(
            f"已入库 {sheet.code}：新增 {sheet.counts['inserted']} 个数值，"
            f"改动 {sheet.counts['changed']} 个"
        )


def _find_organisation(code: str) -> Any:
    if not code:
        return get_organisation_of_unit(AUTHORITY_CODE)
    organisation = find_organisation(code_or_number=code)
    if organisation is None:
        raise CommandError(f"没有这个单位：{code}")
    return organisation
