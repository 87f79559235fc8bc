from django.core.management.base import BaseCommand

from zhisheng.kit import jobs


class Command(BaseCommand):
    help = "Enqueue periodic work that is due, and jobs whose worker was lost."

    # Checks load every page and the API, which no job needs.
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        reclaimed = jobs.reclaim_stale()
        enqueued = jobs.tick()
        names = ", ".join(job.name for job in enqueued) or "-"
        self.stdout.write(f"enqueued: {names}; reclaimed: {reclaimed}")
