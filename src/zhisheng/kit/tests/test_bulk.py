from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection
from django.db.models import CharField, DecimalField, F, Value
from django.db.models.functions import Concat

from zhisheng.kit import bulk
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.copy_text import lay_out
from zhisheng.kit.jobs.models import Job

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
AWKWARD = 'tab\there\\N back\\slash\nline "quoted" ％ %s 丝网\u200b'


def make_job(code: str, **fields: object) -> Job:
    return Job.objects.create(code=code, name="test.job", **fields)


def test_insert_from_fills_named_columns_and_defaults():
    make_job("J-1", payload={"行": [1, 2]}, created_at=AT)
    make_job("J-2", payload={}, created_at=AT)
    made = Job.objects.order_by("pk").annotate(
        new_code=Concat(Value("N-"), F("code"), output_field=CharField())
    )

    count = bulk.insert_from(
        Job,
        made,
        {"code": "new_code", "name": "name", "payload": "payload", "message": "code"},
    )

    assert count == 2
    first, second = Job.objects.filter(code__startswith="N-").order_by("pk")
    assert (first.code, first.payload, first.message) == (
        "N-J-1",
        {"行": [1, 2]},
        "J-1",
    )
    assert (second.code, second.payload, second.checkpoint) == ("N-J-2", {}, {})
    assert (first.status, first.attempt, first.heartbeat_at) == ("queued", 0, None)
    assert first.created_at > AT


def test_insert_from_an_empty_selection_inserts_nothing():
    assert (
        bulk.insert_from(Job, Job.objects.none(), {"code": "code", "name": "name"}) == 0
    )


def test_insert_from_demands_columns_with_a_default_per_row():
    make_job("J-1")

    with pytest.raises(FieldError, match="code"):
        bulk.insert_from(Job, Job.objects.all(), {"name": "name"})

    assert Job.objects.count() == 1


def test_insert_from_can_pass_over_conflicts():
    make_job("J-1")
    make_job("J-2", message="J-3")
    columns = {"code": "message", "name": "name"}
    make_job("J-4", message="J-1")
    chosen = Job.objects.exclude(message="")

    assert bulk.insert_from(Job, chosen, columns, ignore_conflicts=True) == 1
    assert set(Job.objects.values_list("code", flat=True)) == {
        "J-1",
        "J-2",
        "J-3",
        "J-4",
    }


def test_update_from_changes_matching_rows_only():
    make_job("J-1", message="old")
    make_job("J-2", message="kept")
    AuditEntry.objects.create(action="a", subject_code="J-1", actor_label="new")
    entries = AuditEntry.objects.all()

    count = bulk.update_from(
        Job, entries, on={"code": "subject_code"}, columns={"message": "actor_label"}
    )

    assert count == 1
    assert dict(Job.objects.values_list("code", "message")) == {
        "J-1": "new",
        "J-2": "kept",
    }


def test_copy_rows_keeps_every_value_as_it_is():
    columns = ("action", "at", "old", "actor_label", "actor_id", "sequence")
    rows = [
        ("a", AT, {"k": ["丝网", None, 1.5]}, AWKWARD, None, 7),
        ("b", AT, None, "", None, None),
        ("c", AT, "text", "\\.", None, 2**40),
    ]
    defaults = ("subject_type", "subject_code", "organisation_code", "rows_hash")
    chain = ("previous_hash", "own_hash")

    count = bulk.copy_rows(
        AuditEntry, (*columns, *defaults, *chain), ((*row, *[""] * 6) for row in rows)
    )

    assert count == 3
    found = AuditEntry.objects.order_by("action").values_list(*columns)
    assert list(found) == rows


def test_update_rows_writes_the_named_columns_of_the_named_rows():
    jobs = [make_job(f"J-{number}", payload={"行": [1]}) for number in range(3)]

    count = bulk.update_rows(
        Job,
        ("payload", "message"),
        [({"行": [2, AWKWARD]}, AWKWARD, jobs[0].pk), ({}, "", jobs[2].pk)],
    )

    assert count == 2
    assert list(Job.objects.order_by("pk").values_list("payload", "message")) == [
        ({"行": [2, AWKWARD]}, AWKWARD),
        ({"行": [1]}, ""),
        ({}, ""),
    ]


def test_update_rows_without_rows_does_nothing():
    assert bulk.update_rows(Job, ("message",), []) == 0


def test_copy_rows_reports_a_broken_constraint():
    columns = ("code", "name", "payload", "status", "attempt", "max_attempts")
    rest = (
        "progress_done",
        "message",
        "checkpoint",
        "error_code",
        "error_message",
        "key",
    )
    row = ("J-1", "n", {}, "queued", 0, 3, 0, "", {}, "", "", "", AT)

    with pytest.raises(IntegrityError):
        bulk.copy_rows(Job, (*columns, *rest, "created_at"), [row, row])


def test_reserved_ids_are_given_once_and_never_by_the_database():
    first = bulk.reserve_ids(Job, 3)
    made = make_job("J-1")
    second = bulk.reserve_ids(Job, 2)

    assert len({*first, made.pk, *second}) == 6
    assert make_job("J-2").pk not in {*first, *second}
    assert bulk.reserve_ids(Job, 0) == []


def test_copy_integers_writes_each_row():
    table = np.array([[1, 11], [2, -(2**60)]], dtype=np.int64)
    texts = [
        field.attname
        for field in AuditEntry._meta.concrete_fields
        if field.get_internal_type() == "CharField"
    ]
    assert texts[0] == "action"

    packed = bulk._pack(table)

    assert packed == b"".join(
        b"\0\2"
        + b"".join(
            b"\0\0\0\x08" + value.to_bytes(8, "big", signed=True) for value in row
        )
        for row in table.tolist()
    )


def test_split_cuts_a_stream_into_lists():
    assert list(bulk.split(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(bulk.split([], 2)) == []


def test_copy_text_refuses_what_is_no_number():
    field = DecimalField(max_digits=5, decimal_places=2)

    assert lay_out([[Decimal("1.50")], [None]], [field], connection) == "1.50\n\\N\n"
    for number in ("NaN", "Infinity"):
        with pytest.raises(ValueError, match=number):
            lay_out([[Decimal(number)]], [field], connection)
