"""Who keeps what these tables say learns when they were written (`base.settled`)."""

from django.db import migrations

TABLES = ("pricing_pricerule", "pricing_pricetype", "pricing_promotionbook")


class Migration(migrations.Migration):
    dependencies = [("pricing", "0013_redeem_at_tills"), ("base", "0005_stamp_what_is_settled")]

    operations = [
        migrations.RunSQL(f"SELECT base_watch('pricing.rules', '{table}')", f"SELECT base_unwatch('{table}')")
        for table in TABLES
    ]
