from django.core.management.base import CommandError

from zhisheng.kit import audit
from zhisheng.kit.command_line import PlatformCommand


class Command(PlatformCommand):
    help = "核对已封存的审计链，并数出还没有封存的记录。"

    def handle(self, **options: object) -> None:
        result = audit.verify()
        self.stdout.write(
            f"已封存 sealed: {result.sealed}，未封存 unsealed: {result.unsealed}"
        )
        if result.broken_at is not None:
            raise CommandError(
                f"审计链断在 the chain is broken at entry {result.broken_at}"
            )
        self.stdout.write("审计链完整 the chain is whole")
