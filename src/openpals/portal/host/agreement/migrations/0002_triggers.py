"""The database refuses changes to texts and signatures."""

from django.db import migrations

from openpals.portal.host.agreement.triggers import create


class Migration(migrations.Migration):
    dependencies = [("agreement", "0001_initial")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
