"""Who may report for whom, and what a choice alone does not do."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhisheng.apps.accounts.tests.factories import MembershipFactory
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    DecisionUnknownError,
    HelperRefusedError,
    HelperUnknownError,
    YearUnknownError,
)
from zhisheng.apps.programme.models import Engagement, ImportRow, RosterImport
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line
from zhisheng.apps.registry.models import Enterprise, Grant
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit.errors import ForbiddenError, NotFoundError


def upload_as(actor, organisation, tmp_path, **terms):
    path = tmp_path / "roster.csv"
    path.write_text("企业名称\n", encoding="utf-8")
    return services.upload_roster(
        path,
        original_name="名单.csv",
        year=terms.pop("year", 2024),
        organisation=organisation,
        actor=actor,
        **terms,
    )


def test_a_body_reports_in_its_own_name_only(
    year, own_files, tmp_path, body_user, body_organisation, other_body_organisation
):
    with pytest.raises(HelperRefusedError):
        upload_as(
            body_user, body_organisation, tmp_path, helper=other_body_organisation
        )

    assert not RosterImport.objects.exists()


def test_nobody_uploads_in_the_name_of_others(
    year, own_files, tmp_path, body_user, other_body_organisation
):
    with pytest.raises(ForbiddenError):
        upload_as(body_user, other_body_organisation, tmp_path)

    assert not RosterImport.objects.exists()


def send_roster(page, **fields):
    sheet = SimpleUploadedFile("名单.csv", "企业名称\n".encode())
    return page.post(
        reverse("programme:upload"), {"sheet": sheet, "year": 2024, **fields}
    )


def test_with_one_organisation_the_page_asks_nothing(
    year, own_files, client, body_user, body_organisation
):
    client.force_login(body_user)
    assert "填报单位" not in client.get(reverse("programme:upload")).content.decode()

    assert send_roster(client).status_code == 302

    assert RosterImport.objects.get().organisation == body_organisation


def test_with_several_the_person_chooses(
    year, own_files, client, body_user, other_body_organisation, bank_organisation
):
    MembershipFactory(user=body_user, organisation=other_body_organisation, role="body")
    MembershipFactory(user=body_user, organisation=bank_organisation, role="bank")
    client.force_login(body_user)
    form = client.get(reverse("programme:upload")).content.decode()
    assert other_body_organisation.name in form
    assert bank_organisation.name not in form

    unsaid = send_roster(client)
    foreign = send_roster(client, organisation=bank_organisation.code)
    assert "请选择以哪个单位的名义填报" in unsaid.content.decode()
    assert "is-wrong" in foreign.content.decode()
    assert not RosterImport.objects.exists()

    send_roster(client, organisation=other_body_organisation.code)
    assert RosterImport.objects.get().organisation == other_body_organisation


def test_a_year_nobody_opened_is_refused(
    year, own_files, tmp_path, body_user, body_organisation
):
    with pytest.raises(YearUnknownError):
        upload_as(body_user, body_organisation, tmp_path, year=9024)

    assert not RosterImport.objects.exists()


def test_a_helper_nobody_knows_is_named(year):
    with pytest.raises(HelperUnknownError, match="NOPE"):
        selectors.find_helper("NOPE")

    assert selectors.find_helper(" ") is None


def test_a_body_cannot_name_another_body_in_a_row(upload):
    header = ["帮扶机构", *HEADER]
    lines = [
        ["示例甲认证有限公司", *make_line(1)],
        ["示例乙认证有限公司", *make_line(2)],
    ]

    read = upload(lines, header=header)

    rows = ImportRow.objects.filter(roster_import=read).order_by("row")
    assert [row.status for row in rows] == ["accepted", "refused"]
    assert [reason["field"] for reason in rows[1].reasons] == ["helper"]


def test_a_body_adds_helps_but_changes_no_record(put_in):
    first = put_in([make_line(1)])
    known = Enterprise.unscoped.get()
    known.address = "原来的地址"
    known.save(update_fields=["address"])

    put_in([["新地址路1号", *make_line(1)]], header=["地址", *HEADER])

    known.refresh_from_db()
    assert known.address == "原来的地址"
    assert first.status == "applied"


def test_an_answer_is_one_of_three(year, upload, body_user):
    read = upload([make_line(1)])
    row = ImportRow.objects.get(roster_import=read)

    with pytest.raises(DecisionUnknownError):
        services.decide_row(row=row, decision="perhaps", actor=body_user)


@pytest.mark.parametrize("wrong", ["own", "stranger", "unit", "bank"])
def test_only_a_body_can_be_chosen(
    wrong, request, year, owner, owner_organisation, client
):
    enterprise = make_enterprise(organisation=owner_organisation)
    fixture = {
        "own": "owner_organisation",
        "stranger": "stranger_organisation",
        "bank": "bank_organisation",
    }.get(wrong)
    if fixture:
        helper = request.getfixturevalue(fixture)
    else:
        helper = request.getfixturevalue("county_unit").organisations.get()
    client.force_login(owner)

    answer = client.post(reverse("programme:choose_helper", args=[helper.code]))

    assert answer.status_code == 404
    assert not Engagement.objects.filter(enterprise=enterprise).exists()
    assert not Grant.objects.exists()


def test_a_choice_alone_is_no_help(
    year, owner, owner_organisation, body_organisation, officer_county
):
    enterprise = make_enterprise(organisation=owner_organisation)

    services.choose_helper(
        enterprise=enterprise, year=2024, helper=body_organisation, actor=owner
    )

    counts = selectors.count_helped_for(actor=officer_county, year=2024)
    assert counts == {"enterprises": 0, "helps": 0}
    assert Engagement.objects.get().is_chosen_by_enterprise
    with pytest.raises(NotFoundError):
        services.choose_helper(
            enterprise=enterprise, year=2024, helper=owner_organisation, actor=owner
        )


def test_a_body_finds_its_helps_in_the_ledger(put_in, body_user, other_body_user):
    put_in([make_line(1)])

    own = selectors.list_ledger_for(actor=body_user, year=2024)
    other = selectors.list_ledger_for(actor=other_body_user, year=2024)

    assert [entry.enterprise.name for entry in own.items] == [make_line(1)[0]]
    assert other.items == ()


def test_the_figures_of_a_body_agree_with_its_ledger(
    client, put_in, body_user, other_body_user, other_body_organisation, officer_nation
):
    put_in([make_line(1), make_line(2)])
    put_in([make_line(2)], actor=other_body_user, organisation=other_body_organisation)

    def count(actor):
        return selectors.count_helped_for(actor=actor, year=2024)

    client.force_login(body_user)
    page = client.get(reverse("programme:ledger"), {"year": "2024"})

    assert page.context["counts"] == {"enterprises": 2, "helps": 2}
    assert len(page.context["page"].items) == 2
    assert count(other_body_user) == {"enterprises": 1, "helps": 1}
    assert count(officer_nation) == {"enterprises": 2, "helps": 3}


def test_the_platform_names_the_body_that_helped(
    client, year, own_files, administrator, body_organisation, make_token
):
    platform = administrator.memberships.get().organisation
    headers = {"Authorization": make_token(platform, ["roster:import"])}

    def call(**terms):
        sheet = SimpleUploadedFile("a.csv", "企业名称\n".encode())
        values = {"year": 2024, "sheet": sheet, **terms}
        return client.post("/api/v1/programme/imports", values, headers=headers)

    for nobody in ({}, {"helper": platform.code}):
        refused = call(**nobody)
        assert refused.status_code == 422
        assert refused.json()["code"] == "programme.helper_missing"
    assert not RosterImport.objects.exists()
    assert call(helper=body_organisation.code).status_code == 201
    assert RosterImport.objects.get().helper == body_organisation
