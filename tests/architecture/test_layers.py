"""The floors of the house and the names of its rooms."""

import ast
import subprocess
import sys

from tests.architecture.sources import (
    PACKAGE,
    REPOSITORY,
    list_product_modules,
    name_of,
    parse,
)

LINTER = "from importlinter.cli import lint_imports_command; lint_imports_command()"
SAYING_NOTHING = {
    "base", "common", "handler", "handlers", "helper", "helpers", "lib", "manager",
    "managers", "misc", "miscellaneous", "shared", "util", "utilities", "utils",
}  # fmt: skip
# A module on its way from a name of this list -> the name it will take.
RENAMING = {
    "src/zhisheng/apps/programme/views/helpers.py": "bodies that help, not helpers",
}
# Where rows of all enterprises may be asked for: what writes for the platform itself,
# and the selectors that apply the scope.
MAY_ASK_UNSCOPED = {"models", "selectors", "services", "tasks", "listeners", "facts"}


def test_imports_point_one_way():
    result = subprocess.run(
        [sys.executable, "-c", LINTER, "--no-cache"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-1000:]


def test_a_module_is_named_after_what_it_holds():
    found = {
        name_of(path)
        for path in list_product_modules()
        if {path.stem, *path.relative_to(PACKAGE).parts[:-1]} & SAYING_NOTHING
    }

    assert found - RENAMING.keys() == set()


def test_only_selectors_and_services_ask_for_all_rows():
    found = set()
    for path in list_product_modules():
        parts = {part.removesuffix(".py") for part in path.relative_to(PACKAGE).parts}
        if "apps" in parts and not parts & MAY_ASK_UNSCOPED:
            found |= {f"{name_of(path)}:{line}" for line in find_unscoped(path)}

    assert found == set()


def find_unscoped(path):
    return [
        node.lineno
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Attribute) and node.attr == "unscoped"
    ]


def test_no_module_catches_everything():
    found = {
        f"{name_of(path)}:{node.lineno}"
        for path in list_product_modules()
        for node in _iterate_handlers(path)
        if node.type is None
        or getattr(node.type, "id", "") in {"Exception", "BaseException"}
    }

    assert found == set()


def _iterate_handlers(path):
    return (
        node for node in ast.walk(parse(path)) if isinstance(node, ast.ExceptHandler)
    )
