"""What the pages of this app are given."""

from zhisheng.apps.desk.schemas.cards import (
    list_administrator_cards,
    list_body_cards,
    list_officer_cards,
    list_owner_cards,
)
from zhisheng.apps.desk.schemas.complaints import build_complaint_table
from zhisheng.apps.desk.schemas.home import HomePage, build_home
from zhisheng.apps.desk.schemas.jobs import build_job_page, build_jobs_table
from zhisheng.apps.desk.schemas.traffic import build_traffic_table

__all__ = [
    "HomePage",
    "build_complaint_table",
    "build_home",
    "build_job_page",
    "build_jobs_table",
    "build_traffic_table",
    "list_administrator_cards",
    "list_body_cards",
    "list_officer_cards",
    "list_owner_cards",
]
