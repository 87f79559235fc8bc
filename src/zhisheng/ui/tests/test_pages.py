import re

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from zhisheng.ui import views
from zhisheng.ui.navigation import NavigationGroup, NavigationLink
from zhisheng.ui.patterns import sample_context
from zhisheng.ui.tables import Column, Row, Table


@pytest.fixture
def chinese():
    with translation.override("zh-hans"):
        yield


def render_patterns(language="zh-hans", **cookies):
    request = RequestFactory().get("/ui/patterns/")
    request.COOKIES.update(cookies)
    with translation.override(language):
        context = {**sample_context(), "request": request, "csrf_token": "token"}
        return render_to_string("ui/patterns.html", context)


def test_patterns_page_shows_every_component():
    html = render_patterns()
    marks = [
        "action-card",
        "steps-line",
        "field-error",
        "badge-state",
        "chip",
        "picker",
        "uploader",
        "file-picker",
        "data-table",
        "filter-bar",
        "chooser",
        "pager",
        "timeline-list",
        "comparison",
        "evidence",
        "empty-state",
        "consent",
        "explanation",
        "figure-box",
        "chart",
        "tile-map",
        "job",
        "notice",
        "tabs",
        "toast-note",
        "crumbs",
        "page-head",
    ]
    assert [
        mark for mark in marks if not re.search(rf'class="[^"]*\b{mark}\b', html)
    ] == []


def test_patterns_page_has_unique_ids_and_one_h1():
    html = render_patterns()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert html.count("<h1>") == 1


def test_patterns_page_in_english_has_no_chinese_of_ours():
    html = render_patterns("en")
    words = set(re.findall(r"[\u4e00-\u9fff]+", html))
    assert words <= {
        "中文",
        "约",
        "人",
        "亿",
        "安平县",
        "泾县",
        "河北省",
        "衡水市",
        "安徽省",
        "宣城市",
    }


@pytest.mark.parametrize(
    ("cookies", "start"),
    [
        ({}, '<html lang="zh-Hans" data-bs-theme="auto">'),
        ({"zs_theme": "dark"}, '<html lang="zh-Hans" data-bs-theme="dark">'),
        ({"zs_theme": '"><script>'}, '<html lang="zh-Hans" data-bs-theme="auto">'),
        (
            {"zs_type": "large"},
            '<html lang="zh-Hans" data-bs-theme="auto" class="type-large">',
        ),
    ],
)
def test_preferences_are_in_the_first_byte_so_nothing_flashes(cookies, start):
    assert start in render_patterns(**cookies)


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("/ui/patterns/?a=1", "/ui/patterns/?a=1"),
        ("https://example.org/", "/"),
        ("", "/"),
    ],
)
def test_preferences_return_to_own_pages_only(target, address):
    request = RequestFactory().post("/", {"zs_type": "large", "next": target})
    response = views.save_preferences(request)
    assert response["Location"] == address
    assert response.cookies["zs_type"].value == "large"


def test_preferences_refuse_unknown_values():
    request = RequestFactory().post("/", {"zs_theme": "pink", "next": "/"})
    assert not views.save_preferences(request).cookies


@pytest.mark.usefixtures("chinese")
def test_navigation_marks_the_current_page():
    links = (
        NavigationLink("名册", "/a", "list", is_current=True),
        NavigationLink("导入", "/b"),
    )
    html = render_to_string(
        "ui/navigation.html", {"navigation": [NavigationGroup("帮扶", links)]}
    )
    assert html.count('aria-current="page"') == 1
    assert re.search(r'href="/a" aria-current="page"', html)


class AmountForm(forms.Form):
    amount = forms.IntegerField(label="金额", help_text="单位万元")


@pytest.mark.usefixtures("chinese")
def test_a_wrong_field_is_tied_to_its_help_and_reason():
    form = AmountForm({"amount": "十"})
    form.is_valid()
    html = render_to_string("ui/field.html", {"field": form["amount"], "example": "12"})
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_amount_helptext"' in html
    assert 'id="id_amount_error"' in html
    assert "正确示例：12" in html


@pytest.mark.usefixtures("chinese")
def test_what_is_known_is_tied_to_its_field():
    field = AmountForm()["amount"]
    told = render_to_string("ui/field.html", {"field": field, "known": "上次：12"})
    filled = render_to_string("ui/field.html", {"field": field, "source": "上次填报"})

    assert 'aria-describedby="id_amount_helptext id_amount_known"' in told
    assert '<p class="field-help" id="id_amount_known">上次：12</p>' in told
    assert 'aria-describedby="id_amount_helptext id_amount_source"' in filled
    assert 'id="id_amount_source"' in filled


@pytest.mark.usefixtures("chinese")
def test_a_cell_is_escaped_and_named_for_phones():
    table = Table(
        columns=(Column("a", "名称"), Column("b", "收入", is_number=True, unit="万元")),
        rows=(Row(("<b>甲</b>", "1.5"), url="/x"),),
    )
    html = render_to_string("ui/data_table.html", {"table": table})
    assert "&lt;b&gt;甲&lt;/b&gt;" in html
    assert '<td class="number" data-label="收入 · 万元">1.5</td>' in html


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        Table(columns=(Column("a", "甲"), Column("b", "乙")), rows=(Row(("1",)),))


@pytest.mark.usefixtures("chinese")
def test_a_problem_names_what_to_do_and_each_wrong_field():
    html = render_to_string(
        "ui/problem.html",
        {
            "title": "需要修改",
            "what": "有一栏没有填对",
            "cure": "请改后再交",
            "problem": {"fields": {"employees": "从业人员应为整数"}},
            "back_url": "/back",
        },
    )
    for text in (
        "需要修改",
        "有一栏没有填对",
        "请改后再交",
        "从业人员应为整数",
        'href="/back"',
    ):
        assert text in html


class Sheet(forms.Form):
    name = forms.CharField()
    sheet = forms.FileField()


@pytest.mark.parametrize("files", [{}, {"sheet": SimpleUploadedFile("a.csv", b"a")}])
def test_a_file_of_a_refused_form_is_asked_for_again(chinese, files):
    form = Sheet({"name": ""}, files)

    html = render_to_string("ui/form_errors.html", {"form": form})

    assert "您填的内容都在" in html
    assert ("选好的文件浏览器不会留着，请再选一次。" in html) == bool(files)
