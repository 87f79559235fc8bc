"""Every error speaks English too, with the same placeholders."""

import importlib
import io
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
from babel.messages.pofile import read_po

import zhisheng.kit
import zhisheng.methods
from zhisheng.methods.errors import DomainError

CATALOGUE = Path(__file__).parents[1] / "locale/en/LC_MESSAGES/django.po"
SKIPPED = {"tests", "migrations", "management"}


def import_all(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not SKIPPED & set(module.name.split(".")):
            importlib.import_module(module.name)


def list_subclasses(error: type[DomainError]) -> Iterator[type[DomainError]]:
    for subclass in error.__subclasses__():
        yield subclass
        yield from list_subclasses(subclass)


def list_errors() -> list[type[DomainError]]:
    for package in (zhisheng.kit, zhisheng.methods):
        import_all(package)
    floors = ("zhisheng.kit.", "zhisheng.methods.")
    return sorted(
        {
            error
            for error in list_subclasses(DomainError)
            if error.__module__.startswith(floors) and ".tests." not in error.__module__
        },
        key=lambda error: error.__qualname__,
    )


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {
            str(entry.id): str(entry.string) for entry in read_po(file, locale="en")
        }


def list_placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_error_is_translated(english):
    messages = {error.message for error in list_errors()}

    assert {message for message in messages if not english.get(message)} == set()


def test_translations_name_the_same_placeholders(english):
    differing = {
        chinese
        for chinese, text in english.items()
        if list_placeholders(chinese) != list_placeholders(text)
    }

    assert differing == set()


def test_codes_are_unique():
    codes = [error.code for error in list_errors()]

    assert sorted(codes) == sorted(set(codes))


def test_the_registry_is_not_called_a_roster():
    """What people send in is a roster; what is on record of enterprises is no such list."""
    mixed = [
        str(entry.id)
        for catalogue in Path(zhisheng.kit.__path__[0]).parent.rglob("en/**/django.po")
        for entry in read_po(io.BytesIO(catalogue.read_bytes()), locale="en")
        if "名录" in str(entry.id) and "roster" in str(entry.string).lower()
    ]

    assert mixed == []
