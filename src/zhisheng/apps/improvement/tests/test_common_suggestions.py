"""What was confirmed keeps its problems; what is found alike later is asked about."""

import pytest
from django.urls import reverse

from zhisheng.apps.improvement import errors, selectors, services
from zhisheng.apps.improvement.models import CommonProblem, Problem
from zhisheng.apps.improvement.tests.commons import (
    PORES,
    owner_of,
    search,
    version_of,
)
from zhisheng.apps.improvement.tests.walking import last_entry
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError, NotFoundError

pytestmark = pytest.mark.django_db
MORE = ("法兰焊缝又有气孔", "法兰焊缝有气孔了")


def write_down(common):
    return (
        CommonProblem.objects.filter(pk=common.pk).values().get(),
        set(common.problems.values_list("text", flat=True)),
        set(common.suggested.values_list("text", flat=True)),
        AuditEntry.objects.count(),
    )


@pytest.fixture
def suggested(confirmed, firms, office, officer_county):
    """Two more problems, one of an enterprise that is in the group already."""
    for firm, text in zip((firms[6], firms[0]), MORE, strict=True):
        Problem.objects.create(enterprise=firm, text=text)
    search(office, officer_county)
    return CommonProblem.objects.get()


def answer(common, actor, *, does_join, version=None):
    return services.answer_suggested(
        common=common,
        does_join=does_join,
        version=version or version_of(common),
        actor=actor,
    )


def test_a_search_leaves_what_was_confirmed_and_suggests_what_is_like_it(
    suggested, confirmed
):
    assert (suggested.pk, suggested.name) == (confirmed.pk, "焊缝气孔")
    assert (suggested.enterprise_count, suggested.problem_count) == (6, 6)
    assert suggested.keywords == confirmed.keywords
    _row, members, alike, _entries = write_down(suggested)
    assert (members, alike) == (set(PORES), set(MORE))
    assert selectors.count_suggested(suggested) == (2, 1)


def test_nobody_outside_the_group_is_shown_what_helps_before_it_joins(
    suggested, firms, officer_county
):
    problem = Problem.objects.get(text=MORE[0])
    before = selectors.list_offered_solutions(problem)

    answer(suggested, officer_county, does_join=True)

    assert (before, selectors.list_offered_solutions(problem)) == ([], [suggested])
    assert services.note_use(code=suggested.code, actor=owner_of(firms[6]))


def test_joining_counts_again_and_is_on_record(suggested, officer_county):
    grown = answer(suggested, officer_county, does_join=True)

    assert (grown.enterprise_count, grown.problem_count) == (7, 8)
    assert not grown.suggested.exists()
    entry = last_entry()
    assert (entry.action, entry.actor) == ("improvement.common_grown", officer_county)
    assert entry.old == {"enterprises": 6, "problems": 6}
    assert entry.new == {"enterprises": 7, "problems": 8, "answered": 2}


def test_what_was_left_out_is_not_suggested_again(suggested, office, officer_county):
    answer(suggested, officer_county, does_join=False)
    entry = last_entry()
    search(office, officer_county)

    suggested.refresh_from_db()
    assert not suggested.suggested.exists()
    assert (suggested.enterprise_count, suggested.problem_count) == (6, 6)
    assert entry.action == "improvement.common_suggestions_declined"
    assert entry.new == {"enterprises": 6, "problems": 6, "answered": 2}


def test_a_stale_page_changes_nothing(suggested, confirmed, officer_county):
    before = write_down(suggested)
    seen = {"common": suggested, "version": confirmed.version, "actor": officer_county}

    for act in (
        lambda: services.answer_suggested(does_join=True, **seen),
        lambda: services.confirm_common_problem(name="别的名字", **seen),
        lambda: services.dismiss_common_problem(**seen),
        lambda: services.attach_solution(solution=services.Solution("别的"), **seen),
    ):
        with pytest.raises(errors.CommonChangedError):
            act()

    assert write_down(suggested) == before


def test_a_search_that_finds_nothing_new_leaves_the_page_as_it_is(
    suggested, office, officer_county
):
    version = version_of(suggested)
    search(office, officer_county)
    assert version_of(suggested) == version


def test_there_is_nothing_to_answer_without_a_suggestion(confirmed, officer_county):
    before = write_down(confirmed)
    with pytest.raises(errors.NothingSuggestedError):
        answer(confirmed, officer_county, does_join=True)
    assert write_down(confirmed) == before


def test_a_group_that_lost_its_problems_does_not_grow(suggested, officer_county):
    Problem.objects.filter(text__in=PORES[:4]).delete()
    before = write_down(suggested)
    with pytest.raises(errors.CommonTooFewError) as refused:
        answer(suggested, officer_county, does_join=True)
    assert write_down(suggested) == before
    assert refused.value.fields == {"count": 4}


def test_what_is_not_confirmed_has_nothing_to_join(common, officer_county):
    common.suggested.add(*Problem.objects.filter(text="图纸版本用错"))
    before = write_down(common)
    with pytest.raises(errors.CommonNotConfirmedError):
        answer(common, officer_county, does_join=True)
    assert write_down(common) == before


@pytest.mark.parametrize("person", ["owner", "expert", "officer_elsewhere"])
def test_who_does_not_govern_the_area_answers_nothing(request, suggested, person):
    before = write_down(suggested)
    with pytest.raises((ForbiddenError, NotFoundError)):
        answer(suggested, request.getfixturevalue(person), does_join=True)
    assert write_down(suggested) == before


def test_the_page_offers_to_join_and_says_what_it_counts(
    client, suggested, officer_county
):
    client.force_login(officer_county)
    page = reverse("improvement:common_problem", args=[suggested.code])
    url = reverse("improvement:similar_common", args=[suggested.code])
    shown = client.get(page).content.decode()
    listed = client.get(reverse("improvement:common_problems")).content.decode()
    version = version_of(suggested)

    assert "又找到 2 个相似的问题，要不要并入？并入会多 1 家企业" in shown
    assert "家数和个数是确认和并入的，再找也不会自己变" in shown
    assert "等您看的相似问题" in listed
    assert not any(text in shown for text in MORE)
    late = client.post(url, {"join": "1", "version": version - 1}, follow=True)
    assert "刚刚被别人更新了" in late.content.decode()
    done = client.post(url, {"join": "1", "version": version}, follow=True)
    assert "并入了，家数和个数更新了。" in done.content.decode()
    assert "又找到" not in done.content.decode()
    again = client.post(url, {"join": "1", "version": version + 1}, follow=True)
    assert "没有等您看的相似问题了" in again.content.decode()
    suggested.refresh_from_db()
    assert suggested.problem_count == 8


def test_a_name_typed_on_a_stale_page_is_kept(client, suggested, officer_county):
    client.force_login(officer_county)
    page = reverse("improvement:common_problem", args=[suggested.code])
    refused = client.post(page, {"name": "焊缝里的气孔", "version": 1})

    assert refused.status_code == 422
    text = refused.content.decode()
    assert "焊缝里的气孔" in text
    assert f'name="version" value="{version_of(suggested)}"' in text
