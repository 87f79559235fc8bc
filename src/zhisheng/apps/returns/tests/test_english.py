"""English pages of returns hold Chinese only in names that people gave."""

import re

import pytest
import time_machine
from django.urls import reverse
from django.utils.translation import override

from zhisheng.apps.returns import services
from zhisheng.apps.returns.errors import FormClosedError
from zhisheng.apps.returns.forms import label_indicator
from zhisheng.apps.returns.models import Form, Indicator, Return
from zhisheng.apps.returns.tests.conftest import TODAY

CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
# What a form sends, which nobody reads.
VALUE = re.compile(r'value="[^"]*"')
# The button that switches to Chinese, and the example of a range that is typed.
OWN_NAMES = {"中文", "约"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def english(client, owner):
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    return client


def find_chinese(html, *names):
    html = VALUE.sub("", html)
    for name in names:
        html = html.replace(name, "")
    return set(CHINESE.findall(html)) - OWN_NAMES


def test_the_dictionary_is_english(english, owner, dictionary):
    html = english.get(reverse("returns:dictionary")).content.decode()

    assert find_chinese(html, str(owner)) == set()
    assert "Total profit of the year; a loss is entered as a negative number." in html
    assert "CNY 10,000 per person" in html


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("3.7亿元", "CNY 370 million"),
        ("约608.5亿元", "about CNY 60.85 billion"),
        ("500万元–1000万元", "CNY 5 million–CNY 10 million"),
    ],
)
def test_a_total_in_money_reads_as_english_people_write_it(
    amount, text, dictionary, officer_city
):
    total = services.record_total_text(
        level="region",
        subject_code="131100",
        indicator="fiscal_subsidy",
        period="2024",
        amount=amount,
        document="示例文件〔2025〕1号",
        organisation=officer_city.memberships.get().organisation,
        actor=officer_city,
    )

    with override("en"):
        assert services.show_measured(total) == (text, "CNY")


def test_an_owner_fills_in_and_reviews_in_english(
    english, owner, enterprise, form, owner_organisation
):
    names = (enterprise.name, owner_organisation.name, str(owner))
    path = [enterprise.code, form.code, "2024"]
    start = english.get(reverse("returns:start", args=path)).content.decode()
    english.post(reverse("returns:open_form", args=path))
    filing = Return.objects.get()
    pages = [
        english.get(reverse("returns:fill", args=[filing.code, 1])),
        english.get(reverse("returns:review", args=[filing.code])),
        english.get(reverse("returns:index")),
    ]

    assert find_chinese(start, *names) == set()
    assert [find_chinese(page.content.decode(), *names) for page in pages] == [
        set()
    ] * 3
    assert "Yearly effects of quality work (example)" in start


def test_a_closed_survey_is_named_in_english(enterprise, owner):
    survey = Form.objects.get(code="survey-example")

    with override("en"), pytest.raises(FormClosedError) as refusal:
        services.open_return(
            form=survey, enterprise=enterprise, period="2025", on=TODAY, actor=owner
        )

    assert refusal.value.fields == {
        "form": "Survey of quality in small and micro enterprises (example)",
        "valid_to": "31 December 2024",
    }


def test_an_indicator_is_labelled_with_its_unit_in_either_language(dictionary):
    revenue = Indicator.objects.get(code="revenue")

    with override("en"):
        assert label_indicator(revenue) == "Operating revenue (CNY 10,000)"
    with override("zh-hans"):
        assert label_indicator(revenue) == "营业收入（万元）"
