"""The product's own files, each named from the repository's root."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "src" / "zhisheng"
FOLDERS = (PACKAGE, REPOSITORY / "tests", REPOSITORY / "benchmarks")


def name_of(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


@cache
def list_modules() -> tuple[Path, ...]:
    """Return every Python file written by hand, tests and benchmarks included."""
    docs = REPOSITORY / "docs"
    pages = [docs / name for name in ("build.py", "links.py", "tables.py")]
    loose = [REPOSITORY / "conftest.py", *pages]
    found = [path for folder in FOLDERS for path in folder.rglob("*.py")]
    return tuple(sorted(path for path in [*found, *loose] if not is_migration(path)))


@cache
def list_product_modules() -> tuple[Path, ...]:
    return tuple(
        path for path in list_modules() if PACKAGE in path.parents and not is_test(path)
    )


@cache
def list_templates() -> tuple[Path, ...]:
    return tuple(sorted(PACKAGE.glob("**/templates/**/*.html")))


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def iterate_definitions(
    path: Path,
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


def is_migration(path: Path) -> bool:
    return path.parent.name == "migrations"


def is_test(path: Path) -> bool:
    return "tests" in path.parts or path.name == "conftest.py"
