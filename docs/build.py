"""Write the pages of docs/reference that follow from the code, and check every link.

``python docs/build.py`` writes; with ``--check`` it changes nothing and fails where a
page is not what the code says.
"""

import json
import os
import sys
import tempfile
from argparse import Action as Argument
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from links import list_broken_links
from tables import join_page, make_table

DOCS = Path(__file__).resolve().parent
REPOSITORY = DOCS.parent
PACKAGE = REPOSITORY / "src" / "zhisheng"
REFERENCE = DOCS / "reference"
PLAIN_STATUSES = (400, 401, 404, 405, 413, 415, 500)


def prepare_django() -> None:
    """Load the project with an empty data folder: no page depends on records."""
    import django

    os.environ.setdefault("ZHISHENG_DATA_DIR", tempfile.mkdtemp())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhisheng.config.settings")
    django.setup()


# Pages ------------------------------------------------------------------------


def write_errors() -> str:
    from zhisheng.kit.problems import problem_for_status

    rows = [
        (f"`{error.code}`", str(find_status(error)), error.message, english)
        for error, english in list_errors()
    ]
    titles = {status: problem_for_status(status).title for status in PLAIN_STATUSES}
    plain = [
        (f"`http.{status}`", str(status), title, read_english()[title])
        for status, title in titles.items()
    ]
    return join_page(
        "Error codes",
        "Every refusal has a stable code. The API answers it as "
        "`application/problem+json` with the members `type`, `title`, `status`, `code`, "
        "`detail` and `fields`; a page shows the same text. Names in braces are filled "
        "in.",
        make_table(("code", "HTTP", "中文", "English"), rows),
        "## Refusals that no rule of the programme tells of",
        make_table(("code", "HTTP", "中文", "English"), plain),
    )


def list_errors() -> list[tuple[type, str]]:
    from zhisheng.methods.errors import DomainError

    for path in sorted((PACKAGE / "apps").glob("*/errors.py")):
        # Only what is loaded is a subclass, and no page of the API loads all of them.
        import_module(f"zhisheng.apps.{path.parent.name}.errors")
    english = read_english()
    found = {
        error
        for error in walk_subclasses(DomainError)
        if ".tests" not in error.__module__
    }
    found = {error for error in found if isinstance(error.__dict__.get("code"), str)}
    return [
        (error, english.get(error.message, ""))
        for error in sorted(found, key=lambda error: (error.code, error.__name__))
    ]


def walk_subclasses(error: type) -> Iterator[type]:
    for subclass in error.__subclasses__():
        yield subclass
        yield from walk_subclasses(subclass)


def find_status(error: type) -> int:
    from zhisheng.kit.problems import STATUSES, UNPROCESSABLE

    matches = (status for base, status in STATUSES if issubclass(error, base))
    return next(matches, UNPROCESSABLE)


@cache
def read_english() -> dict[str, str]:
    from babel.messages.pofile import read_po

    english: dict[str, str] = {}
    for path in sorted(PACKAGE.glob("**/locale/en/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for entry in read_po(file, locale="en"):
                if isinstance(entry.id, str) and isinstance(entry.string, str):
                    english[entry.id] = entry.string
    return english


def write_indicators() -> str:
    from zhisheng.reference.indicators import list_forms, list_indicators

    rows = [
        (
            f"`{item.code}`",
            f"{item.name}<br>{item.english_name}",
            item.display_unit or item.unit,
            item.levels[0],
            item.period_kind,
            item.value_kind + (" or range" if item.may_be_range else ""),
            item.definition,
            item.source,
        )
        for item in list_indicators()
    ]
    columns = (
        "code",
        "name",
        "unit",
        "level",
        "period",
        "value",
        "definition",
        "source",
    )
    forms = [
        (f"`{form.code}`", form.name, form.right, str(form.valid_from), form.purpose)
        for form in list_forms()
    ]
    return join_page(
        "Indicators",
        "The dictionary that ships with the platform. A percent and a percentage point "
        "are two kinds of value; a range stays a range.",
        make_table(columns, rows),
        "## Forms",
        "By what right a form asks is part of the form.",
        make_table(("code", "name", "right", "valid from", "purpose"), forms),
    )


def write_facts() -> str:
    from zhisheng.kit.facts import list_facts
    from zhisheng.reference.statements import load_topics

    questions = [one for topic in load_topics() for one in topic.questions]
    english = read_english() | {one.text: one.english for one in questions}
    rows = [
        (
            f"`{fact.name}`",
            f"{fact.label}<br>{english.get(fact.label, '')}",
            fact.value_type.__name__,
            fact.unit,
            fact.help,
        )
        for fact in list_facts()
    ]
    return join_page(
        "Facts",
        "What the apps can tell about an enterprise as of a day. Rules, readiness checks "
        "and forms ask for these names; what no app tells is *not known yet*, which is "
        "neither yes nor no.",
        make_table(("name", "label", "value", "unit", "remark"), rows),
    )


def write_retention() -> str:
    from zhisheng.kit.retention import list_rules

    english = read_english()
    rows = [
        (
            f"`{rule.name}`",
            f"{rule.label}<br>{english.get(rule.label, '')}",
            f"{rule.kept}<br>{english.get(rule.kept, '')}",
        )
        for rule in list_rules()
    ]
    return join_page(
        "Retention",
        "What is erased by itself, once a day. Files go by the day that is kept with each "
        "of them; the audit log and published bulletins stay.",
        make_table(("name", "what", "kept"), rows),
    )


def write_commands() -> str:
    from zhisheng.config.cli import COMMANDS

    parts = [
        "`zhisheng COMMAND [--help]`. A word that is not listed here is a management "
        "command of Django under its own name, such as `zhisheng migrate`."
    ]
    for words, (name, text) in COMMANDS.items():
        parts += [f"## `zhisheng {' '.join(words)}`", f"{text}.", list_arguments(name)]
    return join_page("Commands", *parts)


def list_arguments(name: str) -> str:
    from django.core.management.base import BaseCommand

    shared = set(BaseCommand.base_stealth_options) | {
        "help", "version", "verbosity", "settings", "pythonpath", "traceback",
        "no_color", "force_color", "skip_checks",
    }  # fmt: skip
    own = [item for item in find_parser(name)._actions if item.dest not in shared]
    rows = [(describe_argument(item), str(item.help or "")) for item in own]
    return make_table(("argument", "meaning"), rows) if rows else "No arguments."


def find_parser(name: str) -> ArgumentParser:
    """Return what reads the arguments of a command; `serve` is none of Django's."""
    from django.core.management import get_commands, load_command_class

    from zhisheng.config.serving import make_parser

    if name == "serve":
        return make_parser()
    command = load_command_class(get_commands()[name], name)
    return command.create_parser("zhisheng", name)


def describe_argument(item: Argument) -> str:
    name = ", ".join(item.option_strings) or str(item.metavar or item.dest).upper()
    given = item.default not in (None, False, "==SUPPRESS==", "")
    default = f" (default {item.default})" if given and item.option_strings else ""
    return f"`{name}`{default}"


def write_permissions() -> str:
    from zhisheng.apps.accounts.choices import Role

    parts = [
        "Who may do what. Within an action the scope still decides on whom: an officer "
        "acts for the units below the own one, everybody else for the own organisation. "
        "The table over every page and every role is `tests/permissions/matrix.py`."
    ]
    for path in sorted((PACKAGE / "apps").glob("*/permissions.py")):
        app = path.parent.name
        table = find_permission_table(app)
        columns = [
            role for role in Role if any(role in roles for roles in table.values())
        ]
        rows = [
            (f"`{action}`", *("yes" if role in roles else "" for role in columns))
            for action, roles in table.items()
        ]
        parts += [f"## {app}", make_table(("action", *columns), rows)]
    return join_page("Permissions", *parts)


def find_permission_table(app: str) -> dict[str, frozenset[str]]:
    module = import_module(f"zhisheng.apps.{app}.permissions")
    table = getattr(module, "ROLES_BY_ACTION", None) or getattr(module, "ALLOWED", {})
    return {str(action): frozenset(roles) for action, roles in table.items()}


@cache
def read_schema() -> dict[str, Any]:
    from django.utils.translation import override

    from zhisheng.config.api import api

    with override("zh-hans"):
        text = json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str)
    schema: dict[str, Any] = json.loads(text)
    return schema


def write_schema() -> str:
    return (
        json.dumps(read_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    )


def write_endpoints() -> str:
    paths = read_schema()["paths"]
    rows = [
        (f"`{method.upper()} {path}`", operation.get("summary", ""))
        for path, operations in sorted(paths.items())
        for method, operation in sorted(operations.items())
    ]
    return join_page(
        "REST API",
        "Every call needs `Authorization: Bearer KEY`; a key belongs to an organisation, "
        "has scopes and an end, and never falls back to a session. Refusals are "
        "[problems](errors.md). The full description is [openapi.json](openapi.json).",
        make_table(("call", "what it does"), rows),
        "## Scopes of a key",
        make_table(("scope", "what the key may do"), list_scopes()),
    )


def list_scopes() -> list[tuple[str, str]]:
    from django.utils.translation import override

    from zhisheng.apps.accounts.choices import TokenScope

    with override("zh-hans"):
        return [(f"`{scope.value}`", str(scope.label)) for scope in TokenScope]


def write_model_schema() -> str:
    from zhisheng.reference.maturity.schema import build_schema

    return json.dumps(build_schema(), ensure_ascii=False, indent=1) + "\n"


def write_model_fields() -> str:
    from zhisheng.reference.maturity.describing import FIELDS
    from zhisheng.reference.maturity.records import MaturityModel
    from zhisheng.reference.maturity.schema import build_schema, list_kinds

    records: Any = build_schema()["$defs"]
    parts = [
        "What a file of `reference/maturity/` holds. "
        "[Write an evaluation model](../how-to/write-an-evaluation-model.md) tells how to "
        "go about it; the same for programs is "
        "[maturity-model.schema.json](maturity-model.schema.json)."
    ]
    for name in (kind.__name__ for kind in list_kinds(MaturityModel)):
        wanted = records[name]["required"]
        rows = [
            (
                f"`{field}`" + ("" if field in wanted else " (optional)"),
                "<br>".join(FIELDS[f"{name}.{field}"]),
                describe_value(about),
            )
            for field, about in records[name]["properties"].items()
        ]
        parts += [f"## {name}", make_table(("key", "meaning", "value"), rows)]
    return join_page("Evaluation models", *parts)


def describe_value(about: dict[str, Any]) -> str:
    if "anyOf" in about:
        return " or ".join(describe_value(one) for one in about["anyOf"])
    if "$ref" in about:
        name = about["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in about:
        return ", ".join(f"`{word}`" for word in about["enum"])
    if about["type"] == "array":
        return f"list of {describe_value(about['items'])}"
    if "minimum" in about:
        return f"{about['minimum']} to {about['maximum']}"
    return str(about.get("format") or about["type"])


PAGES: dict[Path, Callable[[], str]] = {
    REFERENCE / "errors.md": write_errors,
    REFERENCE / "indicators.md": write_indicators,
    REFERENCE / "facts.md": write_facts,
    REFERENCE / "retention.md": write_retention,
    REFERENCE / "commands.md": write_commands,
    REFERENCE / "permissions.md": write_permissions,
    REFERENCE / "maturity-model.md": write_model_fields,
    REFERENCE / "maturity-model.schema.json": write_model_schema,
    REFERENCE / "api.md": write_endpoints,
    REFERENCE / "openapi.json": write_schema,
}


# The command ------------------------------------------------------------------


def list_stale_pages() -> list[str]:
    return [
        str(path.relative_to(REPOSITORY))
        for path, write in PAGES.items()
        if not path.exists() or path.read_text(encoding="utf-8") != write()
    ]


def main() -> int:
    prepare_django()
    problems = []
    if "--check" in sys.argv:
        problems = [f"{name} is stale: run make docs" for name in list_stale_pages()]
    else:
        for path, write in PAGES.items():
            path.write_text(write(), encoding="utf-8")
    problems += list_broken_links()
    for line in problems:
        print(line)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
