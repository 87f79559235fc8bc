from django.core.management.base import BaseCommand, CommandError

from zhisheng.kit import audit


class Command(BaseCommand):
    help = "Check the sealed audit chain and count what is not sealed yet."

    def handle(self, **options: object) -> None:
        result = audit.verify()
        self.stdout.write(f"sealed: {result.sealed}, unsealed: {result.unsealed}")
        if result.broken_at is not None:
            raise CommandError(f"the chain is broken at entry {result.broken_at}")
        self.stdout.write("the chain is whole")
