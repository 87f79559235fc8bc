"""News of lower apps."""

from zhisheng.apps.improvement import services
from zhisheng.apps.programme.events import SubjectsDropped
from zhisheng.kit.events import listens_to


@listens_to(SubjectsDropped)
def release_cases(event: SubjectsDropped) -> None:
    services.release_cases(codes=event.sources, notice_code=event.notice_code)
