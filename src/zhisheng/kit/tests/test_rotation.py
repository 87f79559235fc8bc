"""After a rotation everything opens without the old key, and it may be repeated."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError

from zhisheng.kit import files, rotation
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.crypto import UndecipherableError
from zhisheng.kit.files.content import CSV
from zhisheng.kit.files.models import StoredFile

pytestmark = pytest.mark.django_db
User = get_user_model()
SEALED = files.FileKind("test", (CSV,), 1024, 60, is_sealed=True)
CONTENT = "安平县示例丝网厂,13812345678\n".encode()
MOBILE, FILE = "accounts.User.mobile", "kit.StoredFile.data_key"


@pytest.fixture(autouse=True)
def old_key(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.FIELD_KEYS = ["old"]


@pytest.fixture
def kept(old_key, monkeypatch):
    """Keep five numbers and a sealed file under the old key; two rows make a batch."""
    monkeypatch.setattr(rotation, "ROWS_PER_BATCH", 2)
    for number in range(5):
        User.objects.create(username=f"甲{number}", mobile=f"1380000000{number}")
    User.objects.create(username="无号码")
    return files.store(CONTENT, kind=SEALED, original_name="名单.csv")


def rotate():
    out = StringIO()
    call_command("keys_rotate", stdout=out)
    return out.getvalue()


def read(file):
    with files.open_file(StoredFile.objects.get(pk=file.pk)) as opened:
        return opened.read()


def list_mobiles():
    people = User.objects.filter(username__startswith="甲").order_by("pk")
    return [person.mobile for person in people]


def test_every_encrypted_column_is_found():
    found = {f"{m._meta.label}.{n}" for m, n in rotation.list_encrypted_columns()}

    assert found == {
        MOBILE,
        FILE,
        "accounts.ChannelAddress.address",
        "accounts.ChannelBinding.address",
        "accounts.Dispatch.address",
        "accounts.Dispatch.secret",
        "accounts.MobileCode.mobile",
        "desk.Complaint.contact",
        "desk.DemoEnterprise.contact_phone",
        "kit.LocalDelivery.text",
        "programme.ImportRow.contact_phone",
        "programme.Objection.contact",
        "programme.Objection.name",
        "registry.Enterprise.contact_phone",
    }


def test_everything_opens_once_the_old_key_is_dropped(kept, settings):
    settings.FIELD_KEYS = ["new", "old"]

    told = rotate()

    settings.FIELD_KEYS = ["new"]
    assert list_mobiles() == [f"1380000000{number}" for number in range(5)]
    assert read(kept) == CONTENT
    assert f"{MOBILE}: 4 seen, 4 encrypted again" in told
    assert told.endswith(
        "已换用新密钥 encrypted again: 6\n旧密钥可以删掉了 the older keys may be dropped\n"
    )
    entry = AuditEntry.objects.get(action="kit.keys_rotated")
    assert {name: count for name, count in entry.counts.items() if count} == {
        MOBILE: 5,
        FILE: 1,
    }


def test_a_run_broken_off_goes_on_where_it_stood(kept, settings):
    settings.FIELD_KEYS = ["new", "old"]

    def break_off(column, seen, renewed):
        if column == MOBILE and seen >= 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rotate_keys(report=break_off)
    assert not AuditEntry.objects.filter(action="kit.keys_rotated").exists()

    renewed, _lost = rotation.rotate_keys(report=lambda *_: None)

    assert renewed[MOBILE] == 3
    again, _lost = rotation.rotate_keys(report=lambda *_: None)
    assert again.total() == 0
    settings.FIELD_KEYS = ["new"]
    assert len(list_mobiles()) == 5


def test_what_no_key_opens_is_counted_and_left(kept, settings):
    settings.FIELD_KEYS = ["elsewhere"]
    lost = User.objects.create(username="别处", mobile="13900000000")
    settings.FIELD_KEYS = ["new", "old"]

    with pytest.raises(CommandError, match=f"no key opens 1 rows .{MOBILE}: 1"):
        rotate()

    settings.FIELD_KEYS = ["new"]
    assert len(list_mobiles()) == 5
    with pytest.raises(UndecipherableError):
        User.objects.get(pk=lost.pk)
