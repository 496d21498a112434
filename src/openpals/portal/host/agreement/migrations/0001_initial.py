"""Texts and signatures."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AgreementText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("text", models.TextField()),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text_hash", models.CharField(max_length=64)),
                ("proposal_id", models.BigIntegerField()),
                ("account_id", models.BigIntegerField()),
                ("full_name", models.CharField(max_length=200)),
                ("typed_name", models.CharField(max_length=200)),
                ("institution", models.CharField(max_length=200)),
                ("signed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("text_hash", "proposal_id", "account_id"), name="agreement_signed_once"
                    )
                ],
            },
        ),
    ]
