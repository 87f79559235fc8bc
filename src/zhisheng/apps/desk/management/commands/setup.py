from typing import Any

from django.core.management.base import BaseCommand

from zhisheng.apps.desk.services import prepare_installation


class Command(BaseCommand):
    help = "迁移数据库，载入参考数据，收集静态文件；可以重复运行。"

    def handle(self, *args: Any, **options: Any) -> None:
        for line in prepare_installation():
            self.stdout.write(line)
