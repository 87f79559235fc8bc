import io

import openpyxl
import pytest
from django.urls import reverse

from zhisheng.apps.registry import selectors
from zhisheng.apps.registry.errors import TermTooShortError, TooManyRowsError
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import RosterFilters, roster, search
from zhisheng.apps.registry.tests.factories import (
    GrantFactory,
    make_code,
    make_enterprise,
)
from zhisheng.kit.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(reference):
    return {
        "huafeng": make_enterprise(name="安平县华丰丝网厂", uscc=make_code(1)),
        "fenghua": make_enterprise(
            name="安平县丰华丝网有限公司", uscc=make_code(2), size_class="micro"
        ),
        "robot": make_enterprise(
            name="桃城ABC机器人有限公司", region_id="131102", industry_id="3491"
        ),
        "closed": make_enterprise(name="浑源黄芪", region_id="140225", status="closed"),
    }


def find(known, actor, **filters):
    page = selectors.list_enterprises_for(actor=actor, filters=RosterFilters(**filters))
    names = {one.code: name for name, one in known.items()}
    return [names[row.code] for row in page.rows]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, ["closed", "robot", "fenghua", "huafeng"]),
        ({"term": "华丰"}, ["huafeng"]),
        ({"term": "丝网"}, ["fenghua", "huafeng"]),
        ({"term": "华丰丝网"}, ["huafeng"]),
        ({"term": "　Abc机器 "}, ["robot"]),
        ({"term": "有限公司"}, ["robot", "fenghua"]),
        ({"term": "网有限公司"}, ["fenghua"]),
        ({"term": "华丝"}, ["fenghua"]),
        ({"term": "丰丝厂"}, []),
        ({"term": make_code(1)}, ["huafeng"]),
        ({"term": make_code(1)[:15].lower()}, ["fenghua", "huafeng"]),
        ({"term": "  "}, ["closed", "robot", "fenghua", "huafeng"]),
        ({"region_code": "131125"}, ["fenghua", "huafeng"]),
        ({"region_code": "131100"}, ["robot", "fenghua", "huafeng"]),
        ({"region_code": "130000"}, ["robot", "fenghua", "huafeng"]),
        ({"industry_code": "334"}, ["closed", "fenghua", "huafeng"]),
        ({"industry_code": "C"}, ["closed", "robot", "fenghua", "huafeng"]),
        ({"size_class": "micro"}, ["fenghua"]),
        ({"status": "closed"}, ["closed"]),
        ({"term": "丝网", "size_class": "small"}, ["huafeng"]),
    ],
)
def test_finds_by_name_code_and_filters(known, officer_nation, filters, names):
    assert find(known, officer_nation, **filters) == names


def test_a_public_code_finds_its_record(known, officer_nation):
    assert find(known, officer_nation, term=known["robot"].code.lower()) == ["robot"]


@pytest.mark.parametrize("term", ["丝", "%_", "'", "%丝"])
def test_one_character_is_too_little_and_marks_are_none(known, officer_nation, term):
    with pytest.raises(TermTooShortError):
        find(known, officer_nation, term=term)


def test_a_rare_pair_is_chosen_whatever_its_place(known, officer_nation, monkeypatch):
    monkeypatch.setattr(search, "ENOUGH", 1)
    monkeypatch.setattr(search, "PROBE_LIMIT", 3)

    assert find(known, officer_nation, term="安平县华丰丝网厂") == ["huafeng"]


def test_merged_records_are_not_listed(known, officer_nation):
    Enterprise.unscoped.filter(pk=known["robot"].pk).update(
        merged_into=known["huafeng"]
    )

    assert find(known, officer_nation) == ["closed", "fenghua", "huafeng"]


def test_pages_continue_behind_the_last_row(known, officer_nation):
    seen, after = [], ""
    for _page in range(3):
        page = selectors.list_enterprises_for(
            actor=officer_nation, filters=RosterFilters(), after=after, size=2
        )
        seen += [row.name for row in page.rows]
        after = page.next_code
        if not after:
            break

    assert seen == [
        known[name].name for name in ("closed", "robot", "fenghua", "huafeng")
    ]
    assert (page.count, page.is_count_exact) == (4, True)


def test_large_counts_are_not_counted_out(known, officer_nation, monkeypatch):
    monkeypatch.setattr(roster, "COUNT_LIMIT", 3)

    page = selectors.list_enterprises_for(actor=officer_nation, filters=RosterFilters())

    assert (page.count, page.is_count_exact) == (3, False)


@pytest.mark.parametrize(
    ("person", "count"),
    [
        ("officer_county", 2),
        ("officer_city", 3),
        ("owner", 0),
        ("body_user", 0),
        ("administrator", 0),
    ],
)
def test_the_list_is_scoped(request, known, person, count):
    page = selectors.list_enterprises_for(
        actor=request.getfixturevalue(person), filters=RosterFilters()
    )

    assert (len(page.rows), page.count) == (count, count)


def test_what_was_not_granted_is_hidden_and_not_searchable(
    known, body_user, body_organisation
):
    GrantFactory.create(
        enterprise=known["huafeng"], viewer=body_organisation, fields=["name", "region"]
    )

    (row,) = selectors.list_enterprises_for(
        actor=body_user, filters=RosterFilters(term="华丰"), with_contact=True
    ).rows

    assert (row.region_code, row.uscc, row.industry_code) == ("131125", "", "")
    assert {"uscc", "industry", "contact", "size_class"} <= row.hidden
    assert find(known, body_user, region_code="131125") == ["huafeng"]
    assert find(known, body_user, term=make_code(1)) == []
    assert find(known, body_user, size_class="small") == []
    assert find(known, body_user, industry_code="33") == []


def test_contacts_are_masked_even_for_officers(known, officer_county):
    known["huafeng"].contact_phone = "13800005678"
    known["huafeng"].save()

    page = selectors.list_enterprises_for(
        actor=officer_county, filters=RosterFilters(term="华丰"), with_contact=True
    )

    assert page.rows[0].contact_phone_masked == "138****5678"


def test_a_page_costs_the_same_queries_for_many_rows(
    known, officer_county, django_assert_num_queries
):
    for _number in range(10):
        make_enterprise()

    with django_assert_num_queries(7):
        page = selectors.list_enterprises_for(
            actor=officer_county, filters=RosterFilters()
        )

    assert len(page.rows) == 12


def test_the_page_shows_rows_and_keeps_the_filters(client, known, officer_county):
    client.force_login(officer_county)

    response = client.get(
        reverse("registry:index"), {"term": "华丰", "columns": ["uscc", "address"]}
    )

    html = response.content.decode()
    assert "安平县华丰丝网厂" in html
    assert "安平县丰华丝网有限公司" not in html
    assert "共 1 家" in html
    assert make_code(1) in html
    assert 'value="华丰"' in html
    assert (
        reverse("registry:export")
        + "?term=%E5%8D%8E%E4%B8%B0&amp;columns=name&amp;columns=uscc"
        in html
    )


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({"term": "丝"}, "请至少输入两个字。"),
        ({"term": "没有这家"}, "没有找到符合条件的企业"),
        ({"region": "不存在"}, "没有找到这个地区"),
    ],
)
def test_the_page_says_why_it_is_empty(client, known, officer_county, query, text):
    client.force_login(officer_county)

    response = client.get(reverse("registry:index"), query)

    assert text in response.content.decode()


@pytest.mark.parametrize(
    ("person", "title", "link", "wrong_link"),
    [
        ("body_user", "还没有企业选择贵单位", "programme:ledger", "programme:imports"),
        ("officer_county", "名录里还没有企业", "programme:imports", "programme:ledger"),
    ],
)
def test_an_empty_roster_leads_where_the_reader_may_go(
    request, client, person, title, link, wrong_link
):
    client.force_login(request.getfixturevalue(person))

    page = client.get(reverse("registry:index")).content.decode()
    roster = page[page.index('id="roster"') :].split("</main>")[0]

    assert title in roster
    assert f'href="{reverse(link)}"' in roster
    assert f'href="{reverse(wrong_link)}"' not in roster


@pytest.mark.parametrize(("person", "status"), [("owner", 403), ("body_user", 200)])
def test_who_may_open_the_page(request, client, person, status):
    client.force_login(request.getfixturevalue(person))

    assert client.get(reverse("registry:index")).status_code == status


def test_the_export_is_what_is_seen(client, known, officer_county):
    client.force_login(officer_county)

    response = client.get(
        reverse("registry:export"),
        {"term": "丝网", "columns": ["name", "uscc", "status"]},
    )

    assert response["Cache-Control"] == "private, no-store"
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert list(book.active.values) == [
        ("企业名称", "统一社会信用代码", "登记状态"),
        ("安平县丰华丝网有限公司", make_code(2), "存续"),
        ("安平县华丰丝网厂", make_code(1), "存续"),
    ]
    entry = AuditEntry.objects.get(action="accounts.columns_exported")
    assert (entry.new, entry.counts) == (
        {
            "name": "roster",
            "kept": [["term", "丝网"]],
            "columns": ["name", "uscc", "status"],
        },
        {"rows": 2},
    )


def test_an_export_is_bounded(known, officer_county, monkeypatch):
    monkeypatch.setattr(roster, "EXPORT_LIMIT", 1)

    with pytest.raises(TooManyRowsError):
        selectors.export_enterprises_for(actor=officer_county, filters=RosterFilters())
