"""Sealed audit entries are refused a change by the database itself.

A later migration that makes SQLite rebuild the table must call ``protect`` again:
SQLite drops the triggers of a table it rebuilds.
"""

from django.db import migrations

SQLITE = [
    f"""
    CREATE TRIGGER IF NOT EXISTS kit_auditentry_no_{verb}
    BEFORE {verb} ON kit_auditentry WHEN OLD.sequence IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'sealed audit entries cannot be changed'); END
    """
    for verb in ("update", "delete")
]
POSTGRESQL = [
    """
    CREATE OR REPLACE FUNCTION kit_refuse_audit_change() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION 'sealed audit entries cannot be changed'
        USING ERRCODE = 'integrity_constraint_violation';
    END $$ LANGUAGE plpgsql
    """,
    """
    CREATE TRIGGER kit_auditentry_append_only
    BEFORE UPDATE OR DELETE ON kit_auditentry FOR EACH ROW
    WHEN (OLD.sequence IS NOT NULL) EXECUTE FUNCTION kit_refuse_audit_change()
    """,
]
UNDO_SQLITE = [
    f"DROP TRIGGER kit_auditentry_no_{verb}" for verb in ("update", "delete")
]
UNDO_POSTGRESQL = [
    "DROP TRIGGER kit_auditentry_append_only ON kit_auditentry",
    "DROP FUNCTION kit_refuse_audit_change()",
]


def protect(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in UNDO_SQLITE if is_sqlite else UNDO_POSTGRESQL:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("kit", "0001_audit_and_jobs")]
    operations = [migrations.RunPython(protect, unprotect)]
