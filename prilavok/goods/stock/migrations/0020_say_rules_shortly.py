"""The same rules of balances and holds, said so that the database reads them quickly: it reads their text with each
statement that writes.
"""

from django.db import migrations

RULES = {
    "stock_reserved_not_negative": ("stock_balance", "reserved >= '0'"),
    "stock_available_not_negative": ("stock_balance", "available >= '0'"),
    "stock_safety_not_negative": ("stock_balance", "safety >= '0'"),
    "stock_unsynced_not_negative": ("stock_balance", "unsynced >= '0'"),
    "stock_available_is_promise": (
        "stock_balance",
        "available = CASE WHEN doubt = '' THEN greatest(on_hand - reserved - safety - unsynced, '0') ELSE '0' END",
    ),
    "stock_hold_quantity_positive": ("stock_holdline", "quantity > '0'"),
}


class Migration(migrations.Migration):
    dependencies = [("stock", "0019_stamp_places")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} CHECK ({rule})",
            migrations.RunSQL.noop,
        )
        for name, (table, rule) in RULES.items()
    ]
