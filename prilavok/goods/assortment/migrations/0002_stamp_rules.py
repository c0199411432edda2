"""Who keeps what these tables say learns when they were written (`base.settled`)."""

from django.db import migrations

TABLES = ("assortment_rule",)


class Migration(migrations.Migration):
    dependencies = [("assortment", "0001_say_what_is_sold_where"), ("base", "0005_stamp_what_is_settled")]

    operations = [
        migrations.RunSQL(f"SELECT base_watch('assortment.rules', '{table}')", f"SELECT base_unwatch('{table}')")
        for table in TABLES
    ]
