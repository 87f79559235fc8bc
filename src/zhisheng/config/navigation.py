"""The navigation of each role: the one place that knows the pages of all apps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.apps.improvement.permissions import Action, may
from zhisheng.ui.navigation import NavigationGroup, NavigationLink

EVERYBODY = frozenset({"everybody"})
OFFICE = frozenset({Role.OFFICER})
UPLOADERS = frozenset({Role.OFFICER, Role.BODY, Role.ADMINISTRATOR})
ENTERPRISE = frozenset({Role.OWNER})
# Who sees only the enterprises that let the own organisation see them.
GUESTS = frozenset(
    {
        Role.EXPERT,
        Role.BANK,
        Role.LABORATORY,
        Role.ASSOCIATION,
        Role.DEPARTMENT,
        Role.TRAINER,
        Role.CHAIN_HEAD,
        Role.CHAIN_LEADER,
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    url_name: str
    icon: str
    roles: frozenset[str]
    also: tuple[str, ...] = ()


ENTRIES = (
    Entry(gettext_noop("首页"), "desk:home", "home", EVERYBODY),
    Entry(
        gettext_noop("消息"),
        "accounts:inbox",
        "bell",
        EVERYBODY,
        also=("accounts:channels",),
    ),
    Entry(gettext_noop("企业名录"), "registry:index", "building", OFFICE | {Role.BODY}),
    Entry(gettext_noop("同意我看的企业"), "registry:index", "building", GUESTS),
    Entry(gettext_noop("名单导入"), "programme:imports", "upload", UPLOADERS),
    Entry(
        gettext_noop("帮扶台账"), "programme:ledger", "clipboard", OFFICE | {Role.BODY}
    ),
    Entry(
        gettext_noop("填报任务"),
        "programme:tasks",
        "clipboard",
        OFFICE | ENTERPRISE | {Role.BODY, Role.PROXY},
    ),
    Entry(
        gettext_noop("指标填报"),
        "returns:index",
        "chart",
        OFFICE | ENTERPRISE | {Role.PROXY},
    ),
    Entry(
        gettext_noop("质量评价"),
        "maturity:index",
        "chart",
        ENTERPRISE | {Role.WORKER, Role.PROXY},
    ),
    Entry(gettext_noop("评价等级"), "statistics:grades", "chart", OFFICE),
    Entry(gettext_noop("专家尺度"), "maturity:agreement", "chart", OFFICE),
    Entry(
        gettext_noop("评价复核"),
        "maturity:reviews",
        "clipboard",
        frozenset({Role.EXPERT}),
    ),
    Entry(
        gettext_noop("提升计划"),
        "improvement:plans",
        "circle-check",
        OFFICE | ENTERPRISE | {Role.WORKER, Role.PROXY},
    ),
    Entry(
        gettext_noop("质量问题"),
        "improvement:problems",
        "alert",
        OFFICE
        | ENTERPRISE
        | {Role.WORKER, Role.PROXY, Role.EXPERT, Role.BODY}
        | {Role.ASSOCIATION, Role.LABORATORY},
    ),
    Entry(
        gettext_noop("优良案例"),
        "improvement:cases",
        "book",
        OFFICE | ENTERPRISE | {Role.WORKER, Role.PROXY},
    ),
    Entry(
        gettext_noop("优良案例"),
        "cases:index",
        "book",
        frozenset({Role.EXPERT, Role.BODY, Role.ASSOCIATION}),
    ),
    Entry(
        gettext_noop("帮扶单子"),
        "improvement:orders",
        "send",
        OFFICE
        | ENTERPRISE
        | {Role.WORKER, Role.PROXY, Role.EXPERT, Role.BODY}
        | {Role.ASSOCIATION, Role.LABORATORY},
        also=("improvement:conflicts", "improvement:helping"),
    ),
    Entry(
        gettext_noop("专家和帮扶机构"),
        "improvement:helpers",
        "users",
        OFFICE
        | ENTERPRISE
        | {Role.WORKER, Role.PROXY, Role.EXPERT, Role.BODY}
        | {Role.ASSOCIATION, Role.LABORATORY},
    ),
    Entry(
        gettext_noop("活动"),
        "campaigns:index",
        "users",
        OFFICE | ENTERPRISE | {Role.PROXY},
    ),
    Entry(gettext_noop("数据交换"), "registry:exchange", "download", OFFICE),
    Entry(gettext_noop("公示"), "programme:notices", "info", OFFICE),
    Entry(gettext_noop("公示"), "notices:index", "info", ENTERPRISE | {Role.BODY}),
    Entry(gettext_noop("指标导入"), "returns:upload", "chart", frozenset({Role.BODY})),
    Entry(
        gettext_noop("我的企业"),
        "registry:mine",
        "building",
        ENTERPRISE | {Role.WORKER, Role.PROXY},
    ),
    Entry(gettext_noop("我的同意"), "registry:consents", "lock", ENTERPRISE),
    Entry(gettext_noop("帮扶机构"), "programme:helpers", "users", ENTERPRISE),
    Entry(gettext_noop("通报"), "statistics:index", "file", EVERYBODY),
    Entry(gettext_noop("审核"), "registry:reviews", "circle-check", OFFICE),
    Entry(
        gettext_noop("单位和人员"),
        "accounts:mine",
        "organisation",
        UPLOADERS | ENTERPRISE | GUESTS | {Role.WORKER, Role.PROXY},
        also=("accounts:units", "accounts:partners"),
    ),
    Entry(gettext_noop("我的账户"), "accounts:me", "user", EVERYBODY),
)


# The groups in the order of an enterprise's way; what stands in none comes before them.
GROUPS = (
    (
        gettext_noop("企业和名册"),
        {
            "registry:index",
            "registry:mine",
            "registry:consents",
            "registry:reviews",
            "programme:imports",
            "programme:ledger",
        },
    ),
    (gettext_noop("填报"), {"programme:tasks", "returns:index", "returns:upload"}),
    (
        gettext_noop("评价和提升"),
        {
            "maturity:index",
            "maturity:reviews",
            "maturity:agreement",
            "statistics:grades",
            "improvement:plans",
            "improvement:problems",
            "improvement:cases",
            "cases:index",
        },
    ),
    (
        gettext_noop("帮扶"),
        {
            "improvement:orders",
            "improvement:helpers",
            "programme:helpers",
            "campaigns:index",
        },
    ),
    (
        gettext_noop("公示和通报"),
        {"programme:notices", "notices:index", "statistics:index"},
    ),
    (
        gettext_noop("单位和账户"),
        {"registry:exchange", "accounts:mine", "accounts:me"},
    ),
)
# As many are found at a glance; more are grouped.
MOST_UNGROUPED = 8


def list_navigation(request: HttpRequest) -> list[NavigationLink | NavigationGroup]:
    """Return the pages of the person's roles; a visitor finds them on the landing page."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    entries = list(_iterate_entries(get_scope(user).roles))
    current = _find_current(entries, request.path)
    links = {
        entry.url_name: NavigationLink(
            label=_(entry.label),
            url=reverse(entry.url_name),
            icon=entry.icon,
            is_current=entry is current,
        )
        for entry in entries
    }
    return _group(links) if len(links) > MOST_UNGROUPED else list(links.values())


def _group(
    links: Mapping[str, NavigationLink],
) -> list[NavigationLink | NavigationGroup]:
    grouped = set[str]().union(*(names for _label, names in GROUPS))
    first = [link for name, link in links.items() if name not in grouped]
    groups = [
        NavigationGroup(
            _(label), tuple(link for name, link in links.items() if name in names)
        )
        for label, names in GROUPS
    ]
    return [*first, *(group for group in groups if group.links)]


def list_record_links(request: HttpRequest) -> list[NavigationLink]:
    """Return where a record's page leads on, in apps that page does not know."""
    match = request.resolver_match
    user = getattr(request, "user", None)
    if match is None or user is None or not user.is_authenticated:
        return []
    if match.view_name == "registry:detail" and get_scope(user).is_officer:
        url = reverse("desk:enterprise", args=[match.kwargs["code"]])
        ask = reverse("maturity:invite", args=[match.kwargs["code"]])
        return [
            NavigationLink(_("帮扶、台账和指标"), url, "clipboard"),
            NavigationLink(_("请它自评"), ask, "send"),
        ]
    if match.view_name == "maturity:result" and may(user, Action.MAKE_PLAN):
        url = reverse("improvement:start", args=[match.kwargs["code"]])
        plan = NavigationLink(_("做一个提升计划"), url, "circle-check")
        url = reverse("improvement:order_for_gap", args=[match.kwargs["code"]])
        return [plan, NavigationLink(_("请人帮一把"), url, "send")]
    return []


def _iterate_entries(roles: frozenset[str]) -> Iterator[Entry]:
    led_to = set()
    for entry in ENTRIES:
        is_open = entry.roles is EVERYBODY or not entry.roles.isdisjoint(roles)
        # Somebody with two roles meets a page under the name of the wider one.
        if is_open and entry.url_name not in led_to:
            led_to.add(entry.url_name)
            yield entry


def _find_current(entries: list[Entry], path: str) -> Entry | None:
    """Return the entry whose address is the longest beginning of the path."""
    found = [
        (len(url), entry)
        for entry in entries
        for url in map(reverse, (entry.url_name, *entry.also))
        if path.startswith(url)
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None
