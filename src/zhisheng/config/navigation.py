"""The navigation of each role: the one place that knows the pages of all apps."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.ui.navigation import NavigationLink

EVERYBODY = frozenset({"everybody"})
OFFICE = frozenset({Role.OFFICER})
UPLOADERS = frozenset({Role.OFFICER, Role.BODY, Role.ADMINISTRATOR})
ENTERPRISE = frozenset({Role.OWNER})


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    url_name: str
    icon: str
    roles: frozenset[str]


ENTRIES = (
    Entry(gettext_noop("首页"), "desk:home", "home", EVERYBODY),
    Entry(gettext_noop("企业名录"), "registry:index", "building", OFFICE | {Role.BODY}),
    Entry(gettext_noop("名单导入"), "programme:imports", "upload", UPLOADERS),
    Entry(
        gettext_noop("帮扶台账"), "programme:ledger", "clipboard", OFFICE | {Role.BODY}
    ),
    Entry(gettext_noop("指标填报"), "returns:index", "chart", OFFICE | ENTERPRISE),
    Entry(gettext_noop("我的企业"), "registry:mine", "building", ENTERPRISE),
    Entry(gettext_noop("帮扶机构"), "programme:helpers", "users", ENTERPRISE),
    Entry(gettext_noop("通报"), "statistics:index", "file", EVERYBODY),
    Entry(gettext_noop("审核"), "registry:reviews", "circle-check", OFFICE),
    Entry(
        gettext_noop("单位和人员"),
        "accounts:mine",
        "organisation",
        UPLOADERS | ENTERPRISE,
    ),
    Entry(gettext_noop("我的账户"), "accounts:me", "user", EVERYBODY),
)


def list_navigation(request: HttpRequest) -> list[NavigationLink]:
    """Return the pages of the person's roles; a visitor finds them on the landing page."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    roles = get_scope(user).roles
    return list(_iterate_links(roles, request.path))


def _iterate_links(roles: frozenset[str], path: str) -> Iterator[NavigationLink]:
    for entry in ENTRIES:
        if entry.roles is EVERYBODY or not entry.roles.isdisjoint(roles):
            url = reverse(entry.url_name)
            yield NavigationLink(
                label=_(entry.label),
                url=url,
                icon=entry.icon,
                is_current=path.startswith(url) and (url != "/" or path == url),
            )
