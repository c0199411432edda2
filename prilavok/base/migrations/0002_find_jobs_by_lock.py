"""An index by lock over the jobs in hand.

Whoever fetches a job asks of every candidate whether an earlier one of its lock waits or runs. Without this index each
such question reads the whole table: a thousand waiting jobs made a fetch take tens of milliseconds.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_initial"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX base_jobs_by_lock ON procrastinate_jobs (lock, priority DESC, id) WHERE lock IS NOT NULL",
            "DROP INDEX base_jobs_by_lock",
        ),
    ]
