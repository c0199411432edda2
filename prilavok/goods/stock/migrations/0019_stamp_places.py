"""Who keeps what these tables say learns when they were written (`base.settled`)."""

from django.db import migrations

TABLES = ("stock_location", "stock_region", "stock_regioncity")


class Migration(migrations.Migration):
    dependencies = [("stock", "0018_holds_of_others_apart"), ("base", "0005_stamp_what_is_settled")]

    operations = [
        migrations.RunSQL(f"SELECT base_watch('stock.places', '{table}')", f"SELECT base_unwatch('{table}')")
        for table in TABLES
    ]
