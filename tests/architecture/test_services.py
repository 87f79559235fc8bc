"""Every public service leads to an audit entry; the apps' tests count that it is one."""

import ast
import inspect
from functools import cache
from importlib import import_module

import pytest

from tests.architecture.sources import PACKAGE, is_test, parse

APPS = sorted(path.parents[0].name for path in PACKAGE.glob("apps/*/services*")
              if path.name in {"services", "services.py"})  # fmt: skip
# What stands in services/ and writes nothing, or nothing that is worth an entry.
NOT_WRITING = {
    "accounts": {
        "check_password_link": "reads",
        "clean_acting_reason": "reads",
        "ask_code_of_text": "the text that follows has the entry",
        "ask_sign_in_code": "the text that follows has the entry; a flood of them none",
        "ask_verification_code": "the text that follows has the entry",
        "deliver_messages": "each dispatch is its own record",
        "finish_identity": "who comes in or is bound has the entry",
        "start_identity": "sends the browser to the service",
        "forget_mobile_codes": "upkeep: what nobody can use any more",
        "keep_preferences": "takes the visitor's language over into the own profile",
        "get_system_user": "creates, once, the account that entries may name",
        "note_receipts": "each dispatch is its own record",
        "open_invitation": "reads",
        "place_organisations": "the registry's service that calls it has the entry",
        "read_messages": "an entry per message read would bury the rest",
        "use_token": "counts calls; an entry per call of the API would bury the rest",
    },
    "desk": {
        "prepare_installation": "its steps are services with entries of their own"
    },
    "improvement": {
        "compare_aims": "computes; what it finds is kept beside its draft",
        "make_visit_code": "computes",
        "name_bar": "computes",
        "name_clauses": "computes",
        "read_ground": "reads",
        "refuse_conflict": "refuses what another service would write",
        "tell_conflict": "computes",
        "tell_conflicts": "computes",
        "read_terms": "reads",
        "solve_plan": "computes",
    },
    "places": {"spell_pinyin": "computes"},
    "programme": {
        "read_confirmation": "reads",
        "find_link": "reads",
        "prove_by_digits": "counts tries; the answer has the entry",
        "write_confirmation_address": "signs an address and keeps nothing",
        "fail_import": "notes why a job ended",
        "hold_notice": "locks; what comes after has the entry",
        "iterate_rows": "reads",
        "list_unnamed_rows": "reads",
        "look_up_receipt": "counts; an entry per look-up would bury the rest",
        "make_blank_roster": "writes a workbook",
        "make_context": "reads",
        "mark_roster": "writes a workbook",
        "mark_rows": "writes a workbook",
        "open_link": "reads",
        "resume_link": "reads",
        "read_lines": "reads",
        "read_subject_sheet": "reads; the sheet is not kept",
        "read_subjects": "reads",
        "read_into_staging": "staging rows; applying them has the entry",
        "write_marks": "writes a workbook",
        "write_official_paper": "writes a document",
        "write_sample": "writes a workbook",
    },
    "registry": {
        "check_terms": "reads",
        "classify_enterprise": "computes",
        "compute_latest_end": "computes",
        "count_look_up": "counts; an entry per look-up would bury the rest",
        "mark_exchange": "writes a workbook",
    },
    "returns": {
        "check_sheet": "reads",
        "choose_unit": "computes",
        "describe_refusals": "words",
        "describe_result": "words",
        "describe_stored": "words",
        "describe_unreadable": "words",
        "describe_value_error": "words",
        "examine_return": "computes",
        "list_previous_values": "reads",
        "mark_sheet": "writes a workbook",
        "name_indicator": "words",
        "name_indicators": "words",
        "show_measured": "words",
        "write_marks": "writes a workbook",
        "write_value": "words",
    },
    "statistics": {
        "fail_bulletin": "notes why a job ended",
        "get_shipped_layout": "reads",
        "list_notes": "words",
        "list_dimensions": "words",
        "list_parts": "words",
        "make_document": "writes a document",
        "make_title": "words",
        "name_dimension": "words",
        "name_part": "words",
        "name_reading": "words",
        "queue_computing": "the draft before it has the entry",
        "word_cell": "words",
        "word_part": "words",
        "word_row": "words",
        "word_rows": "words",
    },
}


@cache
def read_calls() -> dict[str, set[str]]:
    """Return what each function of all services calls, by name."""
    calls: dict[str, set[str]] = {}
    for path in PACKAGE.glob("apps/*/services*/**/*.py"):
        if not is_test(path):
            collect_calls(parse(path), calls)
    for path in PACKAGE.glob("apps/*/services.py"):
        collect_calls(parse(path), calls)
    return calls


def collect_calls(tree: ast.Module, calls: dict[str, set[str]]) -> None:
    """Collect calls of plain names and of what stands in imported modules."""
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            inner = (one for one in ast.walk(node) if isinstance(one, ast.Call))
            names = (ast.unparse(one.func) for one in inner)
            known = {
                name
                for name in names
                if name.count(".") == 0
                or (name.count(".") == 1 and name.split(".")[0] in imported)
            }
            calls.setdefault(node.name, set()).update(known)


def leads_to_entry(name: str) -> bool:
    todo, seen = [name], set()
    while todo:
        current = todo.pop()
        if current == "audit.record":
            return True
        short = current.rsplit(".", 1)[-1]
        if short not in seen:
            seen.add(short)
            todo += read_calls().get(short, ())
    return False


def list_services(app: str) -> set[str]:
    module = import_module(f"zhisheng.apps.{app}.services")
    known = getattr(
        module, "__all__", [name for name in vars(module) if name[0] != "_"]
    )
    return {
        name
        for name in known
        if inspect.isfunction(one := getattr(module, name))
        and one.__module__.startswith(f"zhisheng.apps.{app}.services")
    }


@pytest.mark.parametrize("app", APPS)
def test_every_service_leads_to_an_entry(app):
    silent = {name for name in list_services(app) if not leads_to_entry(name)}

    assert silent - NOT_WRITING.get(app, {}).keys() == set()


@pytest.mark.parametrize("app", APPS)
def test_no_exception_outlives_its_service(app):
    assert NOT_WRITING.get(app, {}).keys() - list_services(app) == set()


def test_the_walk_follows_calls():
    assert leads_to_entry("register_enterprise")
    assert not leads_to_entry("spell_pinyin")
