"""The good cases the matrix asks for: a draft, three at the county, one of them public."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.models import GoodCase
from zhisheng.apps.improvement.tests.cases import DRAFT
from zhisheng.kit.tests.test_files import make_image

# Filled when the cases are made: each is changed as it was seen.
VERSIONS: dict[str, dict[str, object]] = {}
CASE_DATA: dict[str, dict[str, object]] = {
    "improvement:begin_case": {
        "title": "焊丝进烘箱", "problem": "气孔", "measure": "烘箱",
    },
    "improvement:edit_case": VERSIONS.setdefault("edit_case", {}),
    "improvement:name_case": VERSIONS.setdefault("name_case", {}),
    "improvement:submit_case": VERSIONS.setdefault("submit_case", {}),
    "improvement:withdraw_case": VERSIONS.setdefault("withdraw_case", {}),
    "improvement:announce_case": {
        "version": 2, "basis": "示例办法", "contact": "质量股 0318-7512345", "working_days": 5,
    },
    "improvement:decide_case": VERSIONS.setdefault("decide_case", {}),
    "improvement:remove_case_photo": VERSIONS.setdefault("remove_case_photo", {}),
}  # fmt: skip


def arrange_cases(
    get: Callable[[str], Any], enterprise: Any
) -> dict[str, dict[str, object]]:
    owner = get("owner")
    draft, handed_in, selected, public = (
        services.begin_case(enterprise=enterprise, draft=DRAFT, actor=owner)
        for _number in range(4)
    )
    for case in (draft, handed_in, selected, public):
        _add_photo(case, owner)
    GoodCase.objects.filter(pk__in=[handed_in.pk, selected.pk, public.pk]).update(
        state="reviewed", office=get("county_unit")
    )
    GoodCase.objects.filter(pk=selected.pk).update(state="selected")
    GoodCase.objects.filter(pk=public.pk).update(
        state="published", published_at=timezone.now()
    )
    _note_versions()
    own, lying, open_one = ({"code": one.code} for one in (draft, handed_in, public))
    return {
        "improvement:begin_case": {"enterprise": enterprise.code},
        **{
            f"improvement:{page}": own
            for page in (
                "edit_case", "name_case", "submit_case", "withdraw_case",
                "add_case_photo",
            )
        },
        "improvement:remove_case_photo": {**own, "number": 1},
        "improvement:announce_case": {"code": selected.code},
        "improvement:case": lying,
        "improvement:decide_case": lying,
        "improvement:case_photo": {**lying, "number": 1},
        "cases:case": open_one,
        "cases:photo": {**open_one, "number": 1},
    }  # fmt: skip


def _add_photo(case: GoodCase, owner: Any) -> None:
    upload = SimpleUploadedFile("一.png", make_image("PNG"))
    services.add_photo(case=case, upload=upload, version=1, actor=owner)


def _note_versions() -> None:
    """Say what each page was shown: every case was changed once, by its photo."""
    for page in ("edit_case", "name_case", "submit_case", "withdraw_case"):
        VERSIONS[page].update(version=2, is_named=1)
    VERSIONS["edit_case"].update(title="改过", problem="气孔", measure="烘箱")
    VERSIONS["remove_case_photo"].update(version=2)
    VERSIONS["decide_case"].update(version=2, act="recommend")
