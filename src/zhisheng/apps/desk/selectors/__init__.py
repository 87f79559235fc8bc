"""The public door to what this app can read."""

from zhisheng.apps.desk.selectors.catalogue import (
    CatalogueRow,
    list_catalogue,
    list_catalogue_for,
)
from zhisheng.apps.desk.selectors.complaints import (
    count_open_complaints_for,
    find_complaint,
    get_complaint_for,
    list_complaints_for,
)
from zhisheng.apps.desk.selectors.desks import (
    AdministratorDesk,
    BodyDesk,
    OfficerDesk,
    OpenImport,
    OwnerDesk,
    get_administrator_desk,
    get_body_desk,
    get_officer_desk,
    get_owner_desk,
    name_organisation,
)
from zhisheng.apps.desk.selectors.enterprises import (
    EnterpriseWork,
    get_enterprise_work_for,
)
from zhisheng.apps.desk.selectors.helped import HelpedYear
from zhisheng.apps.desk.selectors.jobs import (
    JobView,
    Retry,
    get_job_for,
    is_retryable,
    list_jobs_for,
    list_retries_for,
)
from zhisheng.apps.desk.selectors.partners import (
    Granted,
    PartnerDesk,
    get_partner_desk,
)
from zhisheng.apps.desk.selectors.quality import QualityDesk, get_quality_desk
from zhisheng.apps.desk.selectors.traffic import list_traffic_for

__all__ = [
    "AdministratorDesk",
    "BodyDesk",
    "CatalogueRow",
    "EnterpriseWork",
    "Granted",
    "HelpedYear",
    "JobView",
    "OfficerDesk",
    "OpenImport",
    "OwnerDesk",
    "PartnerDesk",
    "QualityDesk",
    "Retry",
    "count_open_complaints_for",
    "find_complaint",
    "get_administrator_desk",
    "get_body_desk",
    "get_complaint_for",
    "get_enterprise_work_for",
    "get_job_for",
    "get_officer_desk",
    "get_owner_desk",
    "get_partner_desk",
    "get_quality_desk",
    "is_retryable",
    "list_catalogue",
    "list_catalogue_for",
    "list_complaints_for",
    "list_jobs_for",
    "list_retries_for",
    "list_traffic_for",
    "name_organisation",
]
