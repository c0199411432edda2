"""What packages changed, as it was before."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("pim", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE pim_change_number AS bigint", "DROP SEQUENCE pim_change_number"),
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kind", "object_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "id",
                    models.BigIntegerField(
                        db_default=models.Func(models.Value("pim_change_number"), function="nextval")
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("object_id", models.BigIntegerField()),
                ("source", models.CharField(blank=True, max_length=200)),
                ("before", models.JSONField(null=True)),
                ("annuls_from", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "indexes": [models.Index(fields=["source", "kind", "object_id"], name="pim_change_source")],
            },
        ),
    ]
