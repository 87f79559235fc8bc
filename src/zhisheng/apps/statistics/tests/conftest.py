from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django import Settings

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.programme.models import Engagement, Enrolment
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.apps.returns.models import Value
from zhisheng.apps.returns.services import load_reference_indicators
from zhisheng.apps.statistics import services
from zhisheng.apps.statistics.models import Bulletin

YEARS = ("2023", "2024")


@pytest.fixture(autouse=True)
def files_apart(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def programme(
    reference: None,
    body_organisation: Organisation,
    other_body_organisation: Organisation,
) -> list[Enterprise]:
    """Eight enterprises of 安平 and three of 桃城, all helped in 2024, revenue +10 %."""
    load_reference_indicators()
    enterprises = [
        make_enterprise(region_id="131125" if number < 8 else "131102")
        for number in range(11)
    ]
    for number, enterprise in enumerate(enterprises):
        help_once(enterprise, body_organisation)
        Enrolment.objects.create(enterprise=enterprise, year=2024)
        for year, amount in zip(YEARS, (100, 110), strict=True):
            declare(enterprise, body_organisation, year, Decimal(amount * (number + 1)))
    help_once(enterprises[0], other_body_organisation)
    return enterprises


@pytest.fixture
def draft(programme: list[Enterprise], officer_city: User) -> Bulletin:
    bulletin = services.draft_bulletin(area="131100", year=2024, actor=officer_city)
    return services.compute_bulletin(bulletin=bulletin, actor=officer_city)


@pytest.fixture
def released(draft: Bulletin, officer_city: User) -> Bulletin:
    return services.release_bulletin(bulletin=draft, actor=officer_city)


@pytest.fixture
def read_count() -> Callable[[Bulletin, str], str | None]:
    def read(bulletin: Bulletin, code: str) -> str | None:
        rows = {row["code"]: row for row in bulletin.figures["rows"]}
        value: str | None = rows[code]["years"][str(bulletin.year)].get("value")
        return value

    return read


def help_once(enterprise: Enterprise, helper: Organisation, year: int = 2024) -> None:
    Engagement.objects.create(
        enterprise=enterprise, year=year, helper=helper, help_kind="diagnosis"
    )


def declare(
    enterprise: Enterprise, body: Organisation, period: str, amount: Decimal
) -> Value:
    return Value.objects.create(
        enterprise=enterprise,
        indicator_id="revenue",
        period=period,
        value=amount,
        source_kind="roster",
        declared_by=body,
    )
