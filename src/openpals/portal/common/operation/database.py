"""Whether the database can be used: reachable, this site's, and as new as the program."""

from __future__ import annotations

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from ....model.refused import Refused
from ..site import this_site
from .models import Stamp


class ForeignDatabase(Refused):
    """The database is another site's."""


def waiting_migrations() -> list[str]:
    """Names of the migrations that the database has not had."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def database_problem() -> str | None:
    """What keeps the site from using its database, or None."""
    try:
        if waiting := waiting_migrations():
            return f"{len(waiting)} migrations are waiting. Run: openpals portal migrate {this_site().name}"
        owners = list(Stamp.objects.values_list("site", flat=True))
    except DatabaseError as error:
        return f"The database cannot be used ({type(error).__name__}). See that it runs and that its URL is right."
    if owners != [this_site().name]:
        return f"The database belongs to the site {', '.join(owners) or 'of nobody'}, not to {this_site().name}."
    return None


def migrate() -> None:
    """Brings the database up to date. Refuses another site's database before anything is changed."""
    if "operation_stamp" in connection.introspection.table_names():
        owners = list(Stamp.objects.values_list("site", flat=True))
        if owners and owners != [this_site().name]:
            raise ForeignDatabase(
                f"This database belongs to the site {owners[0]}. Members and host never share one: give "
                f"{this_site().name} another by OPENPALS_DATABASE_URL."
            )
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    Stamp.objects.get_or_create(site=this_site().name)
