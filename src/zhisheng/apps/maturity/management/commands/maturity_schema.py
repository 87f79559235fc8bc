import json
from typing import Any

from zhisheng.kit.command_line import PlatformCommand
from zhisheng.reference.maturity.schema import build_schema


class Command(PlatformCommand):
    help = "写出评价模型文件的 JSON Schema，编辑器可以照它提示和检查。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(build_schema(), ensure_ascii=False, indent=2))
