from argparse import ArgumentParser

from zhisheng.kit import jobs
from zhisheng.kit.command_line import PlatformCommand, require_prepared_database


class Command(PlatformCommand):
    help = "运行后台任务，直到收到结束的要求。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--interval", type=float, default=0.5, help="隔多少秒看一次有没有新任务"
        )
        parser.add_argument("--batch", action="store_true", help="没有任务时就结束")

    def handle(self, *, interval: float, batch: bool, **options: object) -> None:
        # It waits out an error of the database, and would wait for ever.
        require_prepared_database()
        jobs.run_worker(interval=interval, is_batch=batch)
