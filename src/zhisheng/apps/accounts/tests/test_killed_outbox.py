"""Kill those who send and hand over: no text is lost, a repeat bears the same key."""

import pytest

from zhisheng.apps.accounts.tests.killable_outbox import (
    KILLED_SENDERS,
    KILLED_WORKERS,
    PEOPLE,
)
from zhisheng.kit.tests.killing import run_apart

pytestmark = pytest.mark.slow
MODULE = "zhisheng.apps.accounts.tests.killable_outbox"


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_each_is_told_once(tmp_path, django_db_blocker):
    with django_db_blocker.unblock():
        found = run_apart(MODULE, tmp_path / "offers", 20260705, folder=tmp_path)

    sent = found.pop("sent")
    assert len(sent) == KILLED_SENDERS + 2
    assert [one for one in sent if one not in ([0, 0], [PEOPLE, PEOPLE])] == []
    assert sent[-2:] == [[PEOPLE, PEOPLE]] * 2
    # One that was done before its moment came was not killed.
    assert found.pop("killed") > KILLED_WORKERS // 2
    assert found.pop("repeats") > 0
    ends = [
        ["mail", "handed_over", PEOPLE // 10],
        ["text", "failed", PEOPLE // 10],
        ["text", "handed_over", PEOPLE - PEOPLE // 10],
    ]
    verdicts = {"handed_over": "taken", "failed": "refused"}
    assert found == {
        "messages": PEOPLE,
        "taken": PEOPLE,
        "ends": ends,
        "kept": 0,
        "broken_at": None,
        "strayed": 0,
        "put_off": PEOPLE // 10,
        "left": sorted([name, verdicts[end], count] for name, end, count in ends),
        "most_to_one": 1,
    }
