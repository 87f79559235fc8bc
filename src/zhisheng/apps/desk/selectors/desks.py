"""What lies on the desk of each role: numbers and names, no words."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils import timezone

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.selectors import (
    Actor,
    Scope,
    find_staffed_offices,
    get_scope,
)
from zhisheng.apps.campaigns.models import CampaignInvitation, CampaignStep
from zhisheng.apps.campaigns.selectors import (
    list_coming_steps_for,
    list_waiting_invitations_for,
)
from zhisheng.apps.desk.selectors.complaints import (
    count_open_by_place_for,
    count_open_complaints_for,
)
from zhisheng.apps.desk.selectors.helped import (
    HelpedYear,
    find_helped_year,
    find_own_helps,
)
from zhisheng.apps.desk.selectors.jobs import leave_out_settled
from zhisheng.apps.desk.selectors.shares import Share, share
from zhisheng.apps.improvement.models import HelpOrder
from zhisheng.apps.improvement.selectors import (
    count_asked_for,
    count_for_offices,
    count_waiting_cases_for,
    find_waiting_order_for,
)
from zhisheng.apps.programme.choices import ImportStatus
from zhisheng.apps.programme.models import Engagement, RosterImport, TaskEntry
from zhisheng.apps.programme.selectors import (
    count_open_rows,
    list_due_entries_for,
    list_entries_to_check_for,
    list_imports_for,
    list_office_tasks_for,
    sum_objections_for,
)
from zhisheng.apps.programme.selectors.imports import find_waiting_imports_of
from zhisheng.apps.programme.selectors.office_work import OfficeTask
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import (
    ClaimView,
    count_by_place,
    count_pending_for,
    list_own_claims_for,
)
from zhisheng.apps.returns.choices import ReturnStatus
from zhisheng.apps.returns.selectors import DueReturn, list_due_for, list_returns_for
from zhisheng.apps.statistics.choices import BulletinStatus
from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.selectors import list_bulletins_for
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.jobs import Job, JobStatus

LATEST_HELPS = 5
# A home page lists no more than this one by one; beyond it one reads the list of tasks.
MOST_TASKS = 100


@dataclass(frozen=True, slots=True)
class OpenImport:
    """An import that waits for a person; `open_rows` are to be confirmed."""

    code: str
    file_name: str
    open_rows: int
    accepted_rows: int
    refused_rows: int


@dataclass(frozen=True, slots=True)
class OfficerDesk:
    unit: str
    has_imports: bool
    open_import: OpenImport | None
    returns_to_check: Share
    reviews: Share
    tasks: tuple[TaskEntry, ...]
    # What others handed in or have not handed in, by task, the first due on top.
    office_tasks: tuple[OfficeTask, ...]
    objections: int
    # By when the first of them is to be answered.
    objections_due: date | None
    orders_to_dispatch: Share
    # Orders with a visit that the enterprise objects to.
    orders_to_settle: Share
    complaints: Share
    # Good cases that wait for the own office.
    cases: int
    # Rosters of offices and bodies below that are read and not stored.
    imports_below: int
    helped: HelpedYear | None
    enterprises: int
    draft: Bulletin | None
    # What the own office holds within a week.
    campaign_steps: tuple[CampaignStep, ...]


@dataclass(frozen=True, slots=True)
class OwnerDesk:
    to_check: tuple[TaskEntry, ...]
    tasks: tuple[TaskEntry, ...]
    due: tuple[DueReturn, ...]
    enterprises: tuple[Enterprise, ...]
    claims: tuple[ClaimView, ...]
    helps: tuple[Engagement, ...]
    has_chosen: bool
    waiting_order: HelpOrder | None
    # Invitations that nobody has answered yet.
    invitations: tuple[CampaignInvitation, ...]


@dataclass(frozen=True, slots=True)
class BodyDesk:
    to_check: tuple[TaskEntry, ...]
    tasks: tuple[TaskEntry, ...]
    organisation: str
    has_imports: bool
    open_import: OpenImport | None
    returned: OpenImport | None
    helped: HelpedYear | None
    orders_asked: int


@dataclass(frozen=True, slots=True)
class AdministratorDesk:
    people: int
    organisations: int
    complaints: int
    waiting_jobs: int
    failed_jobs: int
    sealed_entries: int
    unsealed_entries: int


def get_officer_desk(actor: User) -> OfficerDesk:
    scope = get_scope(actor)
    imports = find_waiting_imports_of(scope)
    drafts = list_bulletins_for(actor).filter(status=BulletinStatus.DRAFT)
    visible = Enterprise.objects.visible_to(actor)
    objections, objections_due = sum_objections_for(actor)
    offices = find_staffed_offices(scope)
    returns = list_returns_for(actor=actor, status=ReturnStatus.SUBMITTED)
    newest = imports.newest
    orders = count_for_offices(visible)
    return OfficerDesk(
        unit=_name_first(scope),
        has_imports=imports.has_any,
        open_import=_describe(newest, count_open_rows(newest)) if newest else None,
        returns_to_check=share(count_by_place(returns), offices),
        tasks=tuple(list_due_entries_for(actor)[:MOST_TASKS]),
        office_tasks=list_office_tasks_for(actor),
        objections=objections,
        objections_due=objections_due,
        orders_to_dispatch=share(orders.to_dispatch, offices),
        orders_to_settle=share(orders.objected, offices),
        reviews=share(count_pending_for(actor), offices),
        complaints=share(count_open_by_place_for(actor), offices),
        cases=count_waiting_cases_for(actor),
        imports_below=imports.others,
        helped=find_helped_year(actor, visible, on=timezone.localdate()),
        enterprises=visible.count(),
        draft=drafts.filter(created_by=actor).first(),
        campaign_steps=tuple(list_coming_steps_for(actor, on=timezone.localdate())),
    )


def get_owner_desk(actor: User, on: date) -> OwnerDesk:
    due = tuple(item for item in list_due_for(actor=actor, on=on) if not item.is_done)
    scope = get_scope(actor)
    own = tuple(_list_own(scope))
    helps = Engagement.objects.filter(enterprise__in=own).select_related(
        "helper", "enterprise"
    )
    return OwnerDesk(
        to_check=tuple(list_entries_to_check_for(actor)[:MOST_TASKS]),
        tasks=tuple(list_due_entries_for(actor)[:MOST_TASKS]),
        due=due,
        enterprises=own,
        claims=tuple(
            claim for claim in list_own_claims_for(actor) if claim.status == "pending"
        ),
        helps=tuple(helps.order_by("-year", "-started_on", "-id")[:LATEST_HELPS]),
        has_chosen=helps.filter(year=on.year, is_chosen_by_enterprise=True).exists(),
        waiting_order=find_waiting_order_for(actor),
        invitations=tuple(list_waiting_invitations_for(actor)[:MOST_TASKS]),
    )


def get_body_desk(actor: User) -> BodyDesk:
    imports = list_imports_for(actor=actor).items
    return BodyDesk(
        to_check=tuple(list_entries_to_check_for(actor)[:MOST_TASKS]),
        tasks=tuple(list_due_entries_for(actor)[:MOST_TASKS]),
        organisation=name_organisation(actor),
        has_imports=bool(imports),
        open_import=_find_open_import(imports),
        returned=_find_returned(imports),
        helped=find_own_helps(get_scope(actor), on=timezone.localdate()),
        orders_asked=count_asked_for(actor),
    )


def get_administrator_desk(actor: User) -> AdministratorDesk:
    open_jobs = leave_out_settled(Job.objects.all())
    jobs = dict(open_jobs.values_list("status").annotate(Count("pk")).order_by())
    unsealed = AuditEntry.objects.filter(sequence=None).count()
    return AdministratorDesk(
        people=User.objects.filter(is_active=True, is_machine=False).count(),
        organisations=Organisation.objects.filter(is_active=True).count(),
        complaints=count_open_complaints_for(actor),
        waiting_jobs=jobs.get(JobStatus.QUEUED, 0) + jobs.get(JobStatus.RUNNING, 0),
        failed_jobs=jobs.get(JobStatus.FAILED, 0),
        sealed_entries=AuditEntry.objects.count() - unsealed,
        unsealed_entries=unsealed,
    )


def name_organisation(actor: Actor) -> str:
    """Return the organisation the person acts for first."""
    return _name_first(get_scope(actor))


def _name_first(scope: Scope) -> str:
    names = Organisation.objects.filter(pk__in=scope.organisation_ids).order_by("pk")
    return names.values_list("name", flat=True).first() or ""


def _list_own(scope: Scope) -> list[Enterprise]:
    own = Enterprise.unscoped.filter(organisation_id__in=scope.organisation_ids)
    return list(own.order_by("name"))


def _find_open_import(imports: tuple[RosterImport, ...]) -> OpenImport | None:
    """Return the newest import whose preview waits for a person."""
    waiting = (item for item in imports if item.status == ImportStatus.PREVIEWED)
    found = next(waiting, None)
    return _describe(found, count_open_rows(found)) if found else None


def _find_returned(imports: tuple[RosterImport, ...]) -> OpenImport | None:
    """Return the newest applied import with refused rows that come back."""
    applied = (
        item
        for item in imports
        if item.status == ImportStatus.APPLIED and item.counts.get("refused")
    )
    found = next(applied, None)
    return _describe(found, 0) if found else None


def _describe(item: RosterImport, open_rows: int) -> OpenImport:
    counts = item.counts
    return OpenImport(
        code=item.code,
        file_name=item.file.original_name,
        open_rows=open_rows,
        accepted_rows=counts.get("accepted", 0) + counts.get("warning", 0),
        refused_rows=counts.get("refused", 0),
    )
