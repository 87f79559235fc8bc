"""Bulletins: those of the last full year are public, one of the county is a draft."""

from collections.abc import Iterator

from zhisheng.analytics.areas import NATION
from zhisheng.apps.accounts.selectors import get_user_by_username
from zhisheng.apps.desk.services.demo import people
from zhisheng.apps.statistics.services import (
    compute_bulletin,
    draft_bulletin,
    release_bulletin,
)


def publish(year: int) -> Iterator[str]:
    """Release those of the year for nation and county; leave the county a draft."""
    for username, area in (
        (people.NATION_OFFICER, NATION),
        (people.COUNTY_OFFICER, people.COUNTY),
    ):
        officer = get_user_by_username(username)
        bulletin = draft_bulletin(area=area, year=year, actor=officer)
        release_bulletin(
            bulletin=compute_bulletin(bulletin=bulletin, actor=officer), actor=officer
        )
    yield f"发布了 {year} 年通报"
    officer = get_user_by_username(people.COUNTY_OFFICER)
    draft = draft_bulletin(area=people.COUNTY, year=year - 1, actor=officer)
    compute_bulletin(bulletin=draft, actor=officer)
    yield f"{year - 1} 年县级通报留作草稿"
