import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from zhisheng.kit.scoping import ScopedManager, ScopeRequiredError

APPS = Path(__file__).parents[2] / "apps"
MAY_BE_UNSCOPED = {"selectors", "services", "sheets", "tasks", "migrations", "tests"}


@pytest.fixture
def note_class():
    with isolate_apps("zhisheng.kit"):

        class Note(models.Model):
            owner = models.CharField(max_length=20)

            objects = ScopedManager()
            unscoped: models.Manager = models.Manager()

            class Meta:
                app_label = "kit"
                default_manager_name = "unscoped"

            def __str__(self):
                return self.owner

            @classmethod
            def filter_visible(cls, queryset, actor):
                return queryset.filter(owner=actor)

        yield Note


@pytest.mark.parametrize(
    "ask",
    [
        lambda notes: notes.all(),
        lambda notes: notes.filter(pk=1),
        lambda notes: notes.get(pk=1),
        lambda notes: notes.create(owner="x"),
        lambda notes: notes.count(),
    ],
)
def test_refuses_every_query_without_an_actor(note_class, ask):
    with pytest.raises(ScopeRequiredError, match=r"Note\.objects"):
        ask(note_class.objects)


def test_shows_what_the_model_says_is_visible(note_class):
    visible = note_class.objects.visible_to("first")

    assert str(visible.query).endswith('WHERE "kit_note"."owner" = first')


def test_unscoped_manager_stays_whole(note_class):
    assert "WHERE" not in str(note_class.unscoped.all().query)
    assert note_class._default_manager is note_class.unscoped


def test_model_must_declare_its_scope():
    with isolate_apps("zhisheng.kit"):

        class Undeclared(models.Model):
            objects = ScopedManager()

            class Meta:
                app_label = "kit"

            def __str__(self):
                return "undeclared"

        with pytest.raises(ScopeRequiredError, match="declares no filter_visible"):
            Undeclared.objects.visible_to("first")


def find_unscoped(source: str) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr == "unscoped"
    ]


def test_search_for_unscoped_finds_it():
    assert find_unscoped("x = 1\nEnterprise.unscoped.all()\n") == [2]


def test_only_selectors_and_services_reach_unscoped_rows():
    found = [
        f"{path.relative_to(APPS)}:{line}"
        for path in sorted(APPS.rglob("*.py"))
        if not MAY_BE_UNSCOPED & {*path.relative_to(APPS).parts[1:], path.stem}
        for line in find_unscoped(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_every_scoped_model_declares_its_scope():
    scoped = [
        model
        for model in apps.get_models()
        if any(isinstance(manager, ScopedManager) for manager in model._meta.managers)
    ]

    for model in scoped:
        assert hasattr(model, "filter_visible"), model
        assert model._meta.default_manager_name == "unscoped", model
