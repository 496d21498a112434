"""The database itself refuses to change a text or a signature, whoever asks: on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import Any

TABLES = ("agreement_agreementtext", "agreement_signature")
REFUSAL = "texts and signatures are kept as they are"

SQLITE = tuple(
    f"""CREATE TRIGGER {table}_{verb} BEFORE {verb.upper()} ON {table}
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""
    for table in TABLES
    for verb in ("update", "delete")
)

POSTGRESQL = (
    f"""CREATE FUNCTION agreement_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    *(
        f"""CREATE TRIGGER {table}_change BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION agreement_keep()"""
        for table in TABLES
    ),
    *(
        f"""CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION agreement_keep()"""
        for table in TABLES
    ),
)


def create(apps: Any, schema_editor: Any) -> None:
    """Makes the triggers that the database's kind understands."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)
