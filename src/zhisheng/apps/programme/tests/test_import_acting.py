"""An office above puts a roster into the register in place of who uploaded it: 代办."""

import pytest
from django.urls import reverse

from zhisheng.apps.accounts.models import Membership, Message
from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import ImportStatus
from zhisheng.apps.programme.tests.workbooks import make_line
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError

pytestmark = pytest.mark.django_db
WHY = "县里来函，请代为入库"


@pytest.fixture
def read(upload, office):
    return upload([make_line(1)], **office)


def apply(read, actor, **given):
    return services.queue_applying(roster_import=read, actor=actor, **given)


def list_entries():
    return AuditEntry.objects.filter(action="programme.roster_applying")


@pytest.mark.parametrize("reason", ["", " ", "代" * 301])
def test_nobody_stores_the_roster_of_others_without_a_reason(
    read, officer_city, officer_nation, reason
):
    for above in (officer_city, officer_nation):
        with pytest.raises(FieldsRefusedError) as refused:
            apply(read, above, acting_reason=reason)
        assert set(refused.value.refusals) == {"acting_reason"}

    read.refresh_from_db()
    assert (read.status, list_entries().count()) == (ImportStatus.PREVIEWED, 0)
    assert Message.objects.filter(title__contains="代为入库").count() == 0


def test_with_one_it_is_on_record_and_who_uploaded_it_is_told(
    client, read, office, officer_nation
):
    client.force_login(officer_nation)
    page = client.get(reverse("programme:import_detail", args=[read.code]))
    assert "这件事归“安平县市场监督管理局”办。您来办就是代办" in page.content.decode()
    address = reverse("programme:apply", args=[read.code])
    assert client.post(address).status_code == 422
    read.refresh_from_db()
    assert read.status == ImportStatus.PREVIEWED

    client.post(address, {"acting_reason": WHY})

    read.refresh_from_db()
    assert read.status != ImportStatus.PREVIEWED
    assert list_entries().get().new == {"office": "U000000", "acting_reason": WHY}
    (told,) = Message.objects.filter(title__contains="代为入库")
    assert told.recipient == office["actor"]
    assert told.title.format(**told.data) == (
        f"您单位上传的名单 {read.code} 由国家市场监督管理总局代为入库了。原因：{WHY}"
    )


def test_the_own_roster_and_one_that_nobody_looks_after_need_no_reason(
    client, upload, read, office, officer_city
):
    client.force_login(office["actor"])
    page = client.get(reverse("programme:import_detail", args=[read.code]))
    assert "为什么代办" not in page.content.decode()
    Membership.objects.filter(user=office["actor"]).update(until="2020-01-01")

    apply(read, officer_city)

    assert list_entries().get().new is None
    assert Message.objects.filter(title__contains="代为入库").count() == 0
