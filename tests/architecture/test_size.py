"""No module, class or function grows past what one looks through at once.

A docstring does not count: the NumPy sections of ``methods`` would crowd out the code.
"""

import ast

from tests.architecture.sources import iterate_definitions, list_modules, name_of

MODULE_LINES = 400
CLASS_LINES = 200
FUNCTION_LINES = 40

# Name as the test tells it -> why it may be longer. Keep this nearly empty.
EXCEPTIONS: dict[str, str] = {}


def find_long_modules():
    for path in list_modules():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MODULE_LINES:
            yield name_of(path), lines


def find_long_definitions():
    for path in list_modules():
        for node in iterate_definitions(path):
            lines = count_lines(node)
            limit = CLASS_LINES if isinstance(node, ast.ClassDef) else FUNCTION_LINES
            if lines > limit:
                yield f"{name_of(path)}::{node.name}", lines


def count_lines(node):
    whole = node.end_lineno - node.lineno + 1
    first = node.body[0]
    has_docstring = ast.get_docstring(node, clean=False) is not None
    return whole - (first.end_lineno - first.lineno + 1 if has_docstring else 0)


def test_a_docstring_does_not_count():
    text = 'def f():\n    """One.\n\n    Two.\n    """\n    return 1\n'

    assert count_lines(ast.parse(text).body[0]) == 2


def test_modules_stay_short():
    found = dict(find_long_modules())

    assert {name: found[name] for name in found.keys() - EXCEPTIONS.keys()} == {}


def test_classes_and_functions_stay_short():
    found = dict(find_long_definitions())

    assert {name: found[name] for name in found.keys() - EXCEPTIONS.keys()} == {}


def test_every_exception_is_still_needed():
    found = dict(find_long_modules()) | dict(find_long_definitions())

    assert EXCEPTIONS.keys() - found.keys() == set()
