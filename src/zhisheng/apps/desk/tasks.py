from zhisheng.kit.jobs import RunningJob, job_handler


@job_handler("desk.show_quality", max_attempts=1)
def show_quality(_job: RunningJob) -> None:
    # Loaded on use: only a demo pays for what draws and simulates.
    from zhisheng.apps.desk.services.demo import show_quality as show

    show()
