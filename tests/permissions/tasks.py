"""Tasks of the county as the matrix asks for them: typed, handed in, linked, sealed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from zhisheng.apps.programme import services as programme
from zhisheng.apps.programme.choices import Audience
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.selectors import Paper, find_check_code
from zhisheng.apps.programme.services import Filled, Remark
from zhisheng.apps.programme.tests.reporting import fill, open_now, plan_task
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import make_code
from zhisheng.kit.tests.documents import make_pdf

OF_TASK = (
    "task_paper", "task_sheet", "task_word", "seal_task", "export_lines", "unreached",
    "unreached_sheet",
)  # fmt: skip
PROOF = make_pdf()
LINE = {
    "name": "安平县示例甲丝网厂", "uscc": make_code(71), "willingness": "强",
    "potential": "大", "selected": "是",
}  # fmt: skip

Get = Callable[[str], Any]


def arrange_tasks(get: Get) -> dict[str, dict[str, object]]:
    """Open a task of the county; what the owner handed in waits at the county."""
    officer, unit = get("officer_county"), get("county_unit")
    task = open_now(plan_task(unit, officer), officer)
    entry = task.entries.get(enterprise__organisation=get("owner_organisation"))
    fill(entry, get("owner"))
    code = {"code": task.code}
    named = {**code, "number": entry.pk}
    whole = (
        "task",
        "task_progress",
        "open_task",
        "edit_task",
        "delete_task",
        "recall_task",
        "close_task",
        "change_task",
        "add_asked",
        "recipients",
        "recipient_changes",
        "task_filter",
        "filter_names",
        "reopen_task",
        "remind",
        "reminders",
        "pass_waiting",
        "return_waiting",
    )
    single = (
        "entry", "pass_entry", "return_entry", "reopen_entry", "confirm_entry",
        "marked_rows", "settle_dispute", "take_back_entry",
    )  # fmt: skip
    return {
        **{f"programme:{page}": code for page in whole},
        **{f"programme:{page}": named for page in single},
        **arrange_tables(get),
        **arrange_links(get),
        "programme:put_back": arrange_taken_out(get),
        **arrange_lists(get),
        **arrange_official(task, officer),
    }


def arrange_official(task: Any, officer: Any) -> dict[str, dict[str, object]]:
    """Keep a draft of the county, which nobody else may read."""
    draft = {"code": programme.draft_official_paper(task=task, actor=officer).code}
    pages = ("official_paper", "issue_official_paper", "official_paper_file")
    return {
        "programme:task_official_papers": {"code": task.code},
        **{f"programme:{page}": draft for page in pages},
    }


def arrange_lists(get: Get) -> dict[str, dict[str, object]]:
    """Ask all bodies for the enterprises they helped; return what one of them owes."""
    officer, unit = get("officer_nation"), get("nation_unit")
    task = plan_task(
        unit,
        officer,
        code="helped-enterprises",
        audience=Audience.BODIES,
        opens_on=date(2024, 11, 27),
        due_on=date(2025, 1, 17),
    )
    entry = open_now(task, officer).entries.get(organisation=get("body_organisation"))
    return {"programme:take_lines": {"code": task.code, "number": entry.pk}}


def arrange_links(get: Get) -> dict[str, dict[str, object]]:
    """Open a task the owner has not filled in; the county made a link for it."""
    officer = get("officer_county")
    task = open_now(plan_task(get("county_unit"), officer), officer)
    entry = task.entries.get(enterprise__organisation=get("owner_organisation"))
    issued = programme.issue_link(entry=entry, actor=officer)
    secret = issued.address.rstrip("/").rpartition("/")[2]
    code = {"code": issued.link.code}
    return {
        "programme:send_links": {"code": task.code},
        "programme:issue_link": {"code": task.code, "number": entry.pk},
        "programme:take_out": {"code": task.code, "number": entry.pk},
        "programme:open_link": {**code, "secret": secret},
        **{f"programme:{page}": code for page in ("link", "fill_by_link")},
    }


def arrange_taken_out(get: Get) -> dict[str, object]:
    """Open a task out of which the county took the owner's enterprise."""
    officer = get("officer_county")
    task = open_now(plan_task(get("county_unit"), officer), officer)
    entry = task.entries.get(enterprise__organisation=get("owner_organisation"))
    programme.take_out_recipient(entry=entry, reason="已停产", actor=officer)
    return {"code": task.code, "number": task.recipient_changes.get().pk}


def arrange_tables(get: Get) -> dict[str, dict[str, object]]:
    """Open two lists: one the owner still types, one that waits with a remark on it."""
    officer, unit, owner = get("officer_county"), get("county_unit"), get("owner")
    found = []
    for _ in range(2):
        task = open_now(plan_task(unit, officer, code="county-ledger"), officer)
        entry = task.entries.get(enterprise__organisation=get("owner_organisation"))
        programme.add_row(entry=entry, typed=LINE, version=0, actor=owner)
        found.append(TaskEntry.objects.select_related("task").get(pk=entry.pk))
    typed, handed = found
    answers = {"filled_by": "李红"}
    filled = Filled(answers=answers, version=handed.version, is_sure=True)
    handed = programme.submit_entry(entry=handed, filled=filled, actor=owner)
    remark = programme.write_remark(
        entry=handed, unit=unit, remark=Remark("请核对", row=1), actor=officer
    )
    open_one = {"code": typed.task.code, "number": typed.pk}
    waiting = {"code": handed.task.code, "number": handed.pk}
    return {
        "programme:blank_rows": {"code": typed.task.code},
        **{f"programme:{page}": open_one for page in ("new_row", "upload_rows")},
        "programme:remove_row": {**open_one, "line": 1},
        "programme:take_back_rows": open_one,
        "programme:take_over_entry": open_one,
        "programme:unnamed_rows": {**open_one, "source": "sheet"},
        "programme:unreached_number": arrange_number(typed),
        **{f"programme:{page}": waiting for page in ("rows", "export_rows")},
        **{
            f"programme:{page}": {**waiting, "line": 1}
            for page in ("row", "remark_row")
        },
        "programme:drop_remark": {**waiting, "remark": remark.pk},
        **arrange_papers(handed, unit, officer),
    }


def arrange_number(entry: TaskEntry) -> dict[str, object]:
    """Have a number on record of an enterprise that was never reminded."""
    Enterprise.unscoped.filter(pk=entry.enterprise_id).update(
        contact_phone="0318-7000000"
    )
    return {"code": entry.task.code, "number": entry.pk}


def arrange_papers(
    entry: TaskEntry, unit: Any, officer: Any
) -> dict[str, dict[str, object]]:
    """Keep a sealed scan of the handed-in entry, and one of all the county reports."""
    task, scans = entry.task, []
    for paper in (Paper(task, unit=unit), Paper(task, entry=entry)):
        sealed = programme.attach_paper(
            paper=paper,
            check_code=find_check_code(paper),
            file=SimpleUploadedFile("盖章件.pdf", make_pdf()),
            actor=officer,
        )
        scans.append(sealed.pk)
    of_task = {"code": task.code}
    of_entry = {**of_task, "number": entry.pk}
    return {
        "programme:sample_template": {"form": "county-ledger"},
        "programme:word_sample": {"form": "county-ledger"},
        **{
            f"programme:{page}": {**of_task, "scan": scans[0]}
            for page in ("task_scan", "withdraw_task_scan")
        },
        **{
            f"programme:{page}": {**of_entry, "scan": scans[1]}
            for page in ("entry_scan", "withdraw_entry_scan")
        },
        **{f"programme:{page}": of_task for page in OF_TASK},
        **{
            f"programme:{page}": of_entry
            for page in ("entry_paper", "entry_sheet", "entry_word", "seal_entry")
        },
    }
