"""The same rules of orders, said so that the database reads them quickly: it reads their text with each statement.

A list of words as one constant instead of a list of conversions, numbers as numerics from the start. What only counts
upwards by ourselves (versions, revisions, positions) is not asked whether it is negative.
"""

from django.db import migrations, models

RULES = {
    "oms_order_total_not_negative": ("oms_order", "total >= '0'"),
    "oms_order_facts_known": ("oms_order", "facts <@ '{reserved,picked,issued,paid,cancelled}'"),
    "oms_order_issued_or_cancelled": ("oms_order", "NOT facts @> '{issued,cancelled}'"),
    "oms_order_issued_is_paid": ("oms_order", "NOT facts @> '{issued}' OR facts @> '{paid}'"),
    "oms_line_quantity_positive": ("oms_orderline", "quantity > '0'"),
    "oms_line_not_negative": ("oms_orderline", "total >= '0' AND unit_price >= '0'"),
    "oms_basket_quantity_positive": ("oms_basketline", "quantity > '0'"),
}


class Migration(migrations.Migration):
    dependencies = [
        ('oms', '0015_drop_indexes_of_patterns'),
    ]

    operations = [
        migrations.AlterField(
            model_name='order',
            name='revision',
            field=models.IntegerField(default=1),
        ),
        migrations.AlterField(
            model_name='order',
            name='version',
            field=models.IntegerField(default=1),
        ),
        migrations.AlterField(
            model_name='orderhistory',
            name='revision',
            field=models.IntegerField(),
        ),
        migrations.AlterField(
            model_name='orderhistory',
            name='version',
            field=models.IntegerField(),
        ),
        migrations.AlterField(
            model_name='orderline',
            name='position',
            field=models.SmallIntegerField(),
        ),
        migrations.AlterField(
            model_name='orderline',
            name='version',
            field=models.IntegerField(),
        ),
        migrations.AlterField(
            model_name='orderversion',
            name='version',
            field=models.IntegerField(),
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} CHECK ({rule})",
                migrations.RunSQL.noop,
            )
            for name, (table, rule) in RULES.items()
        ),
    ]
