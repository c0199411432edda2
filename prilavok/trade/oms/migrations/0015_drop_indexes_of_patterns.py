"""Indexes that Django makes for `LIKE` beside every unique text: nobody looks for part of a token, key or number so.

What an order is found by is in its search text. A placed order wrote five of them.
"""

from typing import ClassVar

from django.db import migrations

INDEXES = (
    ("oms_order_number_2820c0b5_like", "oms_order", "number"),
    ("oms_order_place_key_543752b2_like", "oms_order", "place_key"),
    ("oms_order_token_37c9454c_like", "oms_order", "token"),
    ("oms_numberclaim_key_9730e658_like", "oms_numberclaim", "key"),
    ("oms_basketkey_token_00faca1a_like", "oms_basketkey", "token"),
)


class Migration(migrations.Migration):
    """Unique indexes stay."""

    dependencies: ClassVar = [("oms", "0014_papers_list_goods")]
    operations: ClassVar = [
        migrations.RunSQL(
            f"DROP INDEX IF EXISTS {name}", f"CREATE INDEX IF NOT EXISTS {name} ON {table} ({column} varchar_pattern_ops)"
        )
        for name, table, column in INDEXES
    ]
