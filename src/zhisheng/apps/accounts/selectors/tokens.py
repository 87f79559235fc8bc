"""Keys for the API."""

from dataclasses import dataclass

from django.db.models import QuerySet

from zhisheng.apps.accounts.choices import OrganisationKind, TokenScope
from zhisheng.apps.accounts.errors import (
    ScopeMissingError,
    ScopeNotForOrganisationError,
)
from zhisheng.apps.accounts.models import ApiToken, Organisation, User
from zhisheng.apps.accounts.permissions import list_scopes_for_kind
from zhisheng.apps.accounts.selectors.organisations import may_administer
from zhisheng.apps.accounts.selectors.scope import Actor
from zhisheng.kit.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class TokenActor:
    """Who calls the API: ``request.auth`` of every call.

    ``user`` is the program's own account; it belongs to ``organisation`` alone.
    """

    user: User
    organisation: Organisation
    scopes: frozenset[str]
    token_code: str

    def has_scope(self, scope: str) -> bool:
        return scope in self.scopes


def require_scope(token_actor: TokenActor, scope: str) -> None:
    """Refuse a key without the scope, and name it."""
    # Keys made before the rule, and organisations that became another kind, are asked too.
    refuse_foreign_scope(token_actor.organisation, scope)
    if not token_actor.has_scope(scope):
        raise ScopeMissingError(scope=TokenScope(scope).label, key=scope)


def refuse_foreign_scope(organisation: Organisation, scope: str) -> None:
    """Refuse what no key of an organisation of this kind may do."""
    if scope not in list_scopes_for_kind(organisation.kind):
        raise ScopeNotForOrganisationError(
            kind=OrganisationKind(organisation.kind).label,
            scope=TokenScope(scope).label,
            key=scope,
        )


def list_tokens(organisation: Organisation) -> QuerySet[ApiToken]:
    """Return the keys of an organisation, the latest first; secrets are not kept."""
    return ApiToken.objects.filter(organisation=organisation).order_by(
        "revoked_at", "-created_at", "-pk"
    )


def get_token_for(*, actor: Actor, code: str) -> ApiToken:
    """Return a key of an organisation the actor administers."""
    found = ApiToken.objects.select_related("organisation__unit", "acts_as")
    token = found.filter(code=code).first()
    if token is None or not may_administer(actor, token.organisation):
        raise NotFoundError
    return token
