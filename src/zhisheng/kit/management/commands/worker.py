from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from zhisheng.kit import jobs


class Command(BaseCommand):
    help = "Run background jobs until asked to end."

    # Checks load every page and the API, which no job needs.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=float, default=0.5, help="seconds")
        parser.add_argument("--batch", action="store_true", help="end when idle")

    def handle(self, *, interval: float, batch: bool, **options: object) -> None:
        jobs.run_worker(interval=interval, is_batch=batch)
