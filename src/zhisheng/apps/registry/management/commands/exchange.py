from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from zhisheng.apps.accounts.selectors import get_organisation_of_unit
from zhisheng.apps.accounts.services import get_system_user
from zhisheng.apps.accounts.services.units import AUTHORITY_CODE
from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.choices import ExchangeRowStatus, ExchangeStatus
from zhisheng.apps.registry.models import ExchangeBatch
from zhisheng.kit import jobs
from zhisheng.kit.command_line import (
    PlatformCommand,
    read_xlsx_path,
    require_writable,
)
from zhisheng.kit.errors import DomainError


class Command(PlatformCommand):
    help = "收下其他系统导出的一个文件：先核对，再把可入库的行入库。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="xlsx、xls、ods 或 csv 文件")
        parser.add_argument(
            "--connector", required=True, help="来源，例如 enterprise-register"
        )
        parser.add_argument("--layout", required=True, help="哪一种表，例如 entities")
        parser.add_argument("--number", required=True, help="对方的批次号")
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            required=True,
            help="数据截至哪一天，例如 2026-11-01",
        )
        parser.add_argument(
            "--marked",
            type=read_xlsx_path,
            help="把没有收下的行标在原表上，写成 .xlsx 文件",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"没有这个文件：{options['file']}")
        require_writable(options["marked"])
        try:
            batch = self._take(options)
            if options["marked"]:
                options["marked"].write_bytes(services.mark_exchange(batch=batch))
        except DomainError as error:
            refusals = getattr(error, "refusals", {}).values()
            raise CommandError("；".join(refusals) or str(error)) from error

    def _take(self, options: dict[str, Any]) -> ExchangeBatch:
        """Send, read and apply in this process, through the same jobs as the pages."""
        actor = get_system_user()
        path: Path = options["file"]
        taken = services.upload_exchange(
            path,
            original_name=path.name,
            terms=services.BatchTerms(
                options["connector"],
                options["layout"],
                number=options["number"],
                as_of=options["as_of"],
            ),
            organisation=get_organisation_of_unit(AUTHORITY_CODE),
            actor=actor,
        )
        if taken.is_repeated:
            self.stdout.write(f"{taken.batch.code} 这个文件以前收过，没有重复处理。")
            return taken.batch
        jobs.run_pending()
        batch = selectors.get_batch(taken.batch.code)
        if batch.status != ExchangeStatus.PREVIEWED:
            raise CommandError(batch.problem)
        if selectors.has_rows_to_take(batch):
            services.queue_exchange_applying(batch=batch, actor=actor)
            jobs.run_pending()
        self._print(selectors.get_batch(batch.code))
        return batch

    def _print(self, batch: ExchangeBatch) -> None:
        told = "，".join(
            f"{status.label} {batch.counts[status]}"
            for status in ExchangeRowStatus
            if batch.counts.get(status)
        )
        self.stdout.write(f"{batch.code} {told}")
