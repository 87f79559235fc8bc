from django.core.management.base import CommandError

from zhisheng.kit.command_line import PlatformCommand
from zhisheng.kit.rotation import rotate_keys


class Command(PlatformCommand):
    help = "把旧密钥加密的内容换成用最新的密钥加密。"

    def handle(self, **options: object) -> None:
        renewed, lost = rotate_keys(report=self._tell)
        self.stdout.write(f"已换用新密钥 encrypted again: {renewed.total()}")
        if lost:
            columns = ", ".join(f"{name}: {count}" for name, count in lost.items())
            raise CommandError(
                f"没有密钥能解开 no key opens {lost.total()} rows ({columns})"
            )
        self.stdout.write("旧密钥可以删掉了 the older keys may be dropped")

    def _tell(self, column: str, seen: int, renewed: int) -> None:
        self.stdout.write(f"{column}: {seen} seen, {renewed} encrypted again")
