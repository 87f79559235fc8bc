"""How far the invited came since a campaign opened: counts, and the list behind each.

Whoever said no is not followed: what comes after the answer counts those who said yes,
also where they stopped later and said why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone

from zhisheng.apps.accounts.selectors import Actor, Page
from zhisheng.apps.campaigns.choices import (
    DECLINED,
    STOPPED,
    UNANSWERED,
    Answer,
    DropOutReason,
    Stage,
)
from zhisheng.apps.campaigns.models import Campaign, CampaignInvitation
from zhisheng.apps.campaigns.selectors.invitations import select_seen
from zhisheng.apps.improvement.models import Plan
from zhisheng.apps.improvement.selectors.impartiality import ENDED_WORDS
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.programme.choices import DatePrecision, ImportStatus
from zhisheng.apps.programme.models import Engagement, ImportRow
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.models.enterprises import build_condition_of_unit
from zhisheng.kit.sheets.texts import DIGIT

PAGE_ROWS = 50
FOLLOWED = (Stage.EVALUATED, Stage.PLANNED, Stage.HELPED, Stage.CERTIFIED)
VIEWS = (*Stage.values, UNANSWERED, DECLINED, STOPPED)
# Days are written alike when a roster is read, so their texts sort.
NOTHING = Value("", TextField())
WRITTEN_DAY = r"^\d{4}-\d\d-\d\d$"
SAID_YES = Q(answer__in=[Answer.YES, Answer.OUT])


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many came how far; None where nothing is known yet, which is not nought."""

    counts: Mapping[str, int | None]
    unanswered: int
    declined: int
    stopped: int
    reasons: Mapping[str, int]
    reasons_to_stop: Mapping[str, int]

    @property
    def invited(self) -> int:
        return self.counts[Stage.INVITED] or 0

    @property
    def said_yes(self) -> int:
        return self.counts[Stage.YES] or 0


def count_funnel(campaign: Campaign, actor: Actor) -> Funnel:
    """Count what lies in the actor's area, all in one query."""
    counted = select_seen(campaign, actor).aggregate(
        **{view: Count("pk", filter=match_view(campaign, view)) for view in VIEWS},
        **{
            f"{answer}_{reason}": Count("pk", filter=Q(answer=answer, reason=reason))
            for answer in (DECLINED, STOPPED)
            for reason in DropOutReason.values
        },
    )
    known = list_known_stages(campaign)
    return Funnel(
        counts={
            stage: counted[stage] if counted[stage] or stage in known else None
            for stage in Stage.values
        },
        unanswered=counted[UNANSWERED],
        declined=counted[DECLINED],
        stopped=counted[STOPPED],
        reasons={one: counted[f"{DECLINED}_{one}"] for one in DropOutReason.values},
        reasons_to_stop={
            one: counted[f"{STOPPED}_{one}"] for one in DropOutReason.values
        },
    )


def list_known_stages(campaign: Campaign) -> frozenset[str]:
    """Return of what something is known: help and certificates are told by others.

    Once one report came from the office's area since the opening, nobody else in it
    having any is a finding; before it is ignorance.
    """
    area = Enterprise.unscoped.filter(build_condition_of_unit(campaign.unit))
    known = set(Stage.values)
    for stage, records in (
        (Stage.HELPED, _select_helps(campaign)),
        (Stage.CERTIFIED, _select_certificates(campaign)),
    ):
        if not records.filter(enterprise__in=area.values("pk")).exists():
            known.discard(stage)
    return frozenset(known)


def list_invitations_in(
    campaign: Campaign, actor: Actor, view: str
) -> QuerySet[CampaignInvitation]:
    """Return who is behind a figure, with what each came to, the latest first."""
    found = select_seen(campaign, actor).filter(match_view(campaign, view))
    reached = {
        stage: ExpressionWrapper(
            match_view(campaign, stage), output_field=BooleanField()
        )
        for stage in FOLLOWED
    }
    rows: QuerySet[CampaignInvitation] = found.annotate(**reached)
    joined = rows.select_related(
        "enterprise__region", "enterprise__merged_into__region"
    )
    return joined.order_by("-pk")


def page_invitations_in(
    campaign: Campaign, actor: Actor, view: str, *, before: int = 0
) -> Page[CampaignInvitation]:
    found = list_invitations_in(campaign, actor, view)
    older = found.filter(pk__lt=before) if before else found
    rows = list(older[: PAGE_ROWS + 1])
    next_before = rows[PAGE_ROWS - 1].pk if len(rows) > PAGE_ROWS else None
    return Page(tuple(rows[:PAGE_ROWS]), next_before)


def match_view(campaign: Campaign, view: str) -> Q:
    """Match the invitations that a figure counts."""
    match view:
        case Stage.INVITED:
            return Q(pk__isnull=False)
        case "unanswered":
            return Q(answer=Answer.NONE)
        case "no":
            return Q(answer=Answer.NO)
        case "out":
            return Q(answer=Answer.OUT)
        case Stage.YES:
            return SAID_YES
        case _:
            return SAID_YES & Q(firm__in=_list_firms(_select_records(campaign, view)))


def _select_records(campaign: Campaign, stage: str) -> QuerySet[Any, Any]:
    match stage:
        case Stage.EVALUATED:
            return Evaluation.objects.filter(submitted_at__gte=_find_start(campaign))
        case Stage.PLANNED:
            return Plan.objects.filter(agreed_at__gte=_find_start(campaign))
        case Stage.HELPED:
            return _select_helps(campaign)
        case _:
            return _select_certificates(campaign)


def _select_helps(campaign: Campaign) -> QuerySet[Engagement]:
    """Select help that began since the opening; without a day, what was told since."""
    start = _find_start(campaign)
    day = timezone.localdate(start)
    has_day = Q(started_on__isnull=False, started_precision=DatePrecision.DAY)
    begun = has_day & Q(started_on__gte=day)
    told = ~has_day & Q(created_at__gte=start, year__gte=day.year)
    return Engagement.given.filter(begun | told)


def _select_certificates(campaign: Campaign) -> QuerySet[ImportRow, Any]:
    """Select rows that name a certificate got since the opening that has not ended.

    One whose day nobody wrote is not known to be new.
    """
    rows = ImportRow.objects.filter(
        is_applied=True,
        enterprise__isnull=False,
        roster_import__status=ImportStatus.APPLIED,
        roster_import__applied_at__gte=_find_start(campaign),
    )
    first, issued = _tell("first_certified"), _tell("issued")
    told = rows.annotate(
        number=_tell("certificate_number"),
        got_on=Coalesce(NullIf(first, NOTHING), issued),
        standing=Coalesce(_tell("certificate_status"), NOTHING),
    )
    is_ended = Q(pk__in=[])
    for word in ENDED_WORDS:
        is_ended |= Q(standing__contains=word)
    return told.filter(
        number__regex=DIGIT.pattern,
        got_on__regex=WRITTEN_DAY,
        got_on__gte=f"{timezone.localdate(_find_start(campaign))}",
    ).exclude(is_ended)


def _tell(field: str) -> Cast:
    """Return what a row tells of its certificate, as text."""
    return Cast(KeyTextTransform(field, "certificate"), TextField())


def _list_firms(records: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Return whose records they are: of a merged record, the surviving one."""
    firm = Coalesce("enterprise__merged_into_id", "enterprise_id")
    return records.order_by().values_list(firm, flat=True)


def _find_start(campaign: Campaign) -> datetime:
    return campaign.opened_at or timezone.now()
