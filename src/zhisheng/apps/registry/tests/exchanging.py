"""Files of other systems for the tests, sent and worked through as by a person."""

from datetime import date
from typing import Any

from zhisheng.apps.accounts.models import Membership, Organisation, User
from zhisheng.apps.registry import services
from zhisheng.apps.registry.models import ExchangeBatch
from zhisheng.kit import jobs
from zhisheng.kit.jobs import Job

NOVEMBER = date(2026, 11, 1)
OCTOBER = date(2026, 10, 1)
PENALTIES = (
    "企业名称,统一社会信用代码,处罚决定书文号,违法行为类型,处罚决定日期,信用风险分类\n"
)
ENTITIES = (
    "企业名称,统一社会信用代码,主体类型,登记状态,登记地区,住所,行业,变更日期,注销日期\n"
)


def get_office(officer: User) -> Organisation:
    return Membership.objects.get(user=officer).organisation


def send(
    officer: User,
    text: str,
    *,
    number: str = "2026-11",
    as_of: date = NOVEMBER,
    layout: tuple[str, str] = ("credit-publicity", "penalties"),
    **changes: Any,
) -> services.TakenFile:
    return services.upload_exchange(
        text.encode("utf-8-sig"),
        original_name="来文.csv",
        terms=services.BatchTerms(*layout, number=number, as_of=as_of),
        organisation=changes.get("organisation") or get_office(officer),
        actor=officer,
    )


def take(officer: User, text: str, **changes: Any) -> ExchangeBatch:
    """Send a file and apply what can be applied of it."""
    batch = send(officer, text, **changes).batch
    work()
    services.queue_exchange_applying(batch=reload(batch), actor=officer)
    work()
    return reload(batch)


def work() -> None:
    jobs.run_pending()


def reload(batch: ExchangeBatch) -> ExchangeBatch:
    return ExchangeBatch.objects.select_related("job", "file", "organisation").get(
        pk=batch.pk
    )


def get_job(batch: ExchangeBatch) -> Job:
    return Job.objects.get(pk=batch.job_id)
