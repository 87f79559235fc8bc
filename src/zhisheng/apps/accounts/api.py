from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from ninja import Router, Status
from ninja.security import HttpBearer

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.choices import TokenScope
from zhisheng.apps.accounts.schemas.api import (
    AccountOut,
    BindingsIn,
    BindingsOut,
    ColumnOut,
    ColumnSetIn,
    ColumnSetOut,
    ColumnSetsOut,
    OrganisationOut,
    ReceiptsIn,
    ReceiptsOut,
    write_column_set,
)
from zhisheng.apps.accounts.selectors import TokenActor
from zhisheng.kit import audit
from zhisheng.kit.channels import check_signature
from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.kit.exporting import Export, get_offer

router = Router(tags=["accounts"])


class TokenRequest(HttpRequest):
    """A request of the API; ``auth`` says whom it acts for.

    ``found`` is what the key's right was asked of, by the words of the address.
    """

    auth: TokenActor
    found: Any


class BearerToken(HttpBearer):
    """``Authorization: Bearer zs.…``; a session never opens the API.

    Who lacks the scope, or what ``find`` asks of the words of the address, is refused
    here: before anything that was sent is read, the words behind the address too. What
    was found is kept with the request, so that nobody looks for it twice.
    """

    def __init__(
        self, scope: str = "", find: Callable[..., object] | None = None
    ) -> None:
        super().__init__()
        self.scope = scope
        self.find = find

    def authenticate(self, request: HttpRequest, token: str) -> TokenActor | None:
        token_actor = services.use_token(token)
        if token_actor is not None:
            request.user = token_actor.user
            self._require_right(cast("TokenRequest", request), token_actor)
        return token_actor

    def _require_right(self, request: TokenRequest, token_actor: TokenActor) -> None:
        if self.scope:
            selectors.require_scope(token_actor, self.scope)
        if self.find is not None and request.resolver_match is not None:
            words = request.resolver_match.kwargs
            request.found = self.find(actor=token_actor.user, **words)


authenticate_token = BearerToken()


def act_for_organisation(answer: Callable[..., Any]) -> Callable[..., Any]:
    """Let every audit entry of a call, and every job it queues, name the key's organisation."""

    @wraps(answer)
    def answer_for(request: TokenRequest, *args: Any, **kwargs: Any) -> Any:
        # The gateway of the channels proves itself by a signature, and what is public is
        # read without a key: both for no organisation.
        known: object = getattr(request, "auth", None)
        code = known.organisation.code if isinstance(known, TokenActor) else ""
        with audit.acting_for(code):
            return answer(request, *args, **kwargs)

    return answer_for


def authenticate_gateway(request: HttpRequest) -> bool:
    """Tell whether the gateway of the channels signed the body."""
    return check_signature(
        request.body,
        secret=settings.GATEWAY_SECRET,
        moment=request.headers.get("X-Zhisheng-Moment", ""),
        signature=request.headers.get("X-Zhisheng-Signature", ""),
    )


@router.post(
    "/receipts/{channel}",
    response=ReceiptsOut,
    auth=authenticate_gateway,
    summary="通道回报送达情况（由通道签名，不用密钥）",
)
def take_receipts(
    request: HttpRequest,
    channel: str,
    receipts: ReceiptsIn,
) -> object:
    received = ((one.key, one.is_delivered) for one in receipts.receipts)
    return {"noted": services.note_receipts(channel, received)}


@router.post(
    "/bindings/{channel}",
    response=BindingsOut,
    auth=authenticate_gateway,
    summary="通道告知绑定码从哪个微信、钉钉发来（由通道签名，不用密钥）",
)
def take_bindings(
    request: HttpRequest,
    channel: str,
    bindings: BindingsIn,
) -> object:
    told = ((one.code, one.address) for one in bindings.bindings)
    return {"bound": services.take_bindings(channel, told)}


@router.get("/me", response=AccountOut, summary="这把密钥代表谁")
def show_account(request: TokenRequest) -> AccountOut:
    token_actor = request.auth
    organisation = token_actor.organisation
    return AccountOut(
        token=token_actor.token_code,
        organisation=OrganisationOut(
            code=organisation.code, name=organisation.name, kind=organisation.kind
        ),
        roles=sorted(selectors.get_scope(token_actor.user).roles),
        scopes=sorted(token_actor.scopes),
    )


@router.get(
    "/column-sets",
    response=ColumnSetsOut,
    summary="一份导出有哪些列、本单位存了哪些方案；export 是 roster、ledger 或 task",
    auth=BearerToken(TokenScope.MANAGE_COLUMNS),
)
def list_column_sets(
    request: TokenRequest, export: str, task: str = ""
) -> ColumnSetsOut:
    actor = request.auth.user
    found = _find_export(request, export, task)
    sets = selectors.list_column_sets_for(
        actor=actor, export=found.name, form=found.form
    )
    return ColumnSetsOut(
        columns=[
            ColumnOut(key=one.key, label=one.label, is_usual=one.is_usual)
            for one in found.columns
        ],
        sets=[write_column_set(one) for one in sets],
    )


@router.post(
    "/column-sets",
    response={201: ColumnSetOut},
    summary="存一套导出列方案，或改一套（code 和看到的 version）",
    auth=BearerToken(TokenScope.MANAGE_COLUMNS),
)
def save_column_set(
    request: TokenRequest, payload: ColumnSetIn
) -> Status[ColumnSetOut]:
    actor = request.auth.user
    if payload.code and not payload.version:
        raise FieldsRefusedError({"version": _("请写明看到的是第几版。")})
    replaced = (
        selectors.get_column_set_for(actor=actor, code=payload.code)
        if payload.code
        else None
    )
    saved = services.save_column_set(
        organisation=request.auth.organisation,
        export=_find_export(request, payload.export, payload.task),
        name=payload.name,
        columns=payload.columns,
        replaced=replaced,
        version=payload.version,
        actor=actor,
    )
    return Status(201, write_column_set(saved))


@router.delete(
    "/column-sets/{code}",
    response={204: None},
    summary="删除一套导出列方案（version 是看到的版本）",
    auth=BearerToken(TokenScope.MANAGE_COLUMNS, selectors.get_column_set_for),
)
def delete_column_set(request: TokenRequest, code: str, version: int) -> Status[None]:
    services.delete_column_set(
        column_set=request.found, version=version, actor=request.auth.user
    )
    return Status(204, None)


def _find_export(request: TokenRequest, name: str, task: str) -> Export:
    words = QueryDict(mutable=True)
    words["code"] = task
    return get_offer(name).find(request.auth.user, words)
