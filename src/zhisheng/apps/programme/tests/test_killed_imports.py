"""Kill fifty imports at random moments: nothing is lost and nothing doubled."""

import pytest

from zhisheng.apps.programme.tests.killable_imports import ROWS
from zhisheng.kit.tests.killing import run_apart

pytestmark = pytest.mark.slow
IMPORTS = 50


@pytest.mark.django_db(transaction=True)
def test_killed_imports_go_on_and_double_nothing(tmp_path, django_db_blocker):
    module = "zhisheng.apps.programme.tests.killable_imports"
    with django_db_blocker.unblock():
        found = run_apart(module, IMPORTS, 20260705, folder=tmp_path)

    # A worker that was done before its moment came was not killed.
    assert found.pop("killed") > IMPORTS // 2
    assert found == {
        "statuses": ["applied"],
        "jobs": ["succeeded"],
        "staged": IMPORTS * (ROWS + 1),
        "applied": IMPORTS * ROWS,
        "enterprises": IMPORTS * ROWS,
        "repeated": 0,
        "versions": IMPORTS * ROWS,
        "enrolments": IMPORTS * ROWS,
        "engagements": IMPORTS * ROWS,
        "values": IMPORTS * ROWS * 3,
        "dangling": {},
        "broken_at": None,
    }
