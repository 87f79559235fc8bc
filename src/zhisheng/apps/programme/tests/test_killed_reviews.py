"""Kill who opens, returns, mends and passes: nothing is done by half, nothing twice."""

import pytest

from zhisheng.apps.programme.tests.killable_reviews import (
    ENTRIES,
    KILLED_OPENINGS,
    KILLED_REVIEWS,
    RETURNED,
    TASKS,
)
from zhisheng.kit.tests.killing import run_apart

pytestmark = pytest.mark.slow
MODULE = "zhisheng.apps.programme.tests.killable_reviews"


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_entries_agree_with_their_steps(
    tmp_path, django_db_blocker
):
    with django_db_blocker.unblock():
        found = run_apart(MODULE, 20260705, folder=tmp_path)

    # Who was done before the moment came was not killed.
    meant = TASKS * (KILLED_OPENINGS + KILLED_REVIEWS)
    assert sum(found.pop("killed")) > meant // 2
    tasks = TASKS + 1
    assert found == {
        "faults": [],
        "final": tasks * ENTRIES,
        "steps": {
            "passed": tasks * ENTRIES * 3,
            "returned": tasks * RETURNED,
            "submitted": tasks * RETURNED,
        },
        # To who hands in when the task opened, the entry came back and was final; to the
        # reviewers of the three levels once a task.
        "messages": tasks * RETURNED * 3 + tasks * 3,
        "jobs": {"succeeded": tasks},
        "broken_at": None,
    }
