"""What waits for the four reactions of the shelf waits for the one that took their place."""

from django.db import migrations

MOVE = """
UPDATE base_delivery SET subscriber = 'storefront.shelve', state = 'waiting', attempts = 0
 WHERE state <> 'done' AND subscriber IN ('storefront.shelve_products', 'storefront.shelve_prices',
                                          'storefront.shelve_stock', 'storefront.shelve_assortment')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("storefront", "0008_count_what_is_asked"),
        ("base", "0003_find_waiting_deliveries"),
    ]

    operations = [migrations.RunSQL(MOVE, migrations.RunSQL.noop)]
