"""Public notices: what may be said, how long it is up, and what came of it."""

from datetime import date

import pytest
import time_machine
from django.core.files.base import ContentFile

from zhisheng.apps.accounts.tests.factories import make_person
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import NoticeStatus, ObjectionResult
from zhisheng.apps.programme.errors import (
    NoticeOverError,
    NoticeRefusedError,
    NoticeRunningError,
    NoticeStateError,
    NoticeWithdrawnError,
    ObjectionsOpenError,
    ReasonMissingError,
)
from zhisheng.apps.programme.models import NoticeSubject
from zhisheng.apps.programme.tests.notices import (
    count_all,
    draft_notice,
    make_draft,
    object_to,
    publish,
    reload,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError, NotFoundError
from zhisheng.kit.files import FileTypeRefusedError, StoredFile
from zhisheng.kit.problems import describe
from zhisheng.kit.sheets import OutSheet, write_xlsx

pytestmark = pytest.mark.django_db
# A Monday with no holiday near.
MONDAY, NEXT_MONDAY = "2024-03-04T09:00:00+08:00", date(2024, 3, 11)
AFTER = "2024-03-12T09:00:00+08:00"
AT_THE_END = "2024-03-11T23:59:00+08:00"


@pytest.fixture
def draft(county_unit, officer_county):
    return draft_notice(county_unit, officer_county)


@pytest.fixture
def published(county_unit, officer_county):
    with time_machine.travel(MONDAY, tick=False):
        return publish(county_unit, officer_county)


def refused(call, **arguments):
    with pytest.raises(NoticeRefusedError) as caught:
        call(**arguments)
    return caught.value.refusals


def test_a_draft_is_nobodys_business(draft, officer_city, officer_county):
    names = list(draft.subjects.values_list("number", "name", "region", "remark"))
    assert names == [
        (1, "安平县示例丝网厂", "河北省衡水市安平县", "拟奖补 2 万元"),
        (2, "安平县示例甲丝网厂", "河北省衡水市安平县", "拟奖补 1 万元"),
    ]
    assert list(selectors.list_current_notices(on=date(2024, 3, 5))) == []
    assert selectors.list_notices_for(actor=officer_county).items == (draft,)
    assert selectors.list_notices_for(actor=officer_city).items == ()
    with pytest.raises(NotFoundError):
        selectors.get_public_notice(code=draft.code, on=date(2024, 3, 5))


def test_the_public_list_goes_by_the_day_of_publishing(
    county_unit, officer_county, monkeypatch
):
    """Drafted first and published last stands first; of one day, the later draft."""
    first, second, third = (draft_notice(county_unit, officer_county) for _ in range(3))
    for drafts, moment in (
        ((second, third), MONDAY),
        ((first,), "2024-03-05T09:00:00+08:00"),
    ):
        with time_machine.travel(moment, tick=False):
            for one in drafts:
                services.publish_notice(notice=one, actor=officer_county)
    day = date(2024, 3, 5)

    whole = selectors.list_current_page(on=day)
    monkeypatch.setattr("zhisheng.apps.programme.selectors.notices.PAGE", 1)
    pages = [selectors.list_current_page(on=day)]
    while after := pages[-1].next_after:
        pages.append(selectors.list_current_page(on=day, after=after))

    assert whole.items == (first, third, second)
    assert whole.items == tuple(selectors.list_current_notices(on=day))
    assert [page.items for page in pages] == [(first,), (third,), (second,)]


def test_publishing_counts_the_term_from_the_day_after(published, officer_county):
    assert (published.starts_on, published.ends_on) == (date(2024, 3, 4), NEXT_MONDAY)
    assert (published.status, published.is_provisional) == ("published", False)
    assert published.published_by == officer_county
    entry = AuditEntry.objects.get(action="programme.notice_published")
    assert entry.new == {
        "starts_on": "2024-03-04",
        "ends_on": "2024-03-11",
        "is_provisional": False,
    }


@pytest.mark.parametrize(
    ("moment", "ends_on"),
    [
        # 春节 from 10 to 17 February; the Sunday of 18 February is worked.
        ("2024-02-07T10:00:00+08:00", date(2024, 2, 20)),
        # 清明节 from 4 to 6 April; the Sunday of 7 April is worked.
        ("2024-04-03T10:00:00+08:00", date(2024, 4, 11)),
        # Soon after midnight here, when it is still the day before in London.
        ("2024-03-05T00:30:00+08:00", date(2024, 3, 12)),
    ],
)
def test_days_off_are_left_out(county_unit, officer_county, moment, ends_on):
    with time_machine.travel(moment, tick=False):
        assert publish(county_unit, officer_county).ends_on == ends_on


def test_a_notice_is_published_once(published, officer_county):
    stale = reload(published)
    with time_machine.travel(AFTER), pytest.raises(NoticeStateError, match="公示中"):
        services.publish_notice(notice=stale, actor=officer_county)

    assert reload(published).starts_on == date(2024, 3, 4)
    entries = AuditEntry.objects.filter(action="programme.notice_published")
    assert entries.count() == 1


def test_what_is_published_is_not_changed(published, officer_county):
    with pytest.raises(NoticeStateError):
        services.update_notice(
            notice=published,
            draft=make_draft(title="另一个标题"),
            subjects=[],
            actor=officer_county,
        )

    assert reload(published).title == "2024年质量认证奖补名单公示"
    assert published.subjects.count() == 2


def test_a_draft_is_changed_as_a_whole(draft, officer_county):
    services.update_notice(
        notice=draft,
        draft=make_draft(title="改过的标题", working_days=7),
        subjects=services.read_subjects(services.read_lines("安平县示例丝网厂")),
        actor=officer_county,
    )

    changed = reload(draft)
    assert (changed.title, changed.working_days) == ("改过的标题", 7)
    assert [one.name for one in changed.subjects.all()] == ["安平县示例丝网厂"]


def test_nobody_is_named_and_nothing_is_published(county_unit, officer_county):
    empty = draft_notice(county_unit, officer_county, lines="")

    told = refused(services.publish_notice, notice=empty, actor=officer_county)

    assert told == {"subjects": "还没有公示对象，请先填写。"}
    assert reload(empty).status == NoticeStatus.DRAFT


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"text": "请找王强 13812345678"},
            {"text": "有不能公开的个人信息：手机号码 138****78。请删去。"},
        ),
        (
            {"text": "身份证１３１１２５１９８００３０５１２３４"},
            {"text": "有不能公开的个人信息：身份证号码 131****34。请删去。"},
        ),
        (
            {"title": "王强 a@example.com"},
            {"title": "有不能公开的个人信息：电子邮箱 a@e****om。请删去。"},
        ),
        (
            {"contact": "王强 13812345678"},
            {"contact": "有不能公开的个人信息：手机号码 138****78。请删去。"},
        ),
        (
            {"text": "监督电话 0318-7512345"},
            {"text": "有不能公开的个人信息：电话 031****45。请删去。"},
        ),
        ({"basis": " "}, {"basis": "必须填写。"}),
        ({"contact": "x"}, {"contact": "请写能找到人的电话或地址，至少 5 个字。"}),
        ({"text": "长" * 5001}, {"text": "最多 5000 字，现在 5001 字。"}),
        ({"working_days": 2}, {"working_days": "应在 3 到 60 个工作日之间。"}),
        ({"answer_days": 61}, {"answer_days": "应在 3 到 60 个工作日之间。"}),
    ],
)
def test_a_notice_says_no_more_than_it_may(county_unit, officer_county, changes, told):
    found = refused(draft_notice, unit=county_unit, actor=officer_county, **changes)

    assert found == told
    assert count_all() == (0, 0, 0)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("甲厂，，13812345678", "第 1 行：有不能公开的个人信息：手机号码 138****78。请删去。"),
        ("\n，安平县", "第 2 行：“名称”必须填写。"),
        ("甲厂，火星", "第 1 行：没有认出地区“火星”，请写明省、市、县，例如“河北省衡水市安平县”。"),
        ("甲厂\n甲厂", "第 2 行：和第 1 行相同"),
        ("甲" * 121, "第 1 行：“名称”最多 120 字，现在 121 字。"),
        ("\n".join(f"甲{one}厂" for one in range(2001)), "最多 2000 行，现在 2001 行。"),
    ],
)  # fmt: skip
def test_a_line_that_may_not_be_public_is_refused(lines, told):
    found = refused(services.read_subjects, lines=services.read_lines(lines))

    assert found == {"subjects": told}


def test_only_the_first_reasons_are_told():
    lines = services.read_lines("\n".join(["甲厂"] * 40))

    told = refused(services.read_subjects, lines=lines)["subjects"]

    assert told.count("和第 1 行相同") == 10
    assert told.endswith("另有 29 处。")


def test_lines_come_with_tabs_or_commas():
    read = services.read_subjects(
        services.read_lines("甲厂\t安平县\t拟奖补\n乙厂,,一,二\n\n丙厂")
    )

    assert [(one.number, one.name, one.region, one.remark) for one in read] == [
        (1, "甲厂", "河北省衡水市安平县", "拟奖补"),
        (2, "乙厂", "", "一，二"),
        (3, "丙厂", "", ""),
    ]


def write_sheet(tmp_path, rows, header=("公开说明", "名称", "所在地区", "联系电话")):
    path = tmp_path / "名单.xlsx"
    write_xlsx(path, [OutSheet(name="名单", header=list(header), rows=rows)])
    return path


def test_a_sheet_gives_only_what_is_meant_for_everybody(
    tmp_path, settings, officer_county
):
    settings.MEDIA_ROOT = tmp_path / "files"
    path = write_sheet(tmp_path, [["拟奖补", "甲厂", "安平县", "13812345678"]])

    read = services.read_subject_sheet(
        path, original_name="名单.xlsx", actor=officer_county
    )

    assert [(one.name, one.region, one.remark) for one in read] == [
        ("甲厂", "河北省衡水市安平县", "拟奖补")
    ]
    assert StoredFile.objects.count() == 0


def test_a_sheet_with_a_number_in_a_public_column_is_refused(
    tmp_path, settings, officer_county
):
    settings.MEDIA_ROOT = tmp_path / "files"
    path = write_sheet(tmp_path, [["电话13812345678", "甲厂", "", ""]])

    told = refused(
        services.read_subject_sheet,
        source=path,
        original_name="名单.xlsx",
        actor=officer_county,
    )

    assert told == {
        "subjects": "第 2 行：有不能公开的个人信息：手机号码 138****78。请删去。"
    }


def test_what_is_no_sheet_is_refused(tmp_path, settings, officer_county):
    settings.MEDIA_ROOT = tmp_path / "files"
    with pytest.raises(FileTypeRefusedError):
        services.read_subject_sheet(
            ContentFile(b"<html><script>alert(1)</script>"),
            original_name="名单.xlsx",
            actor=officer_county,
        )

    assert StoredFile.objects.count() == 0


def test_everybody_reads_it_to_the_end_of_its_last_day(published):
    with time_machine.travel(AT_THE_END):
        today = date(2024, 3, 11)
        assert list(selectors.list_current_notices(on=today)) == [published]
        found = selectors.get_public_notice(code=published.code, on=today)
        assert found == published

    assert list(selectors.list_current_notices(on=date(2024, 3, 12))) == []
    with pytest.raises(NoticeOverError, match="2024年3月11日 期满"):
        selectors.get_public_notice(code=published.code, on=date(2024, 3, 12))


def test_the_result_waits_for_the_end_and_every_answer(published, officer_county):
    with time_machine.travel(AT_THE_END):
        objection = object_to(published)
        with pytest.raises(NoticeRunningError, match="2024年3月11日"):
            conclude(published, officer_county)
    with time_machine.travel(AFTER):
        with pytest.raises(ObjectionsOpenError, match="还有 1 件异议"):
            conclude(published, officer_county)
        assert reload(published).status == NoticeStatus.PUBLISHED
        services.answer_objection(
            objection=objection,
            result=ObjectionResult.REJECTED,
            answer="证书编号可查。",
            actor=officer_county,
        )
        done = conclude(published, officer_county)

    assert (done.status, done.result) == ("archived", "异议不成立，按名单奖补。")
    assert done.closed_by == officer_county
    with pytest.raises(NoticeStateError, match="已归档"):
        conclude(published, officer_county)


def conclude(notice, actor, result="异议不成立，按名单奖补。"):
    return services.conclude_notice(notice=notice, result=result, actor=actor)


def test_a_result_says_something(published, officer_county):
    with time_machine.travel(AFTER), pytest.raises(ReasonMissingError):
        conclude(published, officer_county, result=" ")

    assert reload(published).closed_at is None


def test_a_withdrawn_notice_is_down_at_once(published, officer_county):
    with time_machine.travel(MONDAY):
        done = services.withdraw_notice(
            notice=published, reason="名单有误", actor=officer_county
        )

    assert (done.status, done.result) == ("withdrawn", "名单有误")
    assert list(selectors.list_current_notices(on=date(2024, 3, 5))) == []
    with pytest.raises(NoticeWithdrawnError) as told:
        selectors.get_public_notice(code=published.code, on=date(2024, 3, 5))
    assert describe(told.value) == (
        "“2024年质量认证奖补名单公示”已于 2024年3月4日 由安平县市场监督管理局撤下，"
        "内容不再公开。原因：名单有误"
    )


ACTS = {
    "publish": lambda notice, actor: services.publish_notice(
        notice=notice, actor=actor
    ),
    "update": lambda notice, actor: services.update_notice(
        notice=notice, draft=make_draft(), subjects=[], actor=actor
    ),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    "person",
    ["officer_city", "officer_nation", "owner", "body_user", "administrator", "bank_user"],
)  # fmt: skip
def test_only_the_units_own_people_act(request, draft, act, person):
    actor = request.getfixturevalue(person)

    with pytest.raises(ForbiddenError):
        ACTS[act](draft, actor)

    assert reload(draft).status == NoticeStatus.DRAFT
    assert NoticeSubject.objects.count() == 2


def test_an_office_writes_in_its_own_name_alone(county_unit, officer_city):
    with pytest.raises(ForbiddenError):
        draft_notice(county_unit, officer_city)

    assert count_all() == (0, 0, 0)


def test_an_office_above_sees_what_was_published(published, officer_city, county_unit):
    colleague = make_person("安平周宁", county_unit.organisations.get(), "officer")
    seen = selectors.list_notices_for(actor=officer_city).items
    assert seen == (published,)
    assert not selectors.is_issuer(officer_city, published)
    assert selectors.is_issuer(colleague, published)
