from argparse import ArgumentParser
from typing import Any

from zhisheng.apps.accounts.services import get_system_user
from zhisheng.apps.programme.selectors import get_latest_ledger_year
from zhisheng.apps.statistics import services
from zhisheng.kit.command_line import PlatformCommand, read_year


class Command(PlatformCommand):
    help = "把现有记录写成一份不可更改的数据快照（Parquet 文件和清单）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--year", type=read_year, help="年度；不写是台账里最近的年度"
        )
        parser.add_argument("--note", default="", help="备注")

    def handle(self, *args: Any, **options: Any) -> None:
        snapshot = services.create_snapshot(
            year=options["year"] or get_latest_ledger_year(),
            note=options["note"],
            actor=get_system_user(),
        )
        self.stdout.write(f"{snapshot.code} {snapshot.manifest_sha256}")
        for name, table in snapshot.manifest["tables"].items():
            self.stdout.write(f"  {name} {table['rows']} 行 {table['sha256'][:12]}")
