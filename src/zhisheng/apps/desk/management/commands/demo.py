from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from zhisheng.apps.desk.services.demo import create_demo, is_registry_empty
from zhisheng.kit.command_line import PlatformCommand
from zhisheng.kit.errors import DomainError

# As the argument parser ends where it refuses one itself.
WRONG_ARGUMENT = 2


class Command(PlatformCommand):
    help = "在空的数据库里生成演示数据：虚构的企业、名单、填报、通报和各角色账号。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--enterprises", type=int, default=2000, help="企业数，至少 1"
        )
        parser.add_argument("--seed", type=int, default=2024, help="随机数种子")
        parser.add_argument(
            "--if-empty", action="store_true", help="名录里已有企业时什么都不做"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["enterprises"] < 1:
            raise CommandError(
                f"演示数据至少要 1 家企业，不能是 {options['enterprises']} 家",
                returncode=WRONG_ARGUMENT,
            )
        try:
            if options["if_empty"] and not is_registry_empty():
                return
            for line in create_demo(
                enterprises=options["enterprises"], seed=options["seed"]
            ):
                self.stdout.write(line)
        except DomainError as error:
            raise CommandError(str(error)) from error
