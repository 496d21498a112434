"""The triggers that keep the log."""

from typing import ClassVar

from django.db import migrations

from openpals.portal.common.audit.triggers import create


class Migration(migrations.Migration):
    """Goes one way: a log that can be changed again is none."""

    dependencies: ClassVar = [("audit", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(create, elidable=False)]
