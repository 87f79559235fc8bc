"""A draft says whom it asks and how many; it is changed, thrown away, or refused."""

from datetime import date

import pytest
from django.urls import reverse

from zhisheng.apps.places.models import Region
from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.errors import (
    NobodyAskedError,
    TaskFilterError,
    TaskHasPapersError,
    TaskStateError,
)
from zhisheng.apps.programme.models import Enrolment, ReportingTask
from zhisheng.apps.programme.tests.reporting import (
    NEW_TASK,
    make_enterprises,
    on_day,
    open_now,
    plan_task,
    queue_now,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import jobs
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db
NOBODY = "按现在的条件没有要填报的企业，请改填报对象或限定条件再下发。"
CITY = {"unit": "U131100", "area": "安平县", "industry": "3340", "enrolled_year": 2024}


@pytest.fixture
def draft(county_unit, officer_county):
    make_enterprises(2)
    return plan_task(county_unit, officer_county)


def read(answer):
    return answer.content.decode()


def send(ask, actor, page, *arguments, **changes):
    with on_day("2024-10-08"):
        return ask(actor, page, *arguments, data=NEW_TASK | changes)


def test_a_draft_shows_its_filter_and_how_many_it_asks(
    year, city_unit, officer_city, ask
):
    enrolled, *_rest = make_enterprises(3, industry_id="3340")
    Enrolment.objects.create(enterprise=enrolled, year=2024)
    send(ask, officer_city, "new_task", **CITY)
    task = ReportingTask.objects.get()
    narrowed = (
        "企业；限定地区：河北省衡水市安平县；"
        "限定行业：3340 金属丝绳及其制品制造；限定台账：2024"
    )

    with on_day("2024-10-08"):
        html = read(ask(officer_city, "task", task.code))
    assert f"<dd>{narrowed}</dd>" in html
    assert "<dd>1 家企业</dd>" in html

    task = open_now(task, officer_city)
    assert task.entries.count() == 1
    assert f"由谁填报：{narrowed}" in read(ask(officer_city, "task", task.code))


def test_units_are_told_with_their_level(
    province_unit, county_unit, officer_province, ask
):
    task = plan_task(
        province_unit,
        officer_province,
        code="county-ledger",
        audience=Audience.UNITS,
        level=EntryState.COUNTY,
    )

    html = read(ask(officer_province, "task", task.code))

    assert "<dd>下级单位；县级局</dd>" in html
    assert "<dd>1 个单位</dd>" in html


def test_a_draft_is_changed(draft, officer_county, ask):
    html = read(ask(officer_county, "edit_task", draft.code))
    assert 'value="2024 年三季度进展"' in html
    assert 'value="2024-10-31"' in html

    send(ask, officer_county, "edit_task", draft.code, name="改过的", area="131125")

    task = ReportingTask.objects.get()
    assert (task.code, task.name, task.area_id) == (draft.code, "改过的", "131125")
    told = AuditEntry.objects.get(action="programme.task_changed")
    assert told.new == {
        "name": "改过的",
        "form": "quarterly-progress",
        "due_on": "2024-10-31",
    }


def test_what_makes_no_sense_changes_nothing(draft, officer_county, ask):
    answer = send(
        ask, officer_county, "edit_task", draft.code, name="改过的", area="湖州市"
    )

    assert answer.status_code == 422
    assert "“浙江省湖州市”不在“安平县市场监督管理局”的辖区内。" in read(answer)
    assert ReportingTask.objects.get().name == "2024 年三季度进展"


def test_a_draft_is_thrown_away_once_that_is_confirmed(draft, officer_county, ask):
    address = reverse("programme:delete_task", args=[draft.code])
    assert address in read(ask(officer_county, "task", draft.code))
    assert "删除以后不能恢复" in read(ask(officer_county, "delete_task", draft.code))
    assert ReportingTask.objects.count() == 1

    html = read(ask(officer_county, "delete_task", draft.code, data={}))

    assert "草稿已删除。" in html
    assert ReportingTask.objects.count() == 0
    assert AuditEntry.objects.filter(action="programme.task_deleted").count() == 1


def test_a_draft_with_an_official_paper_is_kept(own_files, draft, officer_county):
    services.draft_official_paper(task=draft, actor=officer_county)

    with pytest.raises(TaskHasPapersError):
        services.delete_task(task=draft, actor=officer_county)

    assert ReportingTask.objects.count() == 1


def test_what_was_handed_out_is_neither_changed_nor_thrown_away(
    draft, officer_county, ask
):
    task = open_now(draft, officer_county)

    for name in ("edit_task", "delete_task"):
        assert ask(officer_county, name, task.code).status_code == 409
    with pytest.raises(TaskStateError, match="填报中"):
        services.delete_task(task=task, actor=officer_county)

    assert ReportingTask.objects.count() == 1
    page = read(ask(officer_county, "task", task.code))
    assert reverse("programme:edit_task", args=[task.code]) not in page


@pytest.mark.parametrize(
    ("changes", "refusals"),
    [
        (
            {"audience": Audience.BODIES, "industry": "3340", "enrolled_year": 2024},
            {
                "industry": "只有由企业填报时才能限定行业，请清空。",
                "enrolled_year": "只有由企业填报时才能限定台账，请清空。",
            },
        ),
        (
            {"audience": Audience.UNITS, "industry": "3340", "level": EntryState.CITY},
            {"industry": "只有由企业填报时才能限定行业，请清空。"},
        ),
        (
            {"audience": Audience.UNITS, "level": None},
            {"level": "请选定由哪一级单位填报。"},
        ),
        (
            {"level": EntryState.COUNTY},
            {"level": "只有由下级单位填报时才要选级别，请清空。"},
        ),
    ],
)
def test_a_filter_that_narrows_nobody_is_refused(
    county_unit, officer_county, changes, refusals
):
    with pytest.raises(TaskFilterError) as refused:
        plan_task(county_unit, officer_county, **changes)

    assert refused.value.refusals == refusals
    assert ReportingTask.objects.count() == 0


def test_it_is_refused_beside_the_field_and_to_a_program(officer_county, ask, call):
    idle = "只有由企业填报时才能限定行业，请清空。"

    narrowed = {
        "form": "helped-enterprises", "period": "2024年", "audience": "bodies",
        "industry": "3340", "opens_on": "2024-12-02", "due_on": "2024-12-31",
    }  # fmt: skip

    answer = send(ask, officer_county, "new_task", **narrowed)

    assert answer.status_code == 422
    assert idle in read(answer)
    assert 'value="3340"' in read(answer)
    with on_day("2024-10-08"):
        plan = NEW_TASK | narrowed
        told = call(officer_county, "tasks:manage", "/tasks", plan).json()
    assert told["fields"] == {"industry": idle}
    assert ReportingTask.objects.count() == 0


def test_a_region_of_elsewhere_is_refused(city_unit, officer_city):
    elsewhere = Region.objects.get(code="330502")

    with pytest.raises(TaskFilterError) as refused:
        plan_task(city_unit, officer_city, area=elsewhere)

    told = "“浙江省湖州市吴兴区”不在“衡水市市场监督管理局”的辖区内。"
    assert refused.value.refusals == {"area": told}


def test_a_task_for_nobody_is_not_handed_out(county_unit, officer_county, ask):
    task = plan_task(county_unit, officer_county)

    with on_day("2024-10-08"):
        html = read(ask(officer_county, "task", task.code))
    assert NOBODY in html
    assert reverse("programme:open_task", args=[task.code]) not in html
    with pytest.raises(NobodyAskedError) as refused:
        queue_now(task, officer_county)

    assert str(refused.value) == NOBODY
    assert (ReportingTask.objects.get().status, jobs.Job.objects.count()) == (
        "draft",
        0,
    )


def test_whoever_was_asked_may_be_gone_before_it_is_opened(draft, officer_county, ask):
    queue_now(draft, officer_county)
    Enterprise.unscoped.all().delete()

    jobs.run_pending()

    html = read(ask(officer_county, "task", draft.code))
    assert ("下发没有完成" in html, NOBODY in html) == (True, True)
    assert ReportingTask.objects.get().entries.count() == 0


def test_a_new_task_begins_today_unless_said_otherwise(officer_county, client):
    client.force_login(officer_county)
    with on_day("2024-10-08"):
        form = client.get(reverse("programme:new_task")).context["form"]

    assert form["opens_on"].value() == date(2024, 10, 8)
