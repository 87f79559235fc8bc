"""The name of an enterprise is taken back, and looked for in all that is public."""

import pytest

from zhisheng.apps.improvement import selectors, services
from zhisheng.apps.improvement.models import GoodCase
from zhisheng.apps.improvement.tests.cases import begin, decide, submit, version_of
from zhisheng.kit.errors import FieldsRefusedError

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(selected, officer_province):
    return decide(selected, "publish", officer_province)


def test_taking_the_name_back_takes_down_what_tells_it(published, owner, enterprise):
    services.set_naming(
        case=published, is_named=True, version=version_of(published), actor=owner
    )
    GoodCase.objects.filter(pk=published.pk).update(
        problem_text=f"{enterprise.name}有气孔"
    )

    services.set_naming(
        case=published, is_named=False, version=version_of(published), actor=owner
    )

    published.refresh_from_db()
    assert (published.is_named, published.state) == (False, "selected")
    assert not selectors.list_public_cases().exists()


@pytest.mark.parametrize("field", ["measured", "measured_unit"])
def test_a_figure_that_tells_the_name_takes_a_case_down(
    published, owner, enterprise, field
):
    services.set_naming(
        case=published, is_named=True, version=version_of(published), actor=owner
    )
    published.figures.update(**{field: f"{enterprise.name}件"})

    services.set_naming(
        case=published, is_named=False, version=version_of(published), actor=owner
    )

    published.refresh_from_db()
    assert (published.is_named, published.state) == (False, "selected")
    assert not selectors.list_public_cases().exists()


@pytest.mark.parametrize(("field", "name"), [("measured", "measured1"), ("measured_unit", "unit1")])  # fmt: skip
def test_no_figure_tells_the_name_of_an_unnamed_case(enterprise, owner, field, name):
    case = begin(enterprise, owner)
    case.figures.update(**{field: f"{enterprise.name}件"})

    with pytest.raises(FieldsRefusedError) as refused:
        submit(case, owner)

    assert set(refused.value.refusals) == {name}
    case.refresh_from_db()
    assert case.state == "draft"


def test_taking_the_name_back_leaves_what_does_not_tell_it(published, owner):
    services.set_naming(
        case=published, is_named=True, version=version_of(published), actor=owner
    )
    services.set_naming(
        case=published, is_named=False, version=version_of(published), actor=owner
    )

    published.refresh_from_db()
    assert (published.is_named, published.state) == (False, "published")
