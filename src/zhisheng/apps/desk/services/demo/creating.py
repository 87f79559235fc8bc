"""The demo programme from nothing to a released bulletin."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from zhisheng.apps.accounts.choices import OrganisationKind
from zhisheng.apps.accounts.selectors import get_user_by_username
from zhisheng.apps.accounts.services import create_organisation
from zhisheng.apps.desk.errors import (
    DemoNotEmptyError,
    DemoUnfinishedElsewhereError,
    DemoUnfinishedError,
    DemoUnfinishedOnServerError,
)
from zhisheng.apps.desk.services.demo import (
    campaigns,
    notices,
    people,
    rosters,
    stories,
    tables,
    tasks,
    totals,
)
from zhisheng.apps.desk.services.demo.publishing import publish
from zhisheng.apps.desk.services.demo.truth import write_truth
from zhisheng.apps.desk.services.demo.unhelped import register_unhelped
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import jobs
from zhisheng.kit.errors import DomainError


def is_registry_empty() -> bool:
    """Tell whether there is nothing yet; half a demo, left by a break, is refused."""
    if _get_mark().exists():
        raise _explain_half_a_demo()
    return not Enterprise.unscoped.exists()


def _explain_half_a_demo() -> DomainError:
    """Say what to clear away: the data folder if the database is in it, else both."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        folder = Path(settings.DATA_DIR).resolve()
        if Path(name).resolve().is_relative_to(folder):
            return DemoUnfinishedError(folder=str(settings.DATA_DIR))
        return DemoUnfinishedElsewhereError(database=str(name), mark=str(_get_mark()))
    return DemoUnfinishedOnServerError(database=name, mark=str(_get_mark()))


def create_demo(*, enterprises: int, seed: int) -> Iterator[str]:
    """Create everything and say what was done, step by step."""
    if not is_registry_empty():
        raise DemoNotEmptyError(count=Enterprise.unscoped.count())
    mark = _get_mark()
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()
    demo = tables.build_tables(enterprises=enterprises, seed=seed)
    truth = write_truth(demo.programme, enterprises=enterprises, seed=seed)
    yield f"模拟了 {demo.programme.enterprises.height} 家虚构企业，真值写在 {truth.name}"
    people.create_people()
    _create_bodies(demo)
    yield from _import_years(demo)
    yield f"登记了 {register_unhelped(tables=demo)} 家未受帮扶的企业"
    stories.tell_stories(seed=seed)
    tasks.give_tasks()
    campaigns.hold_campaign()
    notices.give_notice()
    last_year = tables.FIRST_YEAR + tables.YEARS - 1
    yield totals.report_totals(last_year)
    yield from publish(last_year)
    jobs.run_pending()
    jobs.enqueue(name="desk.show_quality", payload={}, actor=None)
    mark.unlink()
    yield "建好了各角色的演示账号和待办事项"


def _get_mark() -> Path:
    return Path(settings.MEDIA_ROOT) / "demo" / "unfinished"


def _create_bodies(demo: tables.DemoTables) -> None:
    bodies = demo.programme.bodies.select("name", "uscc").iter_rows()
    for number, (name, uscc) in enumerate(bodies, start=1):
        create_organisation(
            name=name,
            kind=OrganisationKind.CERTIFICATION_BODY,
            uscc=uscc,
            # Marked, so that nobody takes it for the number of a real body.
            approval_number=f"示例-{number:03d}",
            actor=None,
        )


def _import_years(demo: tables.DemoTables) -> Iterator[str]:
    officer = get_user_by_username(people.NATION_OFFICER)
    organisation = people.get_organisation_of(people.NATION_OFFICER)
    for year in range(tables.FIRST_YEAR, tables.FIRST_YEAR + tables.YEARS):
        rows = tables.list_roster_rows(demo, year)
        if rows.is_empty():
            yield f"{year} 年没有帮扶，不导入名单"
            continue
        for done in rosters.import_year(
            rows=rows, year=year, organisation=organisation, actor=officer
        ):
            counts = done.counts["applied"]
            yield f"导入 {year} 年名单：{counts['engagements']} 次帮扶"
