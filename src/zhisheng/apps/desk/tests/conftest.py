import pytest
from django.core.management import call_command

from zhisheng.apps.desk.services import prepare_installation


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
