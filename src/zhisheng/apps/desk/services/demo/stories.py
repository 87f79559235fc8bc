"""What is under way when a visitor arrives: an owner, claims, a return, a preview."""

from datetime import date, timedelta

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils import timezone

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.selectors import get_user_by_username
from zhisheng.apps.desk.choices import ComplaintKind
from zhisheng.apps.desk.services.complaints import file_complaint
from zhisheng.apps.desk.services.demo import helps, messy, people, rosters
from zhisheng.apps.places.selectors import get_region
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.services import (
    claim_enterprise,
    propose_change,
)
from zhisheng.apps.returns.selectors import get_form, get_open_periods
from zhisheng.apps.returns.services import (
    examine_return,
    open_return,
    save_draft,
    submit_return,
)

FORM = "yearly-effects"
# An owner, another one, one that is claimed; three for the preview, the rest for a body.
ENTERPRISES = 10


def tell_stories(*, seed: int) -> None:
    """Leave something to do for the county officer, an owner and a body.

    Where there are fewer enterprises than stories, the last ones are not told.
    """
    own, *others = _choose_enterprises()
    people.admit(people.OWNER, "王强（演示）", own)
    people.give_mobile(people.OWNER)
    _add_colleagues(own)
    helps.create_helps(own)
    _propose(own)
    applicant = people.create_visitor(people.APPLICANT, "吴静（演示）")
    for other in others[:1]:
        _lead_a_chain(other)
    for wanted in others[1:2]:
        _claim(wanted, applicant)
    known = others[2:]
    _upload_messy(known, seed=seed)
    if len(known) > messy.ELSEWHERE:
        _report_as_body(known[messy.ELSEWHERE :], seed=seed)
    _complain()


def _choose_enterprises() -> list[Enterprise]:
    """Return enterprises of the county, those with the latest help first."""
    county = Enterprise.unscoped.filter(region_id=people.COUNTY)
    latest = Coalesce(Max("engagements__year"), 0)
    return list(county.annotate(latest=latest).order_by("-latest", "pk")[:ENTERPRISES])


def _lead_a_chain(other: Enterprise) -> None:
    people.admit(people.CHAIN_LEADER, "沈芳（演示）", other)
    people.join(people.CHAIN_LEADER, Role.CHAIN_LEADER, _organisation_of(other))
    _submit_return(other)


def _add_colleagues(own: Enterprise) -> None:
    people.create_visitor(people.WORKER, "李平（演示）")
    people.join(people.WORKER, Role.WORKER, _organisation_of(own))
    people.authorise(_organisation_of(own), by=people.OWNER)
    people.create_visitor(people.BODY, "周杰（演示）")
    people.join(people.BODY, Role.BODY, _choose_body(own))


def _organisation_of(enterprise: Enterprise) -> Organisation:
    return Organisation.objects.get(enterprise=enterprise)


def _choose_body(enterprise: Enterprise) -> Organisation:
    """Return who helped the owner's enterprise last, else any body."""
    helps = Engagement.objects.filter(enterprise=enterprise).order_by("-year", "-pk")
    last = helps.select_related("helper").first()
    bodies = Organisation.objects.filter(kind="certification_body")
    return last.helper if last else bodies.order_by("pk")[0]


def _submit_return(enterprise: Enterprise) -> None:
    today = timezone.localdate()
    filing = open_return(
        form=get_form(FORM), enterprise=enterprise, period=get_open_periods(today)[0],
        on=today, actor=get_user_by_username(people.CHAIN_LEADER),
    )  # fmt: skip
    owner = get_user_by_username(people.CHAIN_LEADER)
    texts = {"revenue": "318", "profit": "21.5", "employees": "26", "scrap_rate": "2.4"}
    filing = save_draft(filing=filing, texts=texts, actor=owner)
    # Last year's figures are drawn by lot, so some checks may ask for a reason.
    reasons = {
        warning.key: "产品结构调整，数字属实。"
        for warning in examine_return(filing).warnings
    }
    save_draft(filing=filing, texts=texts, explanations=reasons, actor=owner)
    submit_return(filing=filing, on=today, actor=owner)


def _propose(enterprise: Enterprise) -> None:
    propose_change(
        enterprise=enterprise,
        changes={"address": "示例路66号"},
        effective_on=_days_ago(20),
        reason="厂房搬迁",
        actor=get_user_by_username(people.OWNER),
    )


def _claim(enterprise: Enterprise, applicant: User) -> None:
    claim_enterprise(
        enterprise=enterprise, proof=people.draw_licence(), proof_name="营业执照（示例）.png",
        statement="企业换了负责人，申请管理本企业资料。", actor=applicant,
    )  # fmt: skip


def _upload_messy(known: list[Enterprise], *, seed: int) -> None:
    rosters.bring_in(
        messy.write_messy_roster(known, seed=seed),
        name=messy.NAME,
        year=messy.YEAR,
        organisation=people.get_organisation_of(people.COUNTY_OFFICER),
        actor=get_user_by_username(people.COUNTY_OFFICER),
    )


def _report_as_body(known: list[Enterprise], *, seed: int) -> None:
    body = get_user_by_username(people.BODY)
    roster_import = rosters.bring_in(
        messy.write_body_roster(known, seed=seed),
        name=messy.BODY_NAME,
        year=messy.BODY_YEAR,
        organisation=people.get_organisation_of(people.BODY),
        actor=body,
    )
    rosters.apply(roster_import, actor=body)


def _complain() -> None:
    file_complaint(
        kind=ComplaintKind.COMPLAINT,
        text="（演示）同一家企业一个月里接到三次相同的调查表，希望合并成一次。",
        region=get_region(people.COUNTY),
        contact="",
        actor=None,
    )


def _days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)
