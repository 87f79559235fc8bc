"""Which fields of a call are refused, each by its own name and in the caller's language."""

from datetime import date
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhisheng.apps.programme.models import ProgrammeYear, RosterImport
from zhisheng.apps.programme.tests.workbooks import HEADER
from zhisheng.apps.registry.models import Grant
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.apps.returns.choices import IndicatorLevel

API = "/api/v1"
CONSENT = {
    "recipient": "示例农村商业银行",
    "groups": ["record"],
    "purpose": "credit",
    "until": "2027-01-01",
}
RETURN = {"enterprise": "E-1", "form": "yearly", "period": "2025", "values": {}}
MISSING = "缺少这一项，请写上。"
TEXT = "请写文字，用引号括起来。"
LIST = "请写 JSON 列表，用方括号括起来。"
OBJECT = "请写 JSON 对象，用花括号括起来。"


@pytest.fixture
def enterprise(owner_organisation):
    return make_enterprise(organisation=owner_organisation)


@pytest.fixture
def ask(client, enterprise, make_token, owner_organisation):
    scopes = ["registry:consent", "registry:propose", "registry:read", "returns:write"]
    key = make_token(owner_organisation, scopes)

    def ask(path, body=None, **headers):
        address = f"{API}{path.format(code=enterprise.code)}"
        headers = {"Authorization": key, **headers}
        if body is None:
            return client.get(address, headers=headers)
        return client.post(
            address, body, content_type="application/json", headers=headers
        )

    return ask


@pytest.mark.parametrize(
    ("path", "body", "fields"),
    [
        ("/enterprises/?limit=a", None, {"limit": "请写整数。"}),
        ("/enterprises/?limit=0", None, {"limit": "不能小于 1。"}),
        ("/enterprises/?limit=501", None, {"limit": "不能大于 500。"}),
        ("/enterprises/?limit=1.5", None, {"limit": "请写整数。"}),
        (f"/enterprises/?limit={'9' * 5000}", None, {"limit": "这个数太长了。"}),
        (
            "/enterprises/?status=bogus&size_class=tiny",
            None,
            {
                "size_class": "只能写其中之一：large、medium、small、micro、"
                "not_applicable、unknown。",
                "status": "只能写其中之一：active、unverified、closed、revoked、merged。",
            },
        ),
        (
            "/returns/indicators?level=bogus",
            None,
            {"level": f"只能写其中之一：{'、'.join(IndicatorLevel.values)}。"},
        ),
        (
            "/places/regions/131125/successors?start=2020",
            None,
            {"start": "请写日期，例如 2026-03-01。", "end": MISSING},
        ),
        ("/enterprises/{code}/consents", {}, dict.fromkeys(CONSENT, MISSING)),
        ("/enterprises/{code}/consents", "", {"body": OBJECT}),
        ("/enterprises/{code}/consents", "[]", dict.fromkeys(CONSENT, MISSING)),
        (
            "/enterprises/{code}/consents",
            {**CONSENT, "recipient": "", "groups": [], "until": "明年"},
            {
                "recipient": "至少要有 1 个字。",
                "groups": "至少要有 1 项。",
                "until": "请写日期，例如 2026-03-01。",
            },
        ),
        (
            "/enterprises/{code}/consents",
            {**CONSENT, "recipient": 1, "groups": "record", "until": "2027-01-01T08:00"},
            {
                "recipient": TEXT,
                "groups": LIST,
                "until": "请写日期，例如 2026-03-01。",
            },
        ),
        (
            "/enterprises/{code}/proposals",
            {"effective_on": None, "reason": "因" * 301, "name": 1},
            {
                "effective_on": "请写日期，例如 2026-03-01。",
                "reason": "最多 300 个字。",
                "name": TEXT,
            },
        ),
        (
            "/returns/",
            {**RETURN, "values": [], "explanations": {"self": 1}},
            {"values": OBJECT, "explanations.self": TEXT},
        ),
        ("/returns/", {**RETURN, "values": {"self": None}}, {"values.self": TEXT}),
    ],
)  # fmt: skip
def test_refused_fields(ask, path, body, fields):
    response = ask(path, body)

    assert response.status_code == 422
    assert response.json()["code"] == "kit.fields_refused"
    assert response.json()["fields"] == fields


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/enterprises/?q=aaaa", ["q"]),
        ("/enterprises/?term=安平&limit=5&page=2&sort=name", ["page", "sort"]),
        ("/enterprises/{code}?code=E-1&fields=name", ["code", "fields"]),
        ("/places/regions?q=安平&term=安平", ["term"]),
        ("/programme/notices?state=open", ["state"]),
    ],
)
def test_a_parameter_that_a_call_does_not_know_is_refused_by_name(ask, path, names):
    response = ask(path)

    assert response.status_code == 422
    assert response.json()["code"] == "kit.fields_refused"
    assert response.json()["fields"] == dict.fromkeys(names, "没有这个字段，请去掉。")


def test_a_parameter_beside_a_body_is_refused_and_nothing_is_written(ask, enterprise):
    response = ask("/enterprises/{code}/consents?payload=1&dry_run=1", CONSENT)

    assert response.status_code == 422
    assert response.json()["fields"] == {
        "payload": "没有这个字段，请去掉。",
        "dry_run": "没有这个字段，请去掉。",
    }
    assert not Grant.objects.exists()


def test_without_a_key_no_parameter_is_told_of(client):
    assert client.get(f"{API}/enterprises/?q=aaaa").status_code == 401


@pytest.mark.parametrize("word", ["%", "_", "'", "%%%", "_%_", "”"])
def test_a_word_of_marks_alone_does_not_find_everybody(ask, word):
    response = ask(f"/enterprises/?term={quote(word)}")

    assert response.status_code == 422
    assert response.json()["code"] == "registry.term_too_short"


@pytest.mark.parametrize(
    ("word", "count"),
    [("丝网有限", 1), ("丝'网有限", 1), ("丝%限", 0), ("丝_有限", 0), ("%丝网%司", 0)],
)
def test_marks_stand_for_no_other_characters(ask, word, count):
    response = ask(f"/enterprises/?term={quote(word)}")

    assert (response.status_code, len(response.json()["items"])) == (200, count)


def test_the_values_a_field_can_have_are_listed(ask):
    body = {**CONSENT, "groups": ["record", "all"], "purpose": "free"}

    fields = ask("/enterprises/{code}/consents", body).json()["fields"]

    assert fields == {
        "groups.1": "只能写其中之一：record、address、contact、returns、evaluations、problems。",
        "purpose": "只能写其中之一：credit、insurance、service、testing、"
        "supply_chain、training、evaluation。",
    }


def test_in_english_where_the_caller_asks_for_it(ask):
    response = ask("/enterprises/{code}/consents", {}, Accept_Language="en")

    missing = "This field is missing. Please send it."
    assert response.json()["fields"] == dict.fromkeys(CONSENT, missing)


def test_fields_of_a_form_and_of_an_address(client, make_token, body_organisation):
    key = {
        "Authorization": make_token(
            body_organisation, ["roster:import", "registry:read"]
        )
    }
    ProgrammeYear.objects.create(year=2024, opens_on=date(2024, 1, 1))

    sent = client.post(f"{API}/programme/imports", {"year": "今年"}, headers=key)
    asked = client.get(f"{API}/programme/ledger/2024?after=a", headers=key)

    assert sent.json()["fields"] == {"sheet": MISSING, "year": "请写整数。"}
    assert asked.json()["fields"] == {"after": "请写整数。"}


def test_a_year_is_asked_for_in_words(client, make_token, county_unit):
    office = county_unit.organisations.get(kind="unit")
    key = {"Authorization": make_token(office, ["returns:write"])}
    body = {
        "level": "region",
        "subject_code": "131125",
        "indicator": "revenue",
        "period": "今年",
        "amount": "1",
        "document": "通报",
    }

    def ask(**language):
        return client.post(
            f"{API}/returns/totals",
            body,
            content_type="application/json",
            headers={**key, **language},
        ).json()["fields"]

    assert ask() == {"period": "请写四位年份，例如 2026。"}
    assert ask(Accept_Language="en") == {
        "period": "Write a year of four digits, such as 2026."
    }


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        (
            {"year": "9024"},
            {"year": "没有 9024 年度的提升行动，请先由管理单位设立年度。"},
        ),
        (
            {"year": "2024", "helper": "乱填"},
            {
                "helper": "没有找到帮扶机构“乱填”，请填登记的全称、批准号、信用代码或机构代码。"
            },
        ),
    ],
)
def test_what_an_upload_is_refused_for_has_its_field(
    client, make_token, body_organisation, values, fields
):
    ProgrammeYear.objects.create(year=2024, opens_on=date(2024, 1, 1))
    key = {"Authorization": make_token(body_organisation, ["roster:import"])}
    sheet = SimpleUploadedFile("名单.csv", ",".join(HEADER).encode())

    answer = client.post(
        f"{API}/programme/imports", {"sheet": sheet, **values}, headers=key
    )

    assert (answer.status_code, answer.json()["fields"]) == (422, fields)
    assert answer.json()["detail"] == next(iter(fields.values()))
    assert not RosterImport.objects.exists()


@pytest.mark.parametrize("asked", ["99999999999", "2031", "-1"])
def test_a_ledger_is_asked_for_by_a_year_that_was_opened(
    client, make_token, body_organisation, asked
):
    ProgrammeYear.objects.create(year=2024, opens_on=date(2024, 1, 1))
    key = {"Authorization": make_token(body_organisation, ["registry:read"])}

    answer = client.get(f"{API}/programme/ledger/{asked}", headers=key)

    assert (answer.status_code, answer.json()["fields"]) == (
        422,
        {"year": "只能写其中之一：2024。"},
    )
