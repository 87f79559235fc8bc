from django.core.management.base import BaseCommand, CommandError

from zhisheng.kit.rotation import rotate_keys


class Command(BaseCommand):
    help = "Encrypt again under the newest field key whatever an older one holds."

    def handle(self, **options: object) -> None:
        renewed, lost = rotate_keys(report=self._tell)
        self.stdout.write(f"encrypted again: {renewed.total()}")
        if lost:
            columns = ", ".join(f"{name}: {count}" for name, count in lost.items())
            raise CommandError(f"no key opens {lost.total()} rows ({columns})")
        self.stdout.write("the older keys may be dropped")

    def _tell(self, column: str, seen: int, renewed: int) -> None:
        self.stdout.write(f"{column}: {seen} seen, {renewed} encrypted again")
