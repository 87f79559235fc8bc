from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.desk import selectors, services
from zhisheng.apps.desk.errors import ComplaintAnsweredError
from zhisheng.apps.desk.models import Complaint
from zhisheng.apps.desk.services.complaints import (
    ADDRESS_PERIOD,
    COMPLAINTS_PER_ADDRESS,
    COMPLAINTS_PER_PERSON,
)
from zhisheng.apps.places.models import Region
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError, NotFoundError

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEXT = {
    "kind": "complaint",
    "text": "同样的表一个月填了三次。",
    "region": "131125",
    "contact": "13800000000",
}


@pytest.fixture
def filed(reference):
    return services.file_complaint(
        kind="complaint",
        text="同样的表填了三次。",
        region=Region.objects.get(code="131125"),
        contact="13800000000",
        actor=None,
    )


def test_anybody_files_and_reads_by_the_code(client, reference):
    response = client.post(reverse("desk:complaint"), TEXT)

    complaint = Complaint.objects.get()
    assert response.url == reverse("desk:filed_complaint", args=[complaint.code])
    page = client.get(response.url).content.decode()
    assert TEXT["text"] in page
    assert "13800000000" not in page
    entry = AuditEntry.objects.get(action="desk.complaint_filed")
    assert entry.new == {"kind": "complaint", "region": "131125"}


def test_keeps_what_was_typed(client, reference):
    response = client.post(reverse("desk:complaint"), TEXT | {"kind": ""})

    assert not Complaint.objects.exists()
    assert TEXT["text"] in response.content.decode()


def file_from(client, address, **changes):
    return client.post(reverse("desk:complaint"), TEXT | changes, REMOTE_ADDR=address)


def test_slows_down_one_address_and_keeps_what_was_typed(client, reference):
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(COMPLAINTS_PER_ADDRESS):
            assert file_from(client, "203.0.113.9").status_code == 302

        refused = file_from(client, "203.0.113.9", text="第二十一条意见。")

        assert (refused.status_code, refused["Retry-After"]) == (429, "3601")
        assert "第二十一条意见。" in refused.content.decode()
        assert "操作过于频繁" in refused.content.decode()
        assert Complaint.objects.count() == COMPLAINTS_PER_ADDRESS == 20
        assert file_from(client, "203.0.113.10").status_code == 302
        clock.shift(ADDRESS_PERIOD)
        assert file_from(client, "203.0.113.9").status_code == 302


def test_behind_the_proxy_each_client_is_counted_apart(client, reference, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    address = reverse("desk:complaint")
    for number in range(COMPLAINTS_PER_ADDRESS + 1):
        forwarded = {"HTTP_X_FORWARDED_FOR": f"203.0.113.{number}"}
        assert client.post(address, TEXT, **forwarded).status_code == 302

    # A client that writes the header itself gets no fresh count for it.
    for number in range(COMPLAINTS_PER_ADDRESS):
        forged = {"HTTP_X_FORWARDED_FOR": f"192.0.2.{number}, 198.51.100.1"}
        assert client.post(address, TEXT, **forged).status_code == 302
    assert client.post(address, TEXT, **forged).status_code == 429


def test_slows_down_one_person_wherever_from(client, reference, owner):
    client.force_login(owner)
    for number in range(COMPLAINTS_PER_PERSON):
        assert file_from(client, f"203.0.113.{number}").status_code == 302

    assert file_from(client, "203.0.113.99").status_code == 429
    assert Complaint.objects.count() == COMPLAINTS_PER_PERSON == 20


def test_a_refused_form_is_not_counted(client, reference):
    for _ in range(COMPLAINTS_PER_ADDRESS + 1):
        file_from(client, "203.0.113.9", kind="")

    assert file_from(client, "203.0.113.9").status_code == 302


def test_an_officer_answers_once(client, filed, officer_county):
    client.force_login(officer_county)

    response = client.post(
        reverse("desk:answer", args=[filed.code]), {"answer": "已合并。"}
    )

    assert response.url == reverse("desk:complaints")
    filed.refresh_from_db()
    assert (filed.status, filed.answer) == ("answered", "已合并。")
    assert AuditEntry.objects.filter(action="desk.complaint_answered").count() == 1
    with pytest.raises(ComplaintAnsweredError):
        services.answer_complaint(
            complaint=filed, answer="再答。", actor=officer_county
        )


@pytest.mark.parametrize(
    ("person", "count"),
    [
        ("officer_county", 1),
        ("officer_city", 1),
        ("officer_nation", 1),
        ("administrator", 1),
        ("owner", 0),
        ("body_user", 0),
        ("expert", 0),
        ("anonymous", 0),
    ],
)
def test_only_those_in_charge_see_them(request, filed, person, count):
    actor = request.getfixturevalue(person)

    rows, following = selectors.list_complaints_for(actor=actor)

    assert (len(rows), following) == (count, None)
    assert selectors.count_open_complaints_for(actor) == count


def test_one_without_a_region_goes_to_the_top(filed, officer_county, officer_nation):
    Complaint.objects.update(region=None)

    assert selectors.list_complaints_for(actor=officer_county)[0] == []
    assert len(selectors.list_complaints_for(actor=officer_nation)[0]) == 1
    with pytest.raises(NotFoundError):
        selectors.get_complaint_for(actor=officer_county, code=filed.code)


def test_others_answer_nothing(filed, owner, client):
    with pytest.raises(ForbiddenError):
        services.answer_complaint(complaint=filed, answer="我来答。", actor=owner)
    client.force_login(owner)
    assert client.get(reverse("desk:complaints")).status_code == 403
    assert client.get(reverse("desk:answer", args=[filed.code])).status_code == 404
    filed.refresh_from_db()
    assert filed.status == "open"


def test_pages_of_the_list_follow_each_other(
    client, filed, officer_county, django_assert_max_num_queries
):
    region = filed.region
    Complaint.objects.bulk_create(
        Complaint(kind="suggestion", text=f"第{number}条", region=region)
        for number in range(35)
    )
    client.force_login(officer_county)

    with django_assert_max_num_queries(20):
        first = client.get(reverse("desk:complaints"))
    rest = client.get(
        reverse("desk:complaints"), {"after": first.context["next_after"]}
    )

    assert len(first.context["table"].rows) == 30
    assert len(rest.context["table"].rows) == 6
