import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.accounts.tests.factories import MembershipFactory
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.apps.returns import services
from zhisheng.apps.returns.models import AreaValue, Return, Value
from zhisheng.apps.returns.tests.conftest import TODAY
from zhisheng.apps.returns.tests.factories import OrganisationFactory, ValueFactory
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def sign_in(client):
    def act_as(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return act_as


@pytest.fixture
def page(sign_in, owner):
    return sign_in(owner)


def post_step(page, filing, step, go="next", **answers):
    url = reverse("returns:fill", args=[filing.code, step])
    return page.post(url, {"go": go, "unit": "万元", **answers})


def test_the_list_says_what_is_due_why_and_by_what_right(page, enterprise):
    html = page.get(reverse("returns:index")).content.decode()

    assert "填报 2024 年《企业年度质量成效表（示例）》" in html
    assert "工作资料，自愿填报" in html
    assert "约 8 分钟" in html
    assert "小微企业质量状况调查表（示例） · 有效期到 2024年12月31日 为止" in html


def test_an_enterprise_goes_from_the_list_to_the_receipt(page, enterprise, form):
    ValueFactory(enterprise=enterprise, period="2023", value=1_100_000)
    start = reverse("returns:start", args=[enterprise.code, form.code, "2024"])
    head = page.get(start).content.decode()
    assert "不填不影响您办任何事" in head
    assert "5 年" in head

    opened = page.post(
        reverse("returns:open_form", args=[enterprise.code, form.code, "2024"])
    )
    filing = Return.objects.get()
    assert opened.url == reverse("returns:fill", args=[filing.code, 1])
    first = page.get(opened.url).content.decode()
    assert "2023 年：110 万元 · 来源：表格导入" in first

    assert post_step(page, filing, 1, revenue="120", profit="8").status_code == 302
    assert post_step(page, filing, 2, employees="20").status_code == 302
    assert post_step(page, filing, 3, scrap_rate="5–15%").status_code == 302
    for number in (2, 3, 4):
        step = page.get(reverse("returns:fill", args=[filing.code, number]))
        assert f"第 {number} 步，共 5 步" in step.content.decode()
    last = post_step(page, filing, 4)
    assert last.url == reverse("returns:review", args=[filing.code])
    assert "5–15%" in page.get(last.url).content.decode()

    receipt = page.post(last.url)
    assert receipt.url == reverse("returns:detail", args=[filing.code])
    html = page.get(receipt.url).content.decode()
    assert f"回执号 {filing.code}" in html
    assert Value.objects.filter(source=filing.code).count() == 4


def test_wrong_input_keeps_what_was_typed_and_says_why(page, filing):
    response = post_step(page, filing, 1, revenue="很多", profit="8")

    html = response.content.decode()
    assert response.status_code == 422
    assert "不是数字" in html
    assert 'value="很多"' in html
    filing.refresh_from_db()
    assert filing.answers["texts"] == {"revenue": "很多", "profit": "8"}


def test_the_review_asks_for_a_reason_and_keeps_it(page, filing):
    post_step(page, filing, 1, revenue="100", profit="150")
    url = reverse("returns:review", args=[filing.code])

    refused = page.post(url, {"reason-1": " "})

    assert refused.status_code == 422
    assert "利润总额大于营业收入" in refused.content.decode()
    assert page.post(url, {"reason-1": "卖了旧厂房"}).status_code == 302
    receipt = page.get(reverse("returns:detail", args=[filing.code]))
    assert "企业说明：卖了旧厂房" in receipt.content.decode()


def test_known_values_are_marked_until_changed(page, enterprise, form, owner):
    body = OrganisationFactory(name="示例认证有限公司")
    ValueFactory(
        enterprise=enterprise, declared_by=body, value=1_500_000, source_kind="roster"
    )
    filing = services.open_return(
        form=form, enterprise=enterprise, period="2024", on=TODAY, actor=owner
    )
    url = reverse("returns:fill", args=[filing.code, 1])
    assert "来源：帮扶名单（示例认证有限公司）" in page.get(url).content.decode()

    post_step(page, filing, 1, revenue="160")

    assert "示例认证有限公司" not in page.get(url).content.decode()


def test_correction_and_withdrawal(page, filing, owner):
    services.save_draft(filing=filing, texts={"revenue": "5"}, actor=owner)
    services.submit_return(filing=filing, on=TODAY, actor=owner)

    assert page.post(reverse("returns:correct", args=[filing.code])).status_code == 302
    withdraw = reverse("returns:withdraw", args=[filing.code])
    assert "撤回并删除数值" in page.get(withdraw).content.decode()
    assert Value.objects.count() == 1
    assert page.post(withdraw).status_code == 302
    assert Value.objects.count() == 0


def test_an_officer_lists_and_checks(sign_in, filing, owner, officer_county):
    services.save_draft(filing=filing, texts={"revenue": "5"}, actor=owner)
    services.submit_return(filing=filing, on=TODAY, actor=owner)
    page = sign_in(officer_county)

    listed = page.get(reverse("returns:list_all")).content.decode()
    assert filing.enterprise.name in listed
    detail = reverse("returns:detail", args=[filing.code])
    assert "核对无误" in page.get(detail).content.decode()
    page.post(reverse("returns:check", args=[filing.code]))

    html = page.get(detail).content.decode()
    assert re.search(r"安平刘丽 于 2025年3月1日 \d\d:\d\d 核对", html)
    checked = reverse("returns:list_all") + "?status=checked&period=2024"
    assert filing.enterprise.name in page.get(checked).content.decode()
    waiting = page.get(reverse("returns:list_all"), {"status": "submitted"})
    assert "还没有企业提交" in waiting.content.decode()


def test_the_list_costs_the_same_for_few_and_many(
    sign_in, filing, form, owner, officer_county, django_assert_max_num_queries
):
    Return.objects.update(status="submitted")
    for _ in range(55):
        Return.objects.create(
            form=form, enterprise=make_enterprise(), period="2024", status="submitted"
        )
    page = sign_in(officer_county)

    with django_assert_max_num_queries(14):
        first = page.get(reverse("returns:list_all"))

    assert first.content.decode().count("row-link") == 50
    following = page.get(
        reverse("returns:list_all"), {"before": first.context["next_before"]}
    )
    assert following.content.decode().count("row-link") == 6


@pytest.mark.parametrize(
    "person", ["stranger_owner", "body_user", "bank_user", "worker"]
)
def test_others_find_nothing(sign_in, filing, owner, person, request):
    services.save_draft(filing=filing, texts={"revenue": "5"}, actor=owner)
    services.submit_return(filing=filing, on=TODAY, actor=owner)
    page = sign_in(request.getfixturevalue(person))

    for name in ("detail", "review", "withdraw"):
        assert (
            page.get(reverse(f"returns:{name}", args=[filing.code])).status_code == 404
        )
    assert page.get(reverse("returns:list_all")).status_code == 403
    assert page.get(reverse("returns:list_totals")).status_code == 403
    assert page.get(reverse("returns:add_total")).status_code == 403


def test_a_stranger_signs_in_first(client, filing):
    response = client.get(reverse("returns:detail", args=[filing.code]))

    assert response.status_code == 302
    assert "/sign-in/" in response.url


def test_the_dictionary_is_public_and_says_what_is_not_known(client, dictionary):
    html = client.get(reverse("returns:dictionary")).content.decode()

    assert "一次合格率" in html
    assert "通报未公布口径" in html


TOTAL = {
    "level": "region",
    "subject_code": "131125",
    "indicator": "fiscal_subsidy",
    "period": "2024",
    "amount": "3.7亿元",
    "document": "示例文件〔2025〕1号",
}


def test_an_officer_enters_a_total_with_its_document(
    sign_in, dictionary, officer_county
):
    page = sign_in(officer_county)

    assert page.post(reverse("returns:add_total"), TOTAL).status_code == 302

    total = AreaValue.objects.get()
    assert (total.value, total.period) == (370_000_000, "2024")
    assert total.subject_name == "河北省衡水市安平县"
    html = page.get(reverse("returns:list_totals")).content.decode()
    assert "示例文件〔2025〕1号" in html
    assert ">3.7</td>" in html
    url = reverse("returns:withdraw_total", args=[total.code])
    assert page.get(url).status_code == 200
    page.post(url)
    assert AreaValue.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"document": ""}, "来源文件"),
        ({"subject_code": "130000"}, "不在您的管辖范围内"),
        ({"subject_code": "999999"}, "没有这个行政区划代码"),
        ({"amount": "很多"}, "不是数字"),
        ({"level": "chain"}, "没有所选的层级"),
        (
            {"indicator": "certified_share_rise", "amount": "9.7%"},
            "这里要填的是变化了几个百分点",
        ),
    ],
)
def test_a_wrong_total_is_refused_in_its_field(
    sign_in, dictionary, officer_county, change, words
):
    page = sign_in(officer_county)

    response = page.post(reverse("returns:add_total"), {**TOTAL, **change})

    assert response.status_code == 422
    assert words in response.content.decode()
    assert AreaValue.objects.count() == 0


def test_all_that_is_wrong_with_a_total_is_told_at_once(
    sign_in, dictionary, officer_county
):
    wrong = {"subject_code": "130000", "amount": "很多", "document": "", "period": "24"}

    response = sign_in(officer_county).post(
        reverse("returns:add_total"), {**TOTAL, **wrong}
    )

    assert response.status_code == 422
    assert {
        name: list(errors) for name, errors in response.context["form"].errors.items()
    } == {
        "period": ["写法不对，请按这一项的说明填写。"],
        "document": ["这一项不能空着。"],
        "amount": ["“很多”不是数字。请只填写数字，例如 120；没有数据请留空。"],
        "subject_code": ["这个地区不在您的管辖范围内。"],
    }
    assert AreaValue.objects.count() == 0


def test_officers_see_totals_of_their_regions_only(
    sign_in, dictionary, officer_county, officer_city
):
    sign_in(officer_county).post(reverse("returns:add_total"), TOTAL)
    wide = {**TOTAL, "subject_code": "131100"}
    html = sign_in(officer_city).post(reverse("returns:add_total"), wide)
    assert html.status_code == 302

    url = reverse("returns:list_totals")
    assert sign_in(officer_city).get(url).content.decode().count("row-link") == 2
    assert sign_in(officer_county).get(url).content.decode().count("row-link") == 1


@pytest.fixture
def city_total(dictionary, officer_city):
    """Record a figure about the county that the city's office reports."""
    return record_total(TOTAL, officer_city)


def record_total(total, officer):
    office = officer.memberships.get().organisation
    return services.record_total_text(**total, organisation=office, actor=officer)


@pytest.mark.parametrize(
    ("person", "shown", "offered", "status", "left"),
    [
        ("officer_city", 200, True, 302, 0),
        ("officer_province", 200, True, 302, 0),
        ("officer_nation", 200, True, 302, 0),
        ("officer_county", 200, False, 403, 1),
        ("body_user", 404, False, 404, 1),
        ("owner", 404, False, 404, 1),
    ],
)
def test_only_the_reporting_office_and_those_above_withdraw_a_total(
    sign_in, request, city_total, person, shown, offered, status, left
):
    page = sign_in(request.getfixturevalue(person))
    address = reverse("returns:withdraw_total", args=[city_total.code])

    asked = page.get(address)
    answer = page.post(address)

    assert (asked.status_code, "<form" in main(asked)) == (shown, offered)
    assert answer.status_code == status
    assert AreaValue.objects.count() == left
    withdrawn = AuditEntry.objects.filter(action="returns.total_withdrawn")
    assert withdrawn.count() == 1 - left


def test_a_total_typed_is_judged_once(dictionary, officer_city, city_total):
    """The row of the same figure is looked up to judge it and to replace it."""
    with CaptureQueriesContext(connection) as asked:
        again = record_total(TOTAL | {"amount": "4亿元"}, officer_city)

    looked = [
        one for one in asked.captured_queries
        if one["sql"].startswith("SELECT") and 'FROM "returns_areavalue"' in one["sql"]
    ]  # fmt: skip
    assert (again.pk, again.value) == (city_total.pk, 400_000_000)
    assert len(looked) == 2
    entry = AuditEntry.objects.get(action="returns.total_changed")
    assert (entry.old["value"], entry.new["value"]) == ("370000000", "400000000")


def test_no_lower_office_writes_over_a_total_from_above(city_total, officer_county):
    with pytest.raises(FieldsRefusedError):
        record_total(TOTAL | {"amount": "9亿元"}, officer_county)

    city_total.refresh_from_db()
    assert city_total.value == 370_000_000


def test_an_officer_of_two_offices_says_which_one_reports(
    sign_in, dictionary, officer_county, city_unit, bank_organisation
):
    city = city_unit.organisations.get(kind="unit")
    MembershipFactory(user=officer_county, organisation=city, role="officer")
    MembershipFactory(user=officer_county, organisation=bank_organisation, role="bank")
    page, address = sign_in(officer_county), reverse("returns:add_total")
    assert bank_organisation.name not in page.get(address).content.decode()

    unsaid = page.post(address, TOTAL)
    foreign = page.post(address, TOTAL | {"organisation": bank_organisation.code})
    assert (unsaid.status_code, foreign.status_code) == (422, 422)
    assert AreaValue.objects.count() == 0

    page.post(address, TOTAL | {"organisation": city.code})
    assert AreaValue.objects.get().declared_by == city


@pytest.mark.parametrize("name", ["bank_organisation", "body_organisation"])
def test_nobody_enters_a_total_in_the_name_of_others(
    request, dictionary, officer_county, name
):
    with pytest.raises(ForbiddenError):
        services.record_total_text(
            **TOTAL,
            organisation=request.getfixturevalue(name),
            actor=officer_county,
        )

    assert AreaValue.objects.count() == 0


def main(response):
    """Return the part of the page that is its own."""
    return response.content.decode().partition("<main")[2].partition("</main")[0]


def test_pages_read_in_english(page, enterprise, form, client):
    client.cookies["django_language"] = "en"

    html = page.get(reverse("returns:index")).content.decode()

    assert "Returns" in html
    assert "指标填报" not in html
