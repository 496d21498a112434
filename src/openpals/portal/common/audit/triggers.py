"""The database itself refuses to change the log, whoever asks: on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import Any

REFUSAL = "the audit log only grows"

SQLITE = (
    f"""CREATE TRIGGER audit_event_update BEFORE UPDATE ON audit_event
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER audit_event_delete BEFORE DELETE ON audit_event
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER audit_event_insert BEFORE INSERT ON audit_event
        WHEN NEW.sequence <> 1 + (SELECT coalesce(max(sequence), 0) FROM audit_event)
          OR NEW.previous <> coalesce((SELECT hash FROM audit_event ORDER BY sequence DESC LIMIT 1), '{"0" * 64}')
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}, at its end'); END""",
)

POSTGRESQL = (
    f"""CREATE FUNCTION audit_event_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    """CREATE TRIGGER audit_event_change BEFORE UPDATE OR DELETE ON audit_event
        FOR EACH ROW EXECUTE FUNCTION audit_event_keep()""",
    """CREATE TRIGGER audit_event_truncate BEFORE TRUNCATE ON audit_event
        FOR EACH STATEMENT EXECUTE FUNCTION audit_event_keep()""",
    f"""CREATE FUNCTION audit_event_follow() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.sequence <> 1 + (SELECT coalesce(max(sequence), 0) FROM audit_event)
            OR NEW.previous <> coalesce((SELECT hash FROM audit_event ORDER BY sequence DESC LIMIT 1), '{"0" * 64}')
          THEN RAISE EXCEPTION '{REFUSAL}, at its end'; END IF;
          RETURN NEW;
        END $$""",
    """CREATE TRIGGER audit_event_insert BEFORE INSERT ON audit_event
        FOR EACH ROW EXECUTE FUNCTION audit_event_follow()""",
)


def create(apps: Any, schema_editor: Any) -> None:
    """Makes the triggers that the database's kind understands."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)
