"""The first tables."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Stamp",
            fields=[
                ("site", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
    ]
