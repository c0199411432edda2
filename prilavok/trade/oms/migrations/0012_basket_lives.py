"""Baskets are held, left and brought back; what a customer may still do by the own page is data of the status."""

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

MAY = """
UPDATE oms_status SET buyer_may = CASE step WHEN 'placed' THEN '{cancel,store,recipient}'::varchar[]
    ELSE '{cancel,recipient}'::varchar[] END
WHERE step IN ('placed', 'picking', 'picked')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('oms', '0011_baskets_of_devices'),
    ]

    operations = [
        migrations.CreateModel(
            name='BasketLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=64, unique=True)),
                ('person_id', models.BigIntegerField(null=True)),
                ('lines', models.JSONField()),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ends_at', models.DateTimeField()),
                ('first_used_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='BasketSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hold_minutes', models.PositiveSmallIntegerField(null=True)),
                ('remind_after_h', models.PositiveSmallIntegerField(null=True)),
                ('link_days', models.PositiveSmallIntegerField(default=14)),
            ],
        ),
        migrations.RemoveField(
            model_name='basket',
            name='token',
        ),
        migrations.AddField(
            model_name='basket',
            name='held_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='basket',
            name='reminded_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='order',
            name='recipient_name',
            field=models.CharField(blank=True, db_default='', max_length=200),
        ),
        migrations.AddField(
            model_name='order',
            name='recipient_phone',
            field=models.CharField(blank=True, db_default='', max_length=16),
        ),
        migrations.AddField(
            model_name='status',
            name='buyer_may',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), db_default=[], default=list, size=None),
        ),
        migrations.AddIndex(
            model_name='basket',
            index=models.Index(condition=models.Q(('person_id__isnull', False)), fields=['changed_at'], name='oms_basket_left'),
        ),
        migrations.AddIndex(
            model_name='basketline',
            index=models.Index(fields=['variant_id'], name='oms_basket_line_variant'),
        ),
        migrations.AddIndex(
            model_name='basketlink',
            index=models.Index(fields=['ends_at'], name='oms_basket_link_ends'),
        ),
        migrations.AddIndex(
            model_name='basketlink',
            index=models.Index(condition=models.Q(('person_id__isnull', False)), fields=['person_id'], name='oms_basket_link_of'),
        ),
        migrations.AddConstraint(
            model_name='basketsettings',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='oms_basket_settings_single'),
        ),
        migrations.AlterField(
            model_name='orderhistory',
            name='kind',
            field=models.CharField(choices=[('placed', 'Placed'), ('moved', 'Moved'), ('corrected', 'Corrected'), ('conflict', 'Conflict'), ('note', 'Note'), ('relocated', 'Relocated')], max_length=10),
        ),
        migrations.RunSQL(MAY, migrations.RunSQL.noop),
    ]
