"""The first tables."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("sequence", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.CharField(max_length=32)),
                ("actor", models.CharField(max_length=64)),
                ("action", models.CharField(max_length=64)),
                ("outcome", models.CharField(max_length=16)),
                ("target_type", models.CharField(max_length=64)),
                ("target_id", models.CharField(max_length=64)),
                ("why", models.CharField(max_length=300)),
                ("fields", models.CharField(max_length=300)),
                ("request_id", models.CharField(max_length=36)),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ["sequence"],
                "indexes": [
                    models.Index(fields=["target_type", "target_id"], name="audit_target"),
                    models.Index(fields=["actor"], name="audit_actor"),
                ],
            },
        ),
    ]
