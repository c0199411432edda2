"""Several devices of a person open one basket: the secrets become rows of their own."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

COPY = "INSERT INTO oms_basketkey (token, basket_id, made_at) SELECT token, id, created_at FROM oms_basket"


class Migration(migrations.Migration):

    dependencies = [
        ('oms', '0010_history_lets_go_of_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='BasketKey',
            fields=[
                ('token', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('basket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='oms.basket')),
            ],
        ),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
    ]
