"""What the register tells is written as of its day, and stands against what others say."""

from datetime import date

import pytest
from django.urls import reverse

from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.errors import AdministrativeRecordStandsError
from zhisheng.apps.registry.models import (
    Enterprise,
    EnterpriseVersion,
    ExchangeBatch,
    LifeEvent,
    OutsideRecord,
)
from zhisheng.apps.registry.schemas import describe_history
from zhisheng.apps.registry.selectors import (
    RosterFilters,
    find_official_standings,
    list_enterprises_for,
)
from zhisheng.apps.registry.tests.exchanging import (
    ENTITIES,
    NOVEMBER,
    OCTOBER,
    reload,
    send,
    take,
    work,
)
from zhisheng.apps.registry.tests.factories import make_code, make_enterprise
from zhisheng.apps.registry.tests.staging import stage_rows
from zhisheng.kit import jobs
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.events import OutboxEvent
from zhisheng.kit.problems import describe

pytestmark = pytest.mark.django_db
ONE, TWO = make_code(1), make_code(2)
REGISTER = ("enterprise-register", "entities")
DIRECTORY = ("small-micro-directory", "enterprises")
FIRST_DAY = date(2024, 1, 1)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def enterprise():
    return make_enterprise(uscc=ONE, name="安平县示例甲丝网厂", valid_from=FIRST_DAY)


def entity(code=ONE, **cells):
    row = {
        "企业名称": "安平县示例甲丝网厂", "主体类型": "", "登记状态": "存续", "登记地区": "",
        "住所": "", "行业": "", "变更日期": "", "注销日期": "",
    } | cells  # fmt: skip
    values = list(row.values())
    return ",".join([values[0], code, *values[1:]]) + "\n"


def register(officer, text, number="11", as_of=NOVEMBER):
    return take(officer, ENTITIES + text, layout=REGISTER, number=number, as_of=as_of)


def test_fields_are_written_as_of_the_day_with_their_source(officer_county, enterprise):
    batch = register(
        officer_county, entity(住所="安平县新路9号", 主体类型="个体", 行业="3311")
    )

    enterprise.refresh_from_db()
    assert enterprise.address == "安平县新路9号"
    assert enterprise.legal_form == "household"
    assert enterprise.industry_id == "3311"
    assert (
        enterprise.administrative_fields
        == ",address,industry_id,legal_form,name,status,"
    )
    version = enterprise.versions.last()
    assert (version.source, version.valid_from) == (
        f"enterprise-register@{ExchangeBatch.objects.get().code}", NOVEMBER
    )  # fmt: skip
    assert version.recorded_by == officer_county
    assert version.address == "安平县新路9号"
    assert batch.counts["applied"] == {
        "enterprises_updated": 1, "life_events": 0, "records_added": 1, "records_renewed": 0,
    }  # fmt: skip
    told = AuditEntry.objects.get(action="registry.official_fields_told")
    assert told.counts == {"enterprises_updated": 1, "life_events": 0}


def test_what_it_is_silent_about_stays(officer_county, enterprise):
    register(officer_county, entity(登记状态=""))

    enterprise.refresh_from_db()
    assert enterprise.address == "安平县示例路1号"
    assert enterprise.administrative_fields == ",name,"
    assert enterprise.versions.count() == 1


def test_a_wider_region_is_no_news(officer_county, enterprise):
    register(officer_county, entity(登记地区="河北省衡水市"))

    enterprise.refresh_from_db()
    assert enterprise.region_id == "131125"


def test_a_first_difference_is_a_correction_and_a_later_one_an_event(
    officer_county, enterprise
):
    register(officer_county, entity(住所="甲路1号"), "10", OCTOBER)
    assert LifeEvent.objects.count() == 0

    register(officer_county, entity(企业名称="安平县新名丝网厂", 住所="乙路2号"))

    events = {one.kind: one for one in LifeEvent.objects.all()}
    assert set(events) == {"renamed", "moved"}
    assert events["moved"].details == {
        "old": {"address": "甲路1号"}, "new": {"address": "乙路2号"}
    }  # fmt: skip
    assert events["renamed"].happened_on == NOVEMBER
    batch = ExchangeBatch.objects.order_by("pk").last()
    assert events["renamed"].source == f"enterprise-register@{batch.code}"
    history = selectors.list_history_for(actor=officer_county, code=enterprise.code)
    told = [one["detail"] for one in describe_history(history)]
    assert f"来源：市场主体登记，批次 {batch.code}" in told
    names = OutboxEvent.objects.order_by("pk").values_list("name", flat=True)
    assert {"registry.enterprise_renamed", "registry.enterprise_moved"} <= set(names)
    found = Enterprise.unscoped.get(name_key__contains="新名")
    assert found == enterprise


def test_a_day_of_change_makes_the_first_difference_an_event(
    officer_county, enterprise
):
    register(officer_county, entity(住所="甲路1号", 变更日期="2026-09-08"))

    assert LifeEvent.objects.get().happened_on == date(2026, 9, 8)


@pytest.mark.parametrize(
    ("written", "status", "kind"),
    [("注销", "closed", "closed"), ("吊销，未注销", "revoked", "licence_revoked")],
)
def test_an_end_is_always_an_event(officer_county, enterprise, written, status, kind):
    register(officer_county, entity(登记状态=f'"{written}"', 注销日期="2026-08-30"))

    enterprise.refresh_from_db()
    assert enterprise.status == status
    event = LifeEvent.objects.get()
    assert (event.kind, event.happened_on) == (kind, date(2026, 8, 30))


def test_a_renamed_enterprise_is_found_by_both_names(officer_county, enterprise):
    register(officer_county, entity(企业名称="安平县飞鸟织造厂"))

    pages = [
        list_enterprises_for(actor=officer_county, filters=RosterFilters(term=term))
        for term in ("飞鸟", "示例甲")
    ]
    assert [len(page.rows) for page in pages] == [1, 1]


def test_an_enterprise_entered_later_by_hand_is_still_told(officer_county):
    late = make_enterprise(uscc=ONE, name="手工登记厂", valid_from=date(2026, 11, 20))
    late.versions.update(source="manual")

    register(officer_county, entity(住所="甲路1号"))

    late.refresh_from_db()
    assert late.address == "甲路1号"
    # It is the last version all the same.
    assert late.versions.last().valid_from == date(2026, 11, 20)


def test_a_change_of_a_later_day_is_not_undone(officer_county, enterprise):
    services.update_enterprise(
        enterprise=enterprise,
        changes={"address": "丙路3号"},
        on=date(2026, 11, 20),
        actor=officer_county,
    )

    register(officer_county, entity(住所="甲路1号"))

    enterprise.refresh_from_db()
    assert enterprise.address == "丙路3号"
    assert enterprise.administrative_fields == ""
    assert OutsideRecord.objects.get().values["address"] == "甲路1号"


def test_the_register_counts_more_than_the_directory(officer_county, enterprise):
    register(officer_county, entity(住所="登记路1号"), "10", OCTOBER)
    head = "企业名称,统一社会信用代码,住所,行业\n"

    take(
        officer_county,
        head + f"别的名字厂,{ONE},名录路2号,3311\n",
        layout=DIRECTORY,
        number="11",
    )

    enterprise.refresh_from_db()
    assert enterprise.name == "安平县示例甲丝网厂"
    assert enterprise.address == "登记路1号"
    # Of the industry the register said nothing.
    assert enterprise.industry_id == "3311"


def test_a_roster_leaves_what_was_told_and_fills_the_rest(
    officer_county, enterprise, body_organisation
):
    register(officer_county, entity(住所="登记路1号"))
    staged = stage_rows(
        body_organisation,
        [{"enterprise": enterprise, "address": "名单路9号", "legal_form": "sole"}],
    )

    changes = services.update_enterprises_from(
        staging=staged, on=date(2027, 1, 1), source="R-1", actor=None
    )

    enterprise.refresh_from_db()
    assert enterprise.address == "登记路1号"
    assert enterprise.legal_form == "sole"
    assert [dict(one.new) for one in changes] == [{"legal_form": "sole"}]
    (standing,) = find_official_standings([enterprise.pk]).values()
    assert standing.fields == {"name", "status", "address"}


def test_a_proposal_against_the_record_needs_the_licence(
    officer_county, enterprise, owner_organisation, owner, client
):
    Enterprise.unscoped.update(organisation=owner_organisation)
    register(officer_county, entity(住所="登记路1号"))
    enterprise.refresh_from_db()
    proposal = services.propose_change(
        enterprise=enterprise,
        changes={"address": "企业说的路5号", "legal_form": "sole"},
        effective_on=date(2026, 11, 10),
        actor=owner,
    )
    with pytest.raises(AdministrativeRecordStandsError) as refused:
        services.decide_proposal(
            proposal=proposal, is_approved=True, actor=officer_county
        )
    assert "（住所）" in describe(refused.value)
    enterprise.refresh_from_db()
    assert enterprise.address == "登记路1号"
    client.force_login(officer_county)
    page = client.get(reverse("registry:reviews")).text
    assert "登记机关的记录与申请的内容不同：住所。" in page

    client.post(
        reverse("registry:decide_proposal", args=[proposal.code]),
        {"decision": "approve", "compared": "on"},
    )

    enterprise.refresh_from_db()
    assert enterprise.address == "企业说的路5号"
    told = AuditEntry.objects.get(action="registry.change_approved")
    assert told.new["overruled"] == ["address"]


def test_told_again_nothing_is_written(officer_county, enterprise):
    register(officer_county, entity(住所="甲路1号"), "10", OCTOBER)
    count = EnterpriseVersion.objects.count()

    batch = register(officer_county, entity(住所="甲路1号") + "\n")

    assert batch.counts["applied"]["enterprises_updated"] == 0
    assert EnterpriseVersion.objects.count() == count


def test_questions_do_not_grow_with_the_enterprises(
    officer_county, django_assert_max_num_queries
):
    codes = [make_code(number) for number in range(10, 40)]
    for number, code in enumerate(codes):
        make_enterprise(uscc=code, name=f"示例{number}厂", valid_from=FIRST_DAY)
    text = "".join(
        entity(code, 企业名称=f"新名{i}厂", 住所=f"路{i}号", 变更日期="2026-09-01")
        for i, code in enumerate(codes)
    )
    batch = send(officer_county, ENTITIES + text, layout=REGISTER).batch
    work()
    services.queue_exchange_applying(batch=reload(batch), actor=officer_county)

    with django_assert_max_num_queries(40):
        counts = services.apply_exchange(batch=batch, actor=officer_county)

    assert counts["enterprises_updated"] == 30
    assert counts["life_events"] == 60
    assert jobs.Job.objects.filter(name="registry.apply_exchange").count() == 1
