from typing import TYPE_CHECKING, Annotated

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import Field

from zhisheng.apps.accounts.api import BearerToken, TokenRequest
from zhisheng.apps.accounts.choices import TokenScope
from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.places.selectors import require_known_codes
from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.choices import EnterpriseStatus, SizeClass
from zhisheng.apps.registry.schemas.api import (
    ConsentOut,
    ConsentTermsIn,
    EnterpriseOut,
    EnterprisePageOut,
    ProposalIn,
    ProposalOut,
    StatementIn,
    StatementOut,
    build_consent_out,
    build_enterprise_out,
    build_statement_out,
)
from zhisheng.apps.registry.selectors import RosterFilters
from zhisheng.kit.api_fields import OneOf
from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.reference.statements import find_topic

if TYPE_CHECKING:
    from zhisheng.apps.registry.models import Statement

router = Router(tags=["registry"])
Size = Annotated[str, OneOf(tuple(SizeClass.values))]
Standing = Annotated[str, OneOf(tuple(EnterpriseStatus.values))]
PageSize = Annotated[int, Field(ge=1, le=500)]


def find_giver(*, actor: Actor, code: str, grant_id: str) -> None:
    """Ask for the enterprise; its consent is looked up in the call."""
    selectors.pick_consenting_enterprise_for(actor=actor, code=code)


def find_statement(*, actor: Actor, code: str, statement: str) -> "Statement":
    return selectors.get_statement_for(actor=actor, enterprise=code, code=statement)


@router.get(
    "/",
    response=EnterprisePageOut,
    summary="查询企业名录",
    auth=BearerToken(TokenScope.READ_REGISTRY),
)
def list_enterprises(
    request: TokenRequest,
    term: str = "",
    region: str = "",
    industry: str = "",
    size_class: Size = "",
    status: Standing = "",
    after: str = "",
    limit: PageSize = 50,
) -> EnterprisePageOut:
    require_known_codes(region=region, industry=industry)
    page = selectors.list_enterprises_for(
        actor=request.auth.user,
        filters=RosterFilters(term, region, industry, size_class, status),
        after=after,
        size=limit,
    )
    return EnterprisePageOut(
        items=[build_enterprise_out(row) for row in page.rows],
        count=page.count,
        is_count_exact=page.is_count_exact,
        next=page.next_code,
    )


@router.get(
    "/{code}",
    response=EnterpriseOut,
    summary="读取一家企业",
    auth=BearerToken(TokenScope.READ_REGISTRY),
)
def show_enterprise(request: TokenRequest, code: str) -> EnterpriseOut:
    record = selectors.get_enterprise_for(actor=request.auth.user, code=code)
    return build_enterprise_out(record.row)


@router.post(
    "/{code}/proposals",
    response={201: ProposalOut},
    summary="申请变更登记信息",
    auth=BearerToken(
        TokenScope.PROPOSE_CHANGES, selectors.pick_enterprise_to_change_for
    ),
)
def propose(
    request: TokenRequest, code: str, payload: ProposalIn
) -> Status[ProposalOut]:
    """Ask for other official fields; a key that only reads may not."""
    user = request.auth.user
    proposal = services.propose_change(
        enterprise=request.found,
        changes=payload.as_changes(),
        effective_on=payload.effective_on,
        reason=payload.reason,
        actor=user,
    )
    return Status(201, ProposalOut(code=proposal.code, status=proposal.status))


@router.get(
    "/{code}/consents",
    response=list[ConsentOut],
    summary="企业同意谁看什么",
    auth=BearerToken(TokenScope.MANAGE_CONSENTS),
)
def list_consents(request: TokenRequest, code: str) -> list[ConsentOut]:
    """Return who may see what of an own enterprise, and the latest past consents."""
    found = selectors.list_consents_for(actor=request.auth.user, code=code)
    return [build_consent_out(one) for one in found]


@router.post(
    "/{code}/consents",
    response={201: ConsentOut},
    summary="同意一家单位看",
    auth=BearerToken(
        TokenScope.MANAGE_CONSENTS, selectors.pick_consenting_enterprise_for
    ),
)
def give_consent(
    request: TokenRequest, code: str, payload: ConsentTermsIn
) -> Status[ConsentOut]:
    """Give a separate consent; one of the same recipient and purpose ends before."""
    user = request.auth.user
    services.count_look_up(actor=user)
    given = services.give_consent(
        enterprise=request.found,
        terms=services.ConsentTerms(**payload.dict()),
        actor=user,
    )
    return Status(201, _show_consent(request, code, given.pk))


@router.post(
    "/{code}/consents/{grant_id}/withdraw",
    response=ConsentOut,
    summary="撤回同意",
    auth=BearerToken(TokenScope.MANAGE_CONSENTS, find_giver),
)
def withdraw_consent(request: TokenRequest, code: str, grant_id: int) -> ConsentOut:
    """Take a consent back; from this moment nothing of it is shown."""
    user = request.auth.user
    grant = selectors.pick_consent_for(actor=user, code=code, grant_id=grant_id)
    services.end_grant(grant=grant, actor=user)
    return _show_consent(request, code, grant_id)


@router.get(
    "/{code}/statements",
    response=list[StatementOut],
    summary="企业自己说明过的情况，最新的在前",
    auth=BearerToken(TokenScope.READ_REGISTRY, selectors.get_stated_enterprise_for),
)
def list_statements(request: TokenRequest, code: str) -> list[StatementOut]:
    """Return what an enterprise said of itself; ``is_standing`` is what counts now.

    An office is told the latest of each topic unless it was taken back.
    """
    found = selectors.list_statements_for(
        actor=request.auth.user, enterprise=request.found
    )
    return [build_statement_out(one) for one in found]


@router.post(
    "/{code}/statements",
    response={201: StatementOut},
    summary="说明企业自己的情况",
    auth=BearerToken(TokenScope.MAKE_STATEMENTS, selectors.get_stating_enterprise_for),
)
def make_statement(
    request: TokenRequest, code: str, payload: StatementIn
) -> Status[StatementOut]:
    """Say how things stand with the own enterprise; the same again on a day is one."""
    topic = find_topic(payload.topic, timezone.localdate())
    if topic is None:
        raise FieldsRefusedError({"topic": _("没有这个代码，请从列表中选择。")})
    said = services.make_statement(
        enterprise=request.found,
        topic=topic,
        answers=payload.answers,
        note=payload.note,
        actor=request.auth.user,
    )
    return Status(201, _show_statement(said))


@router.post(
    "/{code}/statements/{statement}/withdraw",
    response=StatementOut,
    summary="收回企业自己说明的情况",
    auth=BearerToken(TokenScope.MAKE_STATEMENTS, find_statement),
)
def withdraw_statement(
    request: TokenRequest, code: str, statement: str
) -> StatementOut:
    """Take the latest of a topic back; nothing said before it counts either."""
    taken = services.withdraw_statement(
        statement=request.found, actor=request.auth.user
    )
    return _show_statement(taken)


def _show_statement(statement: "Statement") -> StatementOut:
    found = selectors.show_statement(statement, timezone.localdate())
    return build_statement_out(found)


def _show_consent(request: TokenRequest, code: str, grant_id: int) -> ConsentOut:
    found = selectors.list_consents_for(actor=request.auth.user, code=code)
    return next(build_consent_out(one) for one in found if one.id == grant_id)
