"""A good case goes from the enterprise to county, city and province, and back."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.accounts.tests.factories import (
    UnitFactory,
    UnitOrganisationFactory,
    make_person,
)
from zhisheng.apps.improvement import errors, selectors, services
from zhisheng.apps.improvement.models import CaseStep, GoodCase
from zhisheng.apps.improvement.services import Figure
from zhisheng.apps.improvement.tests.cases import (
    DRAFT,
    announce,
    begin,
    decide,
    submit,
    version_of,
)
from zhisheng.apps.improvement.tests.walking import last_entry, make_firm, report
from zhisheng.apps.programme import services as programme
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError
from zhisheng.kit.problems import list_refusals
from zhisheng.kit.tests.test_files import make_image
from zhisheng.methods.case_selection import Act

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(owner_organisation):
    return make_firm(owner_organisation)


@pytest.fixture
def case(firm, owner):
    return begin(firm, owner)


@pytest.fixture
def handed_in(case, owner, county_unit):
    return submit(case, owner)


@pytest.fixture
def at_province(handed_in, officer_county, officer_city, officer_province):
    decide(handed_in, "recommend", officer_county)
    return decide(handed_in, "recommend", officer_city)


@pytest.fixture
def published(at_province, officer_province):
    decide(at_province, "select", officer_province)
    return decide(at_province, "publish", officer_province)


def write_down(case):
    row = GoodCase.objects.filter(pk=case.pk).values().get()
    steps = list(CaseStep.objects.filter(case=case).values_list("act"))
    return row, steps, AuditEntry.objects.count()


def told(person):
    return [
        one.title.format(**one.data)
        for one in Message.objects.filter(recipient=person).order_by("pk")
    ]


def test_a_draft_is_kept_with_its_figures(case, firm):
    figure = case.figures.get()

    assert (case.state, case.enterprise, case.is_named) == ("draft", firm, False)
    assert (figure.measured, figure.measured_unit) == ("焊缝不良率", "%")
    assert (figure.value_before, figure.value_after) == (Decimal("8.5"), Decimal("1.6"))
    assert last_entry().action == "improvement.case_begun"


def test_the_way_up_is_county_city_province(
    handed_in, owner, officer_county, officer_city, officer_province
):
    seen = [handed_in.office.code]
    decide(handed_in, "recommend", officer_county)
    handed_in.refresh_from_db()
    seen.append(handed_in.office.code)
    decide(handed_in, "recommend", officer_city)
    handed_in.refresh_from_db()
    seen.append(handed_in.office.code)
    decide(handed_in, "select", officer_province)
    decide(handed_in, "publish", officer_province)

    handed_in.refresh_from_db()
    assert seen == ["U131125", "U131100", "U130000"]
    assert handed_in.state == "published"
    assert list(handed_in.steps.values_list("act", "office_name")) == [
        ("submit", ""),
        ("recommend", "安平县市场监督管理局"),
        ("recommend", "衡水市市场监督管理局"),
        ("select", "河北省市场监督管理局"),
        ("publish", "河北省市场监督管理局"),
    ]
    assert told(officer_city) == ["有一个优良案例等您审阅。"]
    assert told(owner) == [
        "您报送的案例“焊丝进烘箱，气孔少了八成”被推荐到上一级了。",
        "您报送的案例“焊丝进烘箱，气孔少了八成”被推荐到上一级了。",
        "您报送的案例“焊丝进烘箱，气孔少了八成”被选为优良案例了。",
        "您报送的案例“焊丝进烘箱，气孔少了八成”公开了，大家都能看到。",
    ]


def test_it_waits_for_one_office_at_a_time_until_it_is_public(
    handed_in, officer_county, officer_city, officer_province
):
    people = (officer_county, officer_city, officer_province)
    seen = []
    for act, person in zip(("recommend", "recommend", "select"), people, strict=True):
        seen.append([selectors.count_waiting_cases_for(one) for one in people])
        decide(handed_in, act, person)
    assert seen == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert selectors.count_waiting_cases_for(officer_province) == 1

    notice = announce(handed_in, officer_province)
    assert selectors.count_waiting_cases_for(officer_province) == 0
    programme.publish_notice(notice=notice, actor=officer_province)
    assert selectors.count_waiting_cases_for(officer_province) == 0
    programme.withdraw_notice(notice=notice, reason="数据有误", actor=officer_province)
    assert selectors.count_waiting_cases_for(officer_province) == 1


def test_a_station_hands_on_to_its_county(case, firm, owner, county_unit):
    station = UnitFactory.create(
        code="S1", name="城关所", kind="station", parent=county_unit
    )
    firm.unit = station
    firm.save()

    assert submit(case, owner).office == county_unit


def test_where_no_county_is_the_city_comes_first(case, owner, city_unit):
    assert submit(case, owner).office == city_unit


def test_without_any_office_it_stays_a_draft(case, owner):
    before = write_down(case)

    with pytest.raises(errors.NoOfficeError):
        submit(case, owner)

    assert write_down(case) == before


def test_a_county_does_not_select(handed_in, officer_county):
    before = write_down(handed_in)

    with pytest.raises(errors.CaseStepNotNowError):
        decide(handed_in, "select", officer_county)

    assert write_down(handed_in) == before


def test_another_county_neither_sees_nor_decides(handed_in, city_unit):
    unit = UnitFactory.create(
        code="U131102", name="桃城区市场监督管理局", kind="bureau", parent=city_unit
    )
    stranger = make_person(
        "桃城周", UnitOrganisationFactory.create(unit=unit), "officer"
    )
    before = write_down(handed_in)

    assert not selectors.list_reported_cases_for(stranger).exists()
    with pytest.raises(NotFoundError):
        decide(handed_in, "recommend", stranger)

    assert write_down(handed_in) == before


def test_what_lies_above_is_not_decided_below(at_province, officer_county):
    before = write_down(at_province)

    assert selectors.list_reported_cases_for(officer_county).get() == at_province
    with pytest.raises(NotFoundError):
        decide(at_province, "return", officer_county, "再改改")

    assert write_down(at_province) == before


def test_a_return_needs_a_reason_and_opens_the_case_again(
    handed_in, owner, officer_county
):
    with pytest.raises(FieldsRefusedError) as refused:
        decide(handed_in, "return", officer_county, "  ")
    decide(handed_in, "return", officer_county, "请写花了多少钱")
    rewritten = services.rewrite_case(
        case=handed_in,
        draft=replace(DRAFT, measure="花三百元买了一只烘箱"),
        version=version_of(handed_in),
        actor=owner,
    )

    assert list_refusals(refused.value) == {"reason": "请写原因，企业看得到。"}
    assert (rewritten.state, rewritten.measure_text) == (
        "draft",
        "花三百元买了一只烘箱",
    )
    assert rewritten.steps.last().text == "请写花了多少钱"
    assert not selectors.list_reported_cases_for(officer_county).exists()


def test_what_was_handed_in_is_not_rewritten(handed_in, owner):
    before = write_down(handed_in)

    with pytest.raises(errors.CaseLockedError):
        services.rewrite_case(
            case=handed_in, draft=DRAFT, version=handed_in.version, actor=owner
        )

    assert write_down(handed_in) == before


def test_a_stale_page_changes_nothing(handed_in, officer_county, officer_city):
    version = version_of(handed_in)
    decide(handed_in, "recommend", officer_county)
    before = write_down(handed_in)

    with pytest.raises(errors.CaseChangedError):
        services.decide_case(
            case=handed_in,
            act=Act.RETURN,
            reason="晚了一步",
            version=version,
            actor=officer_city,
        )

    assert write_down(handed_in) == before


@pytest.mark.parametrize(
    ("draft", "refused"),
    [
        ({"problem": ""}, {"problem": "报送前请把这一项写上。"}),
        (
            {"figures": ()},
            {"measured1": "至少要有一个改前和改后的数，别人才看得出效果。"},
        ),
        (
            {"measure": "有问题打 13912345678"},
            {
                "measure": "有不能公开的个人信息：手机号码 139****78。请删去。",
            },
        ),
    ],
)
def test_what_may_not_be_public_is_not_handed_in(
    firm, owner, county_unit, draft, refused
):
    case = begin(firm, owner, replace(DRAFT, **draft))
    before = write_down(case)

    with pytest.raises(FieldsRefusedError) as error:
        submit(case, owner)

    assert list_refusals(error.value) == refused
    assert write_down(case) == before


def test_a_name_not_agreed_to_is_not_handed_in(firm, owner, county_unit):
    case = begin(firm, owner, replace(DRAFT, title=f"{firm.name}少了气孔"))

    with pytest.raises(FieldsRefusedError) as error:
        submit(case, owner)
    services.set_naming(case=case, is_named=True, version=version_of(case), actor=owner)

    assert list_refusals(error.value) == {
        "title": f"您没有同意写明企业名称，这里却有“{firm.name}”。"
        "请改成“我厂”，或者同意写明。"
    }
    assert submit(case, owner).state == "reviewed"


@pytest.mark.parametrize("word", ["棠汀", "安平棠汀", "岑驰路201号"])
def test_a_word_that_leads_to_one_firm_is_not_handed_in(firm, owner, county_unit, word):
    firm.name = "安平棠汀丝网有限公司"
    firm.address = "河北省衡水市安平县岑驰路201号"
    firm.save()
    case = begin(firm, owner, replace(DRAFT, title=f"{word}的好办法"))

    with pytest.raises(FieldsRefusedError) as error:
        submit(case, owner)

    found = word.removeprefix("安平")
    assert list_refusals(error.value) == {
        "title": f"您没有同意写明企业名称，这里却有“{found}”。"
        "请改成“我厂”，或者同意写明。"
    }
    case.refresh_from_db()
    assert case.state == "draft"


def test_half_a_figure_is_refused(firm, owner):
    half = replace(DRAFT, figures=(Figure("不良率", "%", Decimal(8), None),))

    with pytest.raises(FieldsRefusedError) as error:
        begin(firm, owner, half)

    assert list_refusals(error.value) == {
        "measured1": "量的是什么、单位、之前和之后，四样要一起填，或都不填。"
    }
    assert not GoodCase.objects.exists()


def test_a_worker_reads_and_does_not_write(firm, case, worker):
    assert selectors.list_own_cases_for(worker).get() == case
    with pytest.raises(ForbiddenError):
        begin(firm, worker)

    assert GoodCase.objects.count() == 1


def test_a_stranger_finds_nothing(case, firm, stranger_owner):
    before = write_down(case)

    with pytest.raises(NotFoundError):
        submit(case, stranger_owner)
    with pytest.raises(NotFoundError):
        begin(firm, stranger_owner)
    with pytest.raises(NotFoundError):
        selectors.get_case_for(actor=stranger_owner, code=case.code)

    assert write_down(case) == before


def test_a_problem_of_another_enterprise_is_no_ground(firm, owner):
    other = report(firm, owner)
    other.enterprise = make_enterprise(region_id="131125")
    other.save()

    with pytest.raises(NotFoundError):
        begin(firm, owner, problem=other)

    assert not GoodCase.objects.exists()


def test_the_enterprise_takes_back_even_what_is_public(
    published, owner, officer_province
):
    services.withdraw_case(case=published, version=version_of(published), actor=owner)
    before = write_down(published)

    assert not selectors.list_public_cases().exists()
    assert not selectors.list_reported_cases_for(officer_province).exists()
    with pytest.raises(NotFoundError):
        decide(published, "publish", officer_province)
    assert write_down(published) == before


def test_a_selected_case_is_counted_in_its_year(
    published, officer_county, stranger_owner
):
    year = published.selected_at.year

    assert selectors.count_selected_for(officer_county, year) == 1
    assert selectors.count_selected_for(officer_county, year - 1) == 0
    assert selectors.count_selected_for(stranger_owner, year) == 0


def test_photos_are_pictures_and_six_at_most(case, owner):
    image = make_image("PNG")
    for _number in range(6):
        services.add_photo(
            case=case,
            upload=SimpleUploadedFile("安平县示例丝网厂.png", image),
            version=version_of(case),
            actor=owner,
        )
    before = write_down(case)

    with pytest.raises(errors.TooManyPhotosError):
        services.add_photo(
            case=case,
            upload=SimpleUploadedFile("七.png", image),
            version=version_of(case),
            actor=owner,
        )

    assert write_down(case) == before
    services.remove_photo(case=case, number=2, version=version_of(case), actor=owner)
    assert list(case.photos.values_list("number", flat=True)) == [1, 3, 4, 5, 6]
