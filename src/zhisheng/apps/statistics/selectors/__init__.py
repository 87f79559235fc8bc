"""What this app can read: records as tables, snapshots, bulletins."""

from zhisheng.apps.statistics.selectors.bulletins import (
    BulletinPage,
    find_current_snapshot,
    find_draft,
    find_issuer,
    find_previous_release,
    find_template,
    get_bulletin,
    get_bulletin_for,
    get_latest_year,
    get_own_area,
    get_snapshot,
    has_records,
    list_bulletins_for,
    list_page_for,
    list_years,
    name_area,
)

__all__ = [
    "BulletinPage",
    "find_current_snapshot",
    "find_draft",
    "find_issuer",
    "find_previous_release",
    "find_template",
    "get_bulletin",
    "get_bulletin_for",
    "get_latest_year",
    "get_own_area",
    "get_snapshot",
    "has_records",
    "list_bulletins_for",
    "list_page_for",
    "list_years",
    "name_area",
]
