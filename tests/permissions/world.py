"""One thing of each kind, all of the owner's enterprise or the first body.

The enterprise stands in 安平县 and lets the first body see its record. A claim of the
stranger waits on a second enterprise there that nobody has claimed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.permissions.campaigns import arrange_campaigns
from tests.permissions.evaluations import arrange_maturity
from tests.permissions.improvement import arrange_improvement
from tests.permissions.tasks import PROOF, arrange_tasks
from tests.permissions.units import arrange_units
from zhisheng.apps.accounts import services as accounts
from zhisheng.apps.accounts.models import ChannelAddress, Membership
from zhisheng.apps.accounts.permissions import list_scopes_for_kind
from zhisheng.apps.desk import services as desk
from zhisheng.apps.places.models import Region
from zhisheng.apps.programme import services as programme
from zhisheng.apps.programme.models import Engagement, ImportRow, RosterImport
from zhisheng.apps.programme.tests.notices import draft_notice, object_to, publish
from zhisheng.apps.registry import services as registry
from zhisheng.apps.registry.models import ExchangeBatch, ExchangeRow
from zhisheng.apps.registry.tests.exchanging import PENALTIES, send
from zhisheng.apps.registry.tests.factories import (
    GrantFactory,
    make_code,
    make_enterprise,
)
from zhisheng.apps.returns import services as returns
from zhisheng.apps.returns.models import Form
from zhisheng.apps.statistics import services as statistics
from zhisheng.kit.jobs import Job

ROLES = {
    "anonymous": "anonymous",
    "owner": "owner",
    "stranger": "stranger_owner",
    "worker": "worker",
    "expert": "expert",
    "body": "body_user",
    "body2": "other_body_user",
    "county": "officer_county",
    "county2": "officer_other_county",
    "city": "officer_city",
    "province": "officer_province",
    "nation": "officer_nation",
    "bank": "bank_user",
    "admin": "administrator",
}
# Whose key calls the API.
KEYS = {
    "owner": "owner_organisation",
    "owner-0": "owner_organisation",
    "stranger": "stranger_organisation",
    "body": "body_organisation",
    "body2": "other_body_organisation",
    "county": "officer_county",
    "county2": "officer_other_county",
    "nation": "officer_nation",
    "bank": "bank_organisation",
}
ROSTER = "企业名称,统一社会信用代码\n安平县示例甲丝网厂,\n".encode()
VALUES = "企业名称,2024年营业收入(万元),从业人员\n安平县示例甲丝网厂,100,20\n安平县示例乙丝网厂,50,10\n".encode()
Get = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class World:
    """The signed-in persons, and the arguments each page's address takes."""

    actors: dict[str, Any]
    arguments: dict[str, dict[str, object]]
    keys: dict[str, str]


def build_world(get: Get) -> World:
    actors = {role: get(fixture) for role, fixture in ROLES.items()}
    enterprise = make_enterprise(
        organisation=get("owner_organisation"),
        uscc=make_code(1),
        valid_from=date(2025, 1, 1),
        name="安平县示例甲丝网厂",
    )
    arguments = {
        **arrange_desk(get),
        **arrange_statistics(get),
        **arrange_accounts(get),
        **arrange_addresses(get),
        **arrange_registry(get, enterprise),
        **arrange_programme(get, enterprise),
        **arrange_returns(get, enterprise),
        **arrange_maturity(get, enterprise),
        **arrange_improvement(get, enterprise),
        **arrange_campaigns(get, enterprise),
        **arrange_tasks(get),
        **arrange_notices(get),
        **arrange_units(get, enterprise),
    }
    keys = {name: make_key(get, name) for name in KEYS}
    return World(actors, arguments, keys)


def arrange_addresses(get: Get) -> dict[str, dict[str, object]]:
    """Give the owner alone an address that can be removed."""
    ChannelAddress.objects.create(
        user=get("owner"), channel="mail", address="liuli@example.cn"
    )
    return {
        "accounts:bind_channel": {"channel": "wechat"},
        "accounts:text_link": {"code": "D-NONE"},
        "accounts:remove_address": {"channel": "mail"},
    }


def make_key(get: Get, name: str) -> str:
    """Return an API key with every scope its holder can have, or for "owner-0" one with none."""
    fixture = KEYS[name]
    if fixture.startswith("officer"):
        organisation = Membership.objects.get(user=get(fixture)).organisation
    else:
        organisation = get(fixture)
    scopes = [] if name.endswith("-0") else list_scopes_for_kind(organisation.kind)
    return str(get("make_token")(organisation, scopes))


def arrange_desk(get: Get) -> dict[str, dict[str, object]]:
    complaint = desk.file_complaint(
        kind="suggestion",
        text="希望多办培训",
        region=Region.objects.get(code="131125"),
        contact="",
        actor=get("expert"),
    )
    code = {"code": complaint.code}
    job = Job.objects.create(
        name="kit.seal_audit", status="failed", error_code="kit.job_failed"
    )
    job_code = {"code": job.code}
    return {
        "desk:answer": code,
        "desk:filed_complaint": code,
        "desk:job": job_code,
        "desk:retry_job": job_code,
    }


def arrange_statistics(get: Get) -> dict[str, dict[str, object]]:
    officer = get("officer_county")
    draft = statistics.draft_bulletin(area="131125", year=2024, actor=officer)
    code = {"code": statistics.compute_bulletin(bulletin=draft, actor=officer).code}
    pages = ("detail", "progress", "release", "correct")
    return {
        **{f"statistics:{page}": code for page in pages},
        "statistics:figure": {**code, "row": "helped_enterprises"},
        "statistics:download": {**code, "kind": "json"},
    }


def arrange_accounts(get: Get) -> dict[str, dict[str, object]]:
    owner, organisation = get("owner"), get("owner_organisation")
    issued = accounts.invite(organisation=organisation, role="worker", actor=owner)
    terms = accounts.ProcessingTerms(
        basis="separate_consent",
        purpose="授信审查",
        fields=["revenue"],
        valid_from=date(2024, 1, 1),
        until=None,
    )
    record = accounts.record_processing(
        subject=organisation,
        recipient=get("bank_organisation"),
        terms=terms,
        actor=owner,
    )
    secret = accounts.issue_password_link(user=get("worker"), actor=owner)
    code, member = (
        {"code": organisation.code},
        Membership.objects.get(user=get("worker")),
    )
    named = {**code, "person": member.user.code, "role": "worker"}
    invitation = {"code": issued.invitation.code}
    return {
        "accounts:withdraw": {"code": record.code},
        "accounts:invitation": invitation,
        "accounts:accept": invitation,
        "accounts:join_by_identity": invitation,
        "accounts:open_link": {**invitation, "secret": issued.secret},
        "accounts:password_link": {"code": get("worker").code, "secret": secret},
        "accounts:organisation": code,
        "accounts:authorise": code,
        "accounts:invite": code,
        "accounts:create_token": code,
        "accounts:end_membership": named,
        "accounts:issue_password_link": named,
        "accounts:withdraw_invitation": invitation,
        "accounts:revoke_token": {"code": create_token(get)},
        "accounts:unit": {"code": get("county_unit").code},
    }


def create_token(get: Get) -> str:
    issued = accounts.create_token(
        organisation=get("owner_organisation"),
        name="接口",
        scopes=[],
        lifetime_days=30,
        actor=get("owner"),
    )
    return issued.token.code


def arrange_registry(get: Get, enterprise: Any) -> dict[str, dict[str, object]]:
    grant = GrantFactory.create(enterprise=enterprise, viewer=get("body_organisation"))
    unclaimed = make_enterprise(uscc=make_code(2), name="安平县示例乙丝网厂")
    claim = registry.claim_enterprise(
        enterprise=unclaimed,
        statement="我是负责人",
        proof=PROOF,
        proof_name="执照.pdf",
        actor=get("stranger_owner"),
    )
    proposal = registry.propose_change(
        enterprise=enterprise,
        changes={"address": "安平县示例路2号"},
        effective_on=date(2026, 3, 1),
        reason="搬迁",
        actor=get("owner"),
    )
    code = {"code": enterprise.code}
    pages = ("detail", "update", "propose", "contact", "reveal_contact", "life_event")
    return {
        **{f"registry:{page}": code for page in (*pages, "merge", "unmerge")},
        **arrange_exchange(get),
        "registry:register_new": {"uscc": make_code(3)},
        "registry:claim": {"uscc": unclaimed.uscc},
        "registry:proof": {"code": claim.code},
        "registry:decide_claim": {"code": claim.code},
        "registry:withdraw_claim": {"code": claim.code},
        "registry:decide_proposal": {"code": proposal.code},
        "registry:withdraw_proposal": {"code": proposal.code},
        "registry:end_grant": {**code, "grant_id": grant.pk},
        "registry:give_consent": code,
        "registry:withdraw_consent": {**code, "grant_id": grant.pk},
    }


def arrange_exchange(get: Get) -> dict[str, dict[str, object]]:
    """Arrange a file of the county's office, read and waiting to be applied."""
    officer = get("officer_county")
    batch = send(officer, PENALTIES, as_of=date(2024, 1, 1)).batch
    ExchangeBatch.objects.filter(pk=batch.pk).update(status="previewed")
    ExchangeRow.objects.create(batch=batch, row=2, status="accepted")
    code = {"code": batch.code}
    pages = ("batch", "progress", "apply", "retry", "marks")
    layout = {"connector": "enterprise-register", "layout": "entities"}
    return {
        **{f"registry:exchange_{page}": code for page in pages},
        "registry:exchange_blank": layout,
    }


def arrange_programme(get: Get, enterprise: Any) -> dict[str, dict[str, object]]:
    programme.open_year(
        year=2024, name="2024年度", opens_on=date(2024, 1, 1), actor=None
    )
    roster = programme.upload_roster(
        SimpleUploadedFile("名单.csv", ROSTER),
        original_name="名单.csv",
        year=2024,
        organisation=get("body_organisation"),
        actor=get("body_user"),
    )
    RosterImport.objects.filter(pk=roster.pk).update(status="previewed")
    row = add_rows(roster, enterprise.name)
    given = Engagement.objects.create(
        enterprise=enterprise,
        year=2024,
        helper=get("body_organisation"),
        help_kind="diagnosis",
    )
    token = programme.write_confirmation_address(given.pk).rstrip("/").split("/")[-1]
    code = {"code": roster.code}
    pages = (
        "import_detail",
        "import_mapping",
        "import_progress",
        "apply",
        "withdraw",
        "import_marks",
        "kept",
        "retry",
    )
    return {
        **{f"programme:{page}": code for page in pages},
        "programme:confirm_help": {"token": token},
        "programme:confirmation_link": {"number": given.pk},
        "programme:decide": {**code, "row_id": row.pk},
        "desk:enterprise": {"code": enterprise.code},
        "programme:enrol": {"code": enterprise.code},
        "programme:choose_helper": {"code": get("other_body_organisation").code},
    }


def add_rows(roster: RosterImport, name: str) -> ImportRow:
    """Add a row that can be applied and one to be answered; return the latter."""
    told = {"roster_import": roster, "year": 2024}
    ImportRow.objects.create(
        **told, row=3, status="accepted", name="安平县示例丙丝网厂"
    )
    return ImportRow.objects.create(**told, row=2, status="to_confirm", name=name)


def arrange_notices(get: Get) -> dict[str, dict[str, object]]:
    """Publish a notice of the county, with an objection, beside a draft."""
    officer, unit = get("officer_county"), get("county_unit")
    notice = publish(unit, officer)
    objection = object_to(notice, evidence=SimpleUploadedFile("证据.pdf", PROOF))
    draft = draft_notice(unit, officer)
    of_notice, of_draft = {"code": notice.code}, {"code": draft.code}
    of_objection = {"code": objection.code}
    pages = ("objection", "reveal_objector", "evidence")
    drafting = ("delete_notice", "edit_notice", "publish_notice")
    return {
        "programme:notice": of_notice,
        "programme:answer_objections": of_notice,
        "programme:close_notice": of_notice,
        **{f"programme:{one}": of_draft for one in drafting},
        "programme:show_notice_result": of_notice,
        "notices:notice": of_notice,
        "notices:object": of_notice,
        **{f"programme:{page}": of_objection for page in pages},
    }


def arrange_returns(get: Get, enterprise: Any) -> dict[str, dict[str, object]]:
    returns.load_reference_indicators()
    returns.load_reference_forms()
    filing = returns.open_return(
        form=Form.objects.get(code="yearly-effects"),
        enterprise=enterprise,
        period="2025",
        on=date(2026, 3, 1),
        actor=get("owner"),
    )
    filed = returns.file_return(
        form=filing.form,
        enterprise=enterprise,
        period="2024",
        answers=returns.Answers({"revenue": "100", "employees": "20"}, "万元", {}),
        on=date(2026, 3, 1),
        actor=get("owner"),
    )
    filing_code = {"code": filing.code}
    start = {"enterprise": enterprise.code, "form": filing.form.code, "period": "2025"}
    steps = ("detail", "correct", "check")
    return {
        **arrange_totals_and_sheets(get),
        **{f"returns:{page}": {"code": filed.code} for page in steps},
        "returns:review": filing_code,
        "returns:withdraw": filing_code,
        "returns:fill": {**filing_code, "step": 1},
        "returns:start": start,
        "returns:open_form": start,
    }


def arrange_totals_and_sheets(get: Get) -> dict[str, dict[str, object]]:
    officer = get("officer_county")
    total = returns.record_total_text(
        amount="12", indicator="product_count", period="2024", level="region",
        subject_code="131125", document="安平县局〔2025〕1号", actor=officer,
        organisation=Membership.objects.get(user=officer).organisation,
    )  # fmt: skip
    sheet = returns.upload_sheet(
        SimpleUploadedFile("指标.csv", VALUES),
        original_name="指标.csv",
        year=2024,
        organisation=get("body_organisation"),
        actor=get("body_user"),
    )
    returns.check_upload(sheet_import=sheet, actor=get("body_user"))
    pages = (
        "show_sheet",
        "sheet_progress",
        "apply_sheet",
        "download_marked",
        "withdraw_sheet",
        "retry_sheet",
    )
    return {
        **{f"returns:{page}": {"code": sheet.code} for page in pages},
        "returns:withdraw_total": {"code": total.code},
    }
