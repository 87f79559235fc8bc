from zhisheng.kit import jobs
from zhisheng.kit.command_line import PlatformCommand


class Command(PlatformCommand):
    help = "安排到期的定时工作，并重新安排中断了的任务。"

    def handle(self, **options: object) -> None:
        reclaimed = jobs.reclaim_stale()
        enqueued = jobs.tick()
        names = ", ".join(job.name for job in enqueued) or "-"
        self.stdout.write(f"已安排 enqueued: {names}；重新安排 reclaimed: {reclaimed}")
