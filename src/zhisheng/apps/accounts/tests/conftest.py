import pytest

from zhisheng.apps.accounts.tests.factories import UserFactory
from zhisheng.apps.accounts.tests.mobile import LOCAL, NUMBER
from zhisheng.kit.channels.registry import get_channel


@pytest.fixture
def local_texts(settings):
    """Let text messages go to a channel that can be read."""
    settings.CHANNELS = LOCAL
    get_channel.cache_clear()
    yield
    get_channel.cache_clear()


@pytest.fixture
def holder(db):
    """Return whose mobile the codes go to."""
    return UserFactory(username="wangqiang", mobile=NUMBER)
