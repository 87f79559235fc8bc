"""An enterprise's page in English: what is not its own data is English."""

from datetime import date

import pytest
from django.urls import reverse

from zhisheng.apps.registry import services
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise

pytestmark = pytest.mark.django_db


@pytest.fixture
def english(client, officer_county):
    client.force_login(officer_county)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def sized():
    """Give an enterprise that the row of industry of the regulation classified."""
    enterprise = make_enterprise(valid_from=date(2025, 1, 1))
    Enterprise.unscoped.filter(pk=enterprise.pk).update(
        size_class="small", size_basis={"row": "industry"}
    )
    return enterprise


def test_industry_and_size_rule_are_english(english, sized):
    html = english.get(reverse("registry:detail", args=[sized.code])).content.decode()

    assert "3340 (part of: Manufacture of metal products)" in html
    assert "“Industry (mining, manufacturing, utilities)”" in html


def test_the_roster_names_the_division(english, sized):
    html = english.get(reverse("registry:index")).content.decode()

    assert "Manufacture of metal products" in html
    assert "金属丝绳及其制品制造" not in html


def test_changes_are_written_with_english_marks(english, sized, officer_county):
    services.update_enterprise(
        enterprise=sized,
        changes={"address": "甲路1号"},
        on=date(2026, 1, 1),
        reason="",
        actor=officer_county,
    )

    html = english.get(reverse("registry:detail", args=[sized.code])).content.decode()

    assert "Address: " in html
    assert "→ 甲路1号" in html
    assert "：" not in html
