"""Ask for a page or a call as somebody, and take back whatever it changed."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from tests.permissions.campaigns import CAMPAIGN_DATA
from tests.permissions.cases import CASE_DATA
from tests.permissions.improvement import PLAN_DATA
from tests.permissions.orders import ORDER_DATA
from tests.permissions.tasks import LINE
from tests.permissions.world import World
from zhisheng.apps.accounts.views.files import read_link
from zhisheng.apps.registry.tests.factories import make_code
from zhisheng.config.api import api
from zhisheng.kit.audit import AuditEntry
from zhisheng.methods.working_days import next_working_day

# Pages of libraries; their own projects test who may open them.
OF_LIBRARIES = ("account_", "mfa_", "socialaccount_", "api-", "set_language")

CONSENT: dict[str, object] = {
    "recipient": "示例农村商业银行",
    "groups": ["record"],
    "purpose": "credit",
    "until": f"{timezone.localdate() + timedelta(days=30)}",
}
TERM = {
    "opens_on": f"{timezone.localdate()}",
    "due_on": f"{next_working_day(timezone.localdate())}",
}
NOTICE: dict[str, object] = {
    "unit": "U131125", "kind": "award", "title": "奖补名单公示", "basis": "示例文件",
    "text": "现予公示。", "subjects": "安平县示例丝网厂", "working_days": "5",
    "answer_days": "15", "contact": "质量股 0318-7512345", "version": "1",
}  # fmt: skip
# What is sent where an empty form would be turned away before anybody is asked who
# sends it.
DATA: dict[str, dict[str, object]] = {
    "accounts:close": {"word": "注销"},
    "accounts:file_link": {
        "path": "/account/personal/download/", "mailbox": "liuli@example.cn",
    },
    "accounts:give_mailbox": {"mailbox": "liuli@example.cn"},
    "accounts:invite": {"role": "worker"},
    "accounts:sign_in_mobile": {"mobile": "13800000001"},
    "accounts:unit": {"name": "城关所", "kind": "station"},
    "accounts:change_unit": {"name": "丝网监管所"},
    "accounts:save_columns": {"columns": ["name"], "name": "报市局用"},
    "registry:place": {"unit": "丝网所"},
    "registry:place_one": {"unit": "丝网所"},
    "desk:answer": {"answer": "已安排在六月。"},
    "desk:complaint": {"kind": "suggestion", "text": "希望多办培训"},
    **PLAN_DATA,
    **CASE_DATA,
    **ORDER_DATA,
    **CAMPAIGN_DATA,
    "improvement:add_cause": {
        "cause-place": "method", "cause-text": "没有作业图", "cause-version": "2",
    },
    "improvement:attach_solution": {
        "solution-text": "焊丝进烘箱", "solution-version": 3,
    },
    "improvement:common_problem": {"name": "气孔", "version": 3},
    "improvement:common_problems": {"trade": ""},
    "improvement:dismiss_common": {"version": 3},
    "improvement:problem_step": {"act": "contain", "text": "返工", "version": "2"},
    "improvement:remove_cause": {"version": "2"},
    "improvement:report_problem": {"text": "纸箱受潮", "source": "found"},
    "improvement:similar_common": {"version": 3, "join": "1"},
    "maturity:fill": {"was-incoming_check": "", "incoming_check": "3"},
    "maturity:remark": {"comment": "记录在车间"},
    "maturity:state": {"registry.ordered_to_stop": "no"},
    "maturity:return": {"comment": "请补进货记录"},
    "notices:object": {"text": "名单里有一家没有证书。"},
    "programme:close_task": {"reason": "收齐了"},
    "programme:reopen_task": {"reason": "还有两家要补"},
    "programme:close_notice": {"withdraw": "1", "text": "名单有误"},
    "programme:confirm_entry": {"answer": "right"},
    "programme:confirm_help": {"answer": "right"},
    "programme:decide": {"decision": "new"},
    "programme:enrol": {"save": "1", "willingness": "strong"},
    "programme:new_task": {
        "form": "quarterly-progress", "name": "进展", "period": "2026年一季度",
        "unit": "U131125", "audience": "enterprises",
        **TERM,
    },
    "programme:new_row": {**LINE, "name": "示例乙厂", "uscc": make_code(72), "version": "1"},
    "programme:pass_entry": {"version": "1", "acting_reason": "县局停电"},
    "programme:pass_waiting": {
        "acting_reason": "县局停电", "seen_at": "2999-01-01T00:00+08:00",
    },
    "programme:take_back_entry": {"version": "1"},
    "programme:take_out": {"reason": "已停产"},
    "programme:remark_row": {"text": "请核对人数"},
    "programme:remove_row": {"version": "1"},
    "programme:edit_notice": NOTICE,
    "programme:new_notice": NOTICE,
    "accounts:delete_column_set": {"version": "1"},
    "programme:delete_notice": {"version": "1"},
    "programme:publish_notice": {"version": "1"},
    "programme:objection": {"result": "rejected", "answer": "证书编号可查。"},
    "programme:return_entry": {
        "text": "请核对人数", "version": "1", "acting_reason": "县局停电",
    },
    "registry:decide_claim": {"decision": "approve"},
    "registry:decide_proposal": {"decision": "approve"},
    "registry:exchange_send": {"layout": "random-inspection/enterprises"},
    "registry:give_consent": {**CONSENT, "decision": "agree"},
    "statistics:correct": {"reason": "漏报一家"},
    "statistics:draft": {"area": "131125", "year": "2024"},
}  # fmt: skip

# Which page's arguments an API address shares, and what its other words stand for.
CALL_ARGUMENTS = {
    "/enterprises/": "registry:detail",
    "/plans/": "improvement:plan",
    "/evaluations/": "maturity:submit",
    "/campaigns/": "campaigns:campaign",
    "/imports/": "programme:decide",
    "/sheets/": "returns:show_sheet",
    "/notices/{code}": "programme:notice",
    "/notices/{code}/draft": "programme:publish_notice",
    "/notices/{code}/publish": "programme:publish_notice",
    "/objections/": "programme:objection",
    "/column-sets/": "accounts:delete_column_set",
    "/tasks/{code}": "programme:task",
    "/entries/{number}": "programme:entry",
    "/entries/{number}/lines": "programme:remove_row",
    "/entries/{number}/answers": "programme:issue_link",
    "/entries/{number}/submit": "programme:issue_link",
    "/bulletin/": "statistics:detail",
    "/enterprises/{code}/values": "registry:detail",
    "/consents/{grant_id}/": "registry:withdraw_consent",
    "/statements/{statement}/": "maturity:withdraw_statement",
}
CALL_WORDS = {
    "/places/industries/{code}": {"code": "3340"},
    "/places/regions/{code}": {"code": "131125"},
    "/ledger/": {"year": 2024},
    "/bindings/{channel}": {"channel": "wechat"},
    "/receipts/{channel}": {"channel": "text"},
}
ENTERPRISE = "$enterprise"
API_ENTRY = "/api/v1/programme/tasks/{code}/entries/{number}"
CALL_DATA: dict[str, dict[str, object]] = {
    "POST /api/v1/programme/notices/{code}/publish": {"version": 1},
    "POST /api/v1/account/column-sets": {
        "export": "roster", "name": "报市局用", "columns": ["name"],
    },
    "POST /api/v1/enterprises/{code}/consents": CONSENT,
    "POST /api/v1/enterprises/{code}/proposals": {
        "effective_on": "2026-03-01", "address": "安平县示例路3号",
    },
    "POST /api/v1/enterprises/{code}/statements": {
        "topic": "ordered_to_stop", "answers": {"registry.ordered_to_stop": False},
    },
    "POST /api/v1/evaluations": {"enterprise": ENTERPRISE, "model": "five-levels"},
    "POST /api/v1/evaluations/{code}/answers": {"answers": {"incoming_check": 3}},
    "POST /api/v1/programme/notices": {
        "kind": "award", "title": "奖补名单公示", "basis": "示例文件",
        "text": "现予公示。", "contact": "质量股 0318-7512345", "subjects": [{"name": "示例丝网厂"}],
    },
    "POST /api/v1/programme/objections/{code}/answer": {
        "result": "rejected", "answer": "证书编号可查。",
    },
    "POST /api/v1/programme/tasks": {
        "form": "quarterly-progress", "name": "进展", "period": "2026年一季度",
        "audience": "enterprises", **TERM,
    },
    "POST /api/v1/programme/tasks/{code}/close": {"reason": "收齐了"},
    "POST /api/v1/programme/tasks/{code}/recipients": {"codes": ["E"], "reason": "漏了"},
    "POST /api/v1/programme/tasks/{code}/filter": {"industry": ""},
    f"POST {API_ENTRY}/take-out": {"reason": "加错了"},
    "POST /api/v1/programme/tasks/{code}/reopen": {"reason": "还有两家要补"},
    "POST /api/v1/programme/tasks/{code}/pass": {
        "entries": None, "acting_reason": "县局停电",
    },
    f"POST {API_ENTRY}/answers": {"version": 0, "answers": {"employees": "20"}},
    f"POST {API_ENTRY}/submit": {"version": 0, "answers": {"employees": "20"}},
    f"POST {API_ENTRY}/take-over": {"version": 0},
    f"POST {API_ENTRY}/settle": {"dispute": 1, "reason": "和社保名册核对过"},
    f"POST {API_ENTRY}/lines": {
        "version": 1, "answers": {**LINE, "name": "示例乙厂", "uscc": make_code(72)},
    },
    f"POST {API_ENTRY}/lines/{{line}}": {"version": 1, "answers": LINE},
    f"POST {API_ENTRY}/lines/{{line}}/remove": {"version": 1},
    f"POST {API_ENTRY}/return": {
        "version": 1, "remarks": [{"text": "请核对人数"}], "acting_reason": "县局停电",
    },
    f"POST {API_ENTRY}/take-back": {"version": 1},
    "POST /api/v1/programme/imports/{code}/columns": {"columns": {"name": 0}},
    "POST /api/v1/programme/imports/{code}/rows/{row_id}": {"decision": "new"},
    "POST /api/v1/returns/": {
        "enterprise": ENTERPRISE, "form": "yearly-effects", "period": "2025",
        "values": {"revenue": "100"}, "unit": "万元",
    },
    "POST /api/v1/returns/totals": {
        "level": "region", "subject_code": "131125", "indicator": "product_count",
        "period": "2024", "amount": "9", "document": "安平县局〔2025〕2号",
    },
}  # fmt: skip
QUERIES = {
    "DELETE /api/v1/account/column-sets/{code}": "?version=1",
    "GET /api/v1/account/column-sets": "?export=roster",
    "GET /api/v1/places/regions/{code}/successors": "?start=2020-01-01&end=2024-01-01",
}


def list_pages() -> list[str]:
    """Return the name of every page of the product."""
    return sorted(
        name for name in _iterate_names() if not name.startswith(OF_LIBRARIES)
    )


def _iterate_names() -> Iterator[str]:
    resolver = get_resolver()
    yield from (name for name in resolver.reverse_dict if isinstance(name, str))
    for prefix, (_, inner) in resolver.namespace_dict.items():
        names = (name for name in inner.reverse_dict if isinstance(name, str))
        yield from (f"{prefix}:{name}" for name in names)


def ask(world: World, role: str, method: str, page: str) -> str:
    """Return the status, with a star where the request changed something.

    Every service writes an audit entry, so an entry more tells that it was done; then
    the change is taken back.
    """
    client = open_client()
    address = reverse(page, kwargs=world.arguments.get(page, {}))
    with transaction.atomic():
        if not isinstance(world.actors[role], AnonymousUser):
            client.force_login(world.actors[role])
        outcome = _send(getattr(client, method), address, data=DATA.get(page, {}))
        transaction.set_rollback(True)
    return outcome


def list_calls() -> list[str]:
    """Return every call of the API as method and path."""
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    return sorted(
        f"{method.upper()} {path}" for path, one in paths.items() for method in one
    )


def call(world: World, key: str, name: str, text: str | None = None) -> str:
    """Return the status of an API call by the holder of a key, or of nobody.

    Without a text the call sends what it takes.
    """
    method, path = name.split(" ")
    address = path.format_map(_find_words(world, path)) + QUERIES.get(name, "")
    text = json.dumps(CALL_DATA.get(name, {})) if text is None else text
    headers = {"Authorization": world.keys[key]} if key in world.keys else {}
    with transaction.atomic():
        outcome = _send(
            getattr(open_client(), method.lower()),
            address,
            headers=headers,
            **_make_body(method, text.replace(ENTERPRISE, _read_enterprise(world))),
        )
        transaction.set_rollback(True)
    return outcome


def _make_body(method: str, text: str) -> dict[str, str]:
    is_sent = method == "POST"
    return {"data": text, "content_type": "application/json"} if is_sent else {}


def _find_words(world: World, path: str) -> dict[str, object]:
    words: dict[str, object] = {}
    for part, page in CALL_ARGUMENTS.items():
        words |= world.arguments[page] if part in path else {}
    for part, known in CALL_WORDS.items():
        words |= known if part in path else {}
    return words


def _read_enterprise(world: World) -> str:
    return str(world.arguments["registry:detail"]["code"])


def open_client() -> Client:
    return Client(raise_request_exception=False)


def _send(send: Callable[..., Any], address: str, **sent: object) -> str:
    before = AuditEntry.objects.count()
    response = send(address, **sent)
    response.close()
    if is_unmarked(response, address):
        return "unmarked"
    is_done = AuditEntry.objects.count() > before
    return f"{response.status_code}{'*' if is_done else ''}"


def is_unmarked(response: Any, address: str) -> bool:
    """Tell whether a page hands out a file and does not say so, as WeChat needs.

    What a form makes has no link; its page says where it works.
    """
    is_sent = "attachment" in response.headers.get("Content-Disposition", "")
    is_made = response.request["REQUEST_METHOD"] == "POST"
    return is_sent and not (
        is_made or address.startswith("/api/") or read_link(address)
    )
