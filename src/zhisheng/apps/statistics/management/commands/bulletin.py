from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from zhisheng.apps.accounts.services import get_system_user
from zhisheng.apps.statistics import selectors, services
from zhisheng.kit.command_line import PlatformCommand, read_year, require_writable
from zhisheng.kit.errors import DomainError

KINDS = ("docx", "pdf", "xlsx", "json")


class Command(PlatformCommand):
    help = "从数据快照计算通报（代拟稿）；记录没有变动就用已有的快照。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--region", required=True, help="六位地区代码；000000 全国，660000 兵团"
        )
        parser.add_argument("--year", type=read_year, required=True, help="年度")
        parser.add_argument("--snapshot", default="", help="用这一份数据快照的编号")
        parser.add_argument(
            "--out", type=Path, required=True, help=".docx、.pdf、.xlsx 或 .json 文件"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kind = options["out"].suffix.removeprefix(".").lower()
        if kind not in KINDS:
            raise CommandError(
                f"文件名要以 {'、'.join('.' + kind for kind in KINDS)} 结尾"
            )
        require_writable(options["out"])
        try:
            self._write(options, kind)
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _write(self, options: dict[str, Any], kind: str) -> None:
        actor = get_system_user()
        snapshot = (
            selectors.get_snapshot(options["snapshot"]) if options["snapshot"] else None
        )
        bulletin = services.ensure_draft(
            area=options["region"],
            year=options["year"],
            snapshot=snapshot,
            actor=actor,
        )
        document = services.make_document(bulletin=bulletin, kind=kind)
        try:
            options["out"].write_bytes(document.content)
        except OSError as error:
            raise CommandError(f"写不进 {options['out']}：{error.strerror}") from error
        self.stdout.write(
            f"{bulletin.code} {bulletin.area_name} {bulletin.year} 快照 "
            f"{bulletin.snapshot} 数字 {bulletin.figures_sha256[:12]} → {options['out']}"
        )
