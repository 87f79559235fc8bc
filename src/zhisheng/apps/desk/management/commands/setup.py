from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from zhisheng.apps.accounts.selectors import list_demo_users
from zhisheng.apps.accounts.services import DEMO_PASSWORD
from zhisheng.apps.desk.services import prepare_installation
from zhisheng.kit.command_line import PlatformCommand

# `zhisheng serve` shows it; that module stands above the apps.
LOGINS_FILE = "demo_logins.txt"


class Command(PlatformCommand):
    needs_prepared_database = False
    help = "迁移数据库，载入参考数据，收集静态文件；可以重复运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="名录为空时生成演示数据"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for line in prepare_installation():
            self.stdout.write(line)
        if options["demo"]:
            call_command("demo", if_empty=True, stdout=self.stdout)
            write_logins(Path(settings.DATA_DIR) / LOGINS_FILE)


def write_logins(path: Path) -> None:
    """Keep what `zhisheng serve` shows: one made-up login per role."""
    lines = [
        f"  {person.username:<22} {DEMO_PASSWORD}  "
        f"{person.role_label} · {person.organisation}"
        for person in list_demo_users()
    ]
    text = "\n".join(["演示登录 demo logins:", *lines, ""])
    path.write_text(text, encoding="utf-8")
