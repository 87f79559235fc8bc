import pytest
from django.core.management import call_command

from zhisheng.apps.desk.services import prepare_installation
from zhisheng.apps.registry.tests import factories
from zhisheng.apps.returns.services import (
    load_reference_forms,
    load_reference_indicators,
)


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STATIC_ROOT = tmp_path / "static"
    return tmp_path / "files"


@pytest.fixture
def demo(db, media):
    """Make the demo programme with 150 enterprises, as `zhisheng demo` does."""
    for _ in prepare_installation():
        pass
    call_command("demo", enterprises=150, seed=7, verbosity=0)


@pytest.fixture
def make_enterprise(reference):
    return factories.make_enterprise


@pytest.fixture
def forms(reference):
    load_reference_indicators()
    load_reference_forms()
