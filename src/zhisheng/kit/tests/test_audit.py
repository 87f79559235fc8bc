import threading
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction

from zhisheng.kit import audit
from zhisheng.kit.audit.models import AuditChain, AuditEntry
from zhisheng.kit.jobs.models import Job

pytestmark = pytest.mark.django_db


def write_entries(count: int) -> list[AuditEntry]:
    return [audit.record(action="test.written", new={"n": n}) for n in range(count)]


def break_sealed(statement: str) -> None:
    """Change sealed rows as someone with the database's keys could."""
    with connection.cursor() as cursor:
        for trigger in ("kit_auditentry_no_update", "kit_auditentry_no_delete"):
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER {trigger}")
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER kit_auditentry_append_only ON kit_auditentry")
        cursor.execute(statement)


def test_entry_names_actor_subject_and_change():
    job = Job.objects.create(name="test.job")

    with audit.acting_for("O-1"):
        audit.record(
            action="test.renamed", subject=job, old={"name": "甲"}, new={"name": "乙"}
        )

    entry = audit.list_entries_for_subject(job).get()
    assert entry.subject_type == "kit.job"
    assert entry.subject_code == job.code
    assert entry.organisation_code == "O-1"
    assert (entry.old, entry.new) == ({"name": "甲"}, {"name": "乙"})
    assert entry.actor_label == "系统"


def test_timeline_shows_newest_first_and_only_own_subject():
    job, other = (Job.objects.create(name=name) for name in ("test.a", "test.b"))
    for action in ("test.first", "test.second"):
        audit.record(action=action, subject=job)
    audit.record(action="test.foreign", subject=other)

    actions = [entry.action for entry in audit.list_entries_for_subject(job)]

    assert actions == ["test.second", "test.first"]


def test_masks_mobile_numbers_however_deep():
    entry = audit.record(
        action="test.written",
        new={"people": [{"mobile": "13812345678"}], "note": "请打13900001111联系"},
    )

    assert entry.new == {
        "people": [{"mobile": "138****5678"}],
        "note": "请打139****1111联系",
    }


def test_keeps_codes_that_only_look_like_mobile_numbers():
    entry = audit.record(action="test.written", new={"uscc": "91131125138123456X"})

    assert entry.new == {"uscc": "91131125138123456X"}


def test_rolls_back_with_the_act():
    with suppress(RuntimeError), transaction.atomic():
        audit.record(action="test.written")
        raise RuntimeError

    assert AuditEntry.objects.count() == 0


def test_seals_in_order_over_several_batches():
    entries = write_entries(5)

    assert audit.seal(batch_size=2) == 5

    sealed = list(AuditEntry.objects.order_by("sequence"))
    assert [entry.pk for entry in sealed] == [entry.pk for entry in entries]
    assert [entry.sequence for entry in sealed] == [1, 2, 3, 4, 5]
    assert sealed[0].previous_hash == ""
    assert sealed[3].previous_hash == sealed[2].own_hash
    assert audit.verify() == audit.Verification(sealed=5, unsealed=0, broken_at=None)


def test_sealing_goes_on_from_the_chains_end():
    write_entries(2)
    audit.seal()
    write_entries(1)

    assert audit.verify() == audit.Verification(sealed=2, unsealed=1, broken_at=None)
    assert audit.seal() == 1
    assert audit.verify() == audit.Verification(sealed=3, unsealed=0, broken_at=None)


def test_whole_chain_of_nothing_is_whole():
    assert audit.verify() == audit.Verification(sealed=0, unsealed=0, broken_at=None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kit_auditentry SET action = 'test.forged' WHERE sequence = 2",
        "DELETE FROM kit_auditentry WHERE sequence = 2",
        "UPDATE kit_auditentry SET own_hash = 'x' WHERE sequence = 2",
    ],
)
def test_verification_finds_the_first_broken_entry(statement: str):
    write_entries(3)
    audit.seal()
    break_sealed(statement)

    assert audit.verify().broken_at == 2


def test_verification_finds_an_end_cut_off():
    write_entries(3)
    audit.seal()
    break_sealed("DELETE FROM kit_auditentry WHERE sequence = 3")

    assert audit.verify().broken_at == 3


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).delete(),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).update(action="x"),
    ],
)
def test_orm_refuses_changes(change):
    [entry] = write_entries(1)

    with pytest.raises(audit.SealedEntryError):
        change(entry)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(action="test.forged"),
        lambda rows: rows._raw_delete("default"),
    ],
)
def test_database_refuses_changes_of_sealed_entries(change):
    write_entries(1)
    audit.seal()
    rows = models.QuerySet(AuditEntry).filter(sequence=1)

    with pytest.raises(DatabaseError, match="sealed audit"), transaction.atomic():
        change(rows)

    assert AuditEntry.objects.get().action == "test.written"


def test_command_reports_a_whole_chain(capsys):
    write_entries(2)
    audit.seal()
    write_entries(1)

    call_command("audit_verify")

    out = capsys.readouterr().out
    assert (
        out == "已封存 sealed: 2，未封存 unsealed: 1\n审计链完整 the chain is whole\n"
    )


def test_command_fails_on_a_broken_chain():
    write_entries(2)
    audit.seal()
    break_sealed("UPDATE kit_auditentry SET counts = '{}' WHERE sequence = 1")

    with pytest.raises(CommandError, match="broken at entry 1"):
        call_command("audit_verify")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_sealers_do_not_fork_the_chain():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite admits one writer anyway; this needs PostgreSQL")
    write_entries(200)
    start = threading.Barrier(2)

    def seal() -> None:
        try:
            start.wait()
            audit.seal(batch_size=7)
        finally:
            connection.close()

    threads = [threading.Thread(target=seal) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert audit.verify() == audit.Verification(sealed=200, unsealed=0, broken_at=None)
    assert AuditChain.objects.get().last_sequence == 200
