import pytest
from django.core.management import CommandError, call_command

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.selectors import get_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def password_file(tmp_path):
    path = tmp_path / "password"
    path.write_text("Wire-mesh-1971\n", encoding="utf-8")
    return path


def test_a_new_installation_gets_its_first_administrators(password_file, capsys):
    for username in ("chenchen", "hejun"):
        call_command(
            "administrator", username, name="陈晨", password_file=password_file
        )

    first = User.objects.get(username="chenchen")
    assert first.check_password("Wire-mesh-1971")
    assert get_scope(first).roles == {"administrator"}
    assert Organisation.objects.filter(kind="platform").count() == 1


def test_a_weak_password_creates_nobody(password_file):
    password_file.write_text("12345678", encoding="utf-8")

    with pytest.raises(CommandError, match="密码"):
        call_command(
            "administrator", "chenchen", name="陈晨", password_file=password_file
        )

    assert not User.objects.filter(username="chenchen").exists()
    assert not Organisation.objects.filter(kind="platform").exists()


def test_a_password_file_that_is_not_there_is_named(tmp_path):
    missing = tmp_path / "none"

    with pytest.raises(CommandError, match=f"读不到口令文件：{missing}"):
        call_command("administrator", "chenchen", name="陈晨", password_file=missing)

    assert not User.objects.exists()
